/** The `otlp` receiver: OTLP over HTTP and gRPC. A body is checked, then kept as it came in. */

import {
  type Component,
  type CreateContext,
  defineReceiver,
  type Measured,
  type ReceiverDefinition,
  type Reporter,
} from '../component.ts';
import { requestOutcomes } from '../telemetry/measure.ts';
import { otlpReceiverConfig, type OtlpReceiverConfig } from './otlp-config.ts';
import { createIntake, type IntakeOptions } from './otlp-intake.ts';
import { createOtlpOverGrpc } from './otlp-over-grpc.ts';
import { createOtlpOverHttp } from './otlp-over-http.ts';

export const otlp: ReceiverDefinition<OtlpReceiverConfig> = defineReceiver<OtlpReceiverConfig>({
  type: 'otlp',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config: otlpReceiverConfig,
  create: createOtlpReceiver,
});

function createOtlpReceiver({
  config,
  clock,
  logger,
  random,
  emit,
  admit,
}: CreateContext<OtlpReceiverConfig> & Pick<IntakeOptions, 'emit' | 'admit'>): Component &
  Reporter &
  Measured {
  const {
    protocols,
    ack: level,
    ack_timeout: timeoutMs,
    max_in_flight_mib: maxInFlightBytes,
  } = config;
  const acknowledgement = { level, timeoutMs };
  const intake = createIntake({ emit, admit, acknowledgement, maxInFlightBytes });
  const dependencies = { intake, clock, logger, random };
  const http =
    protocols.http === undefined ? undefined : createOtlpOverHttp(protocols.http, dependencies);
  const grpc =
    protocols.grpc === undefined ? undefined : createOtlpOverGrpc(protocols.grpc, dependencies);

  return {
    async start() {
      await http?.start();
      await grpc?.start();
    },
    async shutdown(deadline) {
      intake.close();
      await Promise.all([http?.shutdown(deadline), grpc?.shutdown(deadline)]);
    },
    measures: () => [requestOutcomes(http?.report().requests ?? {}, grpc?.report().requests)],
    report: () => ({
      ...http?.report(),
      ...(grpc === undefined ? {} : { grpc: grpc.report() }),
      bytes: intake.memory.budget.used,
    }),
  };
}

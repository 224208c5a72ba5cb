import {
  type Batch,
  type Clock,
  type Component,
  ComponentError,
  type Consumer,
  type ExporterDefinition,
  type Reporter,
  systemClock,
} from '@marigraph/collector';
import { expect, onTestFinished } from 'vitest';

import { recordingLogger, type RecordingLogger } from './logger.ts';
import { otlpRequest } from './requests.ts';

export interface StartedExporter {
  readonly exporter: Component & Consumer & Partial<Reporter>;
  readonly logger: RecordingLogger;
  /** What `consume` refuses with; `undefined` when it takes the batch. */
  readonly refusal: (batch?: Partial<Batch>) => Promise<ComponentError | undefined>;
}

/** One span in protobuf, as it comes from the log. */
export const BATCH: Batch = {
  signal: 'traces',
  contentType: 'protobuf',
  encoding: 'identity',
  body: otlpRequest('traces', 'a'),
  items: 1,
  sequence: 0n,
  receivedAt: 0n,
  tenant: '',
};

/** An exporter on its own, shut down when the test ends. */
export async function startExporter<Config>(
  definition: ExporterDefinition<Config>,
  config: Readonly<Record<string, unknown>>,
  clock: Clock = systemClock,
): Promise<StartedExporter> {
  const logger = recordingLogger();
  const exporter = definition.create({
    id: definition.type,
    config: definition.config.parse(config),
    clock,
    random: () => 0.5,
    logger,
  });
  onTestFinished(() => exporter.shutdown(AbortSignal.timeout(1_000)));
  await exporter.start?.({ components: () => [], report: () => ({}) as never });
  return {
    exporter,
    logger,
    async refusal(batch = {}) {
      try {
        await exporter.consume({ ...BATCH, ...batch });
        return undefined;
      } catch (error) {
        expect(error).toBeInstanceOf(ComponentError);
        return error as ComponentError;
      }
    },
  };
}

/** What an exporter reports of itself, as text. */
export function reportOf({ exporter }: StartedExporter): string {
  return JSON.stringify(exporter.report?.());
}

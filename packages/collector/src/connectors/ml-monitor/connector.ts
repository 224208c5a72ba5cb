import {
  createMonitor,
  type LoadedReference,
  type Monitor,
  MonitorError,
} from '@marigraph/monitor';

import {
  type Batch,
  type CreateContext,
  type ConnectorDefinition,
  defineConnector,
  type NewBatch,
} from '../../component.ts';
import { ComponentError, ConfigurationError, type Problem } from '../../errors.ts';
import { createPlainBodyReader, type PlainBodyReader } from '../../plain-body.ts';
import { type MlMonitorConfig, mlMonitorConfig, toMonitorOptions } from './config.ts';
import { createOutbox } from './outbox.ts';
import { readReference, ReferenceFileError } from './reference-file.ts';
import { createRowReader } from './row-reader.ts';

/**
 * Reads predictions and ground truth out of traces and logs, keeps cells, and emits drift and performance as
 * metrics and state changes as events.
 */
export const mlMonitor: ConnectorDefinition<MlMonitorConfig> = defineConnector({
  type: 'ml_monitor',
  stability: 'alpha',
  from: ['traces', 'logs'],
  to: ['metrics', 'logs'],
  config: mlMonitorConfig,
  create: createMlMonitor,
});

type Context = CreateContext<MlMonitorConfig> & {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly state: Uint8Array | undefined;
};

function createMlMonitor(
  context: Context,
): ReturnType<ConnectorDefinition<MlMonitorConfig>['create']> {
  const { id, config, clock } = context;
  const monitor = restoreMonitor(context, loadReferences(id, config));
  const outbox = createOutbox(context);
  let receivedAtMs = 0;
  let stop: (() => void) | undefined;
  const readPlainBody = createPlainBodyReader();
  const reader = createRowReader({
    monitor,
    usesPredictionTime: (name) => config.monitors[name]?.event_time === 'prediction_time',
    onRow: (row) => monitor.addRow(row, receivedAtMs),
    onGroundTruth: (groundTruth) => monitor.addGroundTruth(groundTruth),
  });

  function evaluate(): Promise<void> {
    outbox.add(monitor.advance(toMilliseconds(clock.now())));
    return outbox.flush();
  }

  return {
    async start() {
      stop = clock.every(config.evaluation_interval, () => void evaluate());
    },
    consume(batch) {
      if (batch.signal === 'metrics') return;
      receivedAtMs = toMilliseconds(batch.receivedAt);
      reader.read(batch.signal, plainBytes(batch, readPlainBody));
    },
    snapshot: () => monitor.snapshot(),
    report: () => ({
      ...monitor.report(),
      invalid: reader.invalid,
      evaluations: { waiting: outbox.waiting, dropped: outbox.dropped },
    }),
    async shutdown() {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      await evaluate();
    },
  };
}

function toMilliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n);
}

/** The request's plain bytes. Receivers checked them, so a failure here is the sender's data, never retried. */
function plainBytes(batch: Batch, readPlainBody: PlainBodyReader): Uint8Array {
  if (batch.contentType !== 'protobuf') {
    throw new ComponentError('data_invalid', `ml_monitor reads protobuf, not ${batch.contentType}`);
  }
  return readPlainBody(batch);
}

function loadReferences(id: string, config: MlMonitorConfig): LoadedReference[] {
  const problems: Problem[] = [];
  const loaded = Object.entries(config.monitors).flatMap(([model, { references }]) =>
    references.flatMap((path, index) => {
      const where = `connectors.${id}.monitors.${model}.references[${index}]`;
      try {
        const reference = readReference(path);
        if (reference.document.model.name === model) return [reference];
        problems.push({
          path: where,
          message: `the reference is of model \`${reference.document.model.name}\`, expected \`${model}\``,
          value: path,
        });
      } catch (error) {
        if (!(error instanceof ReferenceFileError)) throw error;
        problems.push({ path: where, message: error.message, value: path });
      }
      return [];
    }),
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  return loaded;
}

/** The monitor as it was saved. A snapshot that cannot be read is a loss that is said, not a reason not to start. */
function restoreMonitor(
  { config, state, logger }: Context,
  references: readonly LoadedReference[],
): Monitor {
  const options = toMonitorOptions(config, references);
  try {
    return createMonitor(options, state);
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    logger.error('the saved cells cannot be used; the monitor starts empty', {
      error: error.message,
      hint: error.hint,
    });
    return createMonitor(options);
  }
}

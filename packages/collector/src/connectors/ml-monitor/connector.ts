import { createMonitor, type Monitor, MonitorError, type MonitorOptions } from '@marigraph/monitor';
import { OtlpError } from '@marigraph/otlp';

import {
  type Batch,
  type CreateContext,
  type ConnectorDefinition,
  defineConnector,
  type NewBatch,
} from '../../component.ts';
import { ComponentError, ConfigurationError } from '../../errors.ts';
import { createPlainBodyReader, type PlainBodyReader } from '../../plain-body.ts';
import { acknowledgeAction } from './acknowledge-action.ts';
import { type MlMonitorConfig, mlMonitorConfig, toMonitorOptions } from './config.ts';
import { createOutbox } from './outbox.ts';
import { countRows } from './row-counts.ts';
import { createRowReader } from './row-reader.ts';
import { decodeState, encodeState, SavedStateError } from './saved-state.ts';
import type { Statement } from './statement.ts';

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
  readonly state: ReadonlyMap<string, Uint8Array> | undefined;
};

function createMlMonitor(
  context: Context,
): ReturnType<ConnectorDefinition<MlMonitorConfig>['create']> {
  const { config, clock, logger } = context;
  const { monitor, changes } = restoreMonitor(context);
  const outbox = createOutbox({
    ...context,
    windowOf: (modelName) => monitor.definitionOf(modelName).window,
  });
  outbox.add(changes);
  const byPredictionTime = modelsByPredictionTime(config);
  const counted = countRows(monitor);
  const readPlainBody = createPlainBodyReader();
  let receivedAtMs = 0;
  let isReading = false;
  let snapshots = 0;
  let stop: (() => void) | undefined;
  let refused = monitor.refused;
  const reader = createRowReader({
    monitor,
    usesPredictionTime: (name) => byPredictionTime.has(name),
    onRow: (row) => counted.monitor.addRow(row, receivedAtMs),
    onGroundTruth: (groundTruth) => counted.monitor.addGroundTruth(groundTruth),
  });

  /** Never rejects: it runs on a timer, and what fails now must not take the process with it. */
  async function evaluate(): Promise<void> {
    // A backlog from before a restart is as old as it is: by this machine's clock its models would all be idle.
    const nowMs = isReading ? receivedAtMs : toMilliseconds(clock.now());
    isReading = false;
    refused = warnOfRefused(context, monitor.refused, refused);
    try {
      const { evaluations, drift } = monitor.advance(nowMs);
      outbox.add([...evaluations, ...drift]);
    } catch (error) {
      logger.error('windows could not be evaluated', { error });
    }
    await outbox.flush();
  }

  return {
    async start() {
      stop = clock.every(config.evaluation_interval, () => void evaluate());
    },
    consume(batch) {
      if (batch.signal === 'metrics') return;
      receivedAtMs = toMilliseconds(batch.receivedAt);
      isReading = true;
      const { signal } = batch;
      usePlainBytes(batch, readPlainBody, (bytes) => {
        readRequest(() => reader.read(signal, bytes));
      });
    },
    snapshot: (saved) =>
      encodeState(saved, (own) => monitor.snapshot(own), {
        version: snapshots++,
        statements: outbox.waiting.filter(({ changes: own }) => own.length > 0),
      }),
    actions: [acknowledgeAction(monitor)],
    measures: () => counted.measures({ reader, outbox }),
    report: () => ({
      ...monitor.report(),
      invalid: reader.invalid,
      evaluations: { waiting: outbox.waiting.length, dropped: outbox.dropped },
    }),
    async shutdown() {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      await evaluate();
    },
  };
}

/** Models whose rows carry their time in the prediction. */
function modelsByPredictionTime({ monitors }: MlMonitorConfig): ReadonlySet<string> {
  return new Set(
    Object.entries(monitors).flatMap(([model, { event_time }]) =>
      event_time === 'prediction_time' ? [model] : [],
    ),
  );
}

/** Returns how many were refused, for the next time. */
function warnOfRefused({ logger }: Context, now: number, before: number): number {
  if (now > before) {
    const refused = now - before;
    logger.warn('rows are refused: too many models or versions are named', { refused });
  }
  return now;
}

function toMilliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n);
}

/** Hands the plain bytes to `use`. Receivers checked them, so a failure here is the sender's data, never retried. */
function usePlainBytes(
  batch: Batch,
  readPlainBody: PlainBodyReader,
  use: (bytes: Uint8Array) => void,
): void {
  let isRead = false;
  try {
    readPlainBody(batch, (bytes) => {
      isRead = true;
      use(bytes);
    });
  } catch (cause) {
    if (isRead) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const form = cause instanceof OtlpError ? 'OTLP/JSON' : batch.encoding;
    throw new ComponentError('data_invalid', `the body is not ${form}: ${reason}`, { cause });
  }
}

/** Tells what is wrong with the request apart from what is wrong with this program. */
function readRequest(read: () => void): void {
  try {
    read();
  } catch (cause) {
    if (!(cause instanceof OtlpError)) throw cause;
    throw new ComponentError('data_invalid', cause.message, { cause });
  }
}

interface Restored {
  readonly monitor: Monitor;
  readonly changes: readonly Statement[];
}

/** The monitor as it was saved. A snapshot that cannot be read is a loss that is said, not a reason not to start. */
function restoreMonitor({ id, config, state, logger }: Context): Restored {
  const options = toMonitorOptions(config);
  if (state === undefined) return { monitor: createFresh(id, options), changes: [] };
  try {
    const saved = decodeState(state);
    return { monitor: createMonitor(options, saved.monitor), changes: saved.changes };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    logger.error('the saved cells cannot be used; the monitor starts empty', {
      error: error.message,
    });
    return { monitor: createFresh(id, options), changes: [] };
  }
}

function isUnreadable(error: unknown): error is Error {
  if (error instanceof MonitorError) return error.code === 'snapshot_unreadable';
  return error instanceof SavedStateError;
}

/** @throws {ConfigurationError} where the monitor finds something wrong that the schema does not know of. */
function createFresh(id: string, options: MonitorOptions): Monitor {
  try {
    return createMonitor(options);
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    throw new ConfigurationError([{ path: `connectors.${id}`, message: error.message }], {
      cause: error,
    });
  }
}

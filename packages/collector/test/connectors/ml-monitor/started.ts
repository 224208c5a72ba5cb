import {
  type Batch,
  type ComponentError,
  type ConnectorDefinition,
  type NewBatch,
  type StatePart,
} from '@marigraph/collector';
import { buildReference, type LoadedReference } from '@marigraph/monitor';
import { decodeLogs, decodeMetrics, type LogRecord, type NumberDataPoint } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  EVENT_ML_GROUND_TRUTH_RESULT,
} from '@marigraph/semantic-conventions';

import {
  type MlMonitorConfig,
  mlMonitorConfig,
} from '../../../src/connectors/ml-monitor/config.ts';
import { mlMonitor } from '../../../src/connectors/ml-monitor/connector.ts';
import { recordingLogger, type RecordingLogger } from '../../support/logger.ts';
import { CLOCK_START_MS, manualClock, type ManualClock } from '../../support/manual-clock.ts';
import { bytesOfParts } from '../../support/parts.ts';
import { IDENTITY, type Pairs, type RecordOf } from './records.ts';

export const SECOND = 1000;
export const HOUR = 3_600_000;

export interface Started {
  readonly connector: ReturnType<ConnectorDefinition<MlMonitorConfig>['create']>;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  /** Hands a request over, received now unless told otherwise. */
  readonly consume: (batch: Partial<Batch>) => void;
  /** Lets `ms` pass and what is under way come to its end. */
  readonly pass: (ms?: number) => Promise<void>;
  readonly points: (metric: string) => readonly NumberDataPoint[];
  readonly events: () => readonly LogRecord[];
  /** What `emit` refuses with. */
  refusal: ComponentError | undefined;
  readonly stop: () => Promise<void>;
}

/** One model, evaluated by the hour, without lateness and idle after five minutes. */
export function configOf(references: readonly LoadedReference[] = []): MlMonitorConfig {
  const config = mlMonitorConfig.parse({
    monitors: {
      rain: { window: { duration: '1h' }, allowed_lateness: '0s', drift: { rule: 'threshold' } },
    },
  });
  const rain = config.monitors['rain'];
  if (rain === undefined) throw new Error('no monitor');
  return { ...config, monitors: { rain: { ...rain, references } } };
}

export async function start({
  config = configOf(),
  state,
  clock = manualClock(),
}: {
  readonly config?: MlMonitorConfig;
  readonly state?: ReadonlyMap<string, StatePart>;
  readonly clock?: ManualClock;
} = {}): Promise<Started> {
  const logger = recordingLogger();
  const emitted: NewBatch[] = [];
  const connector = mlMonitor.create({
    id: 'ml_monitor',
    config,
    clock,
    random: () => 0.5,
    logger,
    state: state === undefined ? undefined : bytesOfParts(state),
    async emit(batch) {
      if (started.refusal !== undefined) throw started.refusal;
      emitted.push(batch);
    },
  });
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const started: Started = {
    connector,
    clock,
    logger,
    refusal: undefined,
    consume: (batch) =>
      void connector.consume({
        signal: 'traces',
        contentType: 'protobuf',
        encoding: 'identity',
        body: new Uint8Array(0),
        items: 1,
        sequence: 0n,
        receivedAt: clock.now(),
        tenant: '',
        ...batch,
      }),
    async pass(ms = SECOND) {
      clock.advance(ms);
      await settle();
    },
    points: (name) =>
      emitted
        .filter(({ signal }) => signal === 'metrics')
        .flatMap(({ body }) => decodeMetrics(body))
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .flatMap((metric) =>
          metric.name === name && (metric.kind === 'gauge' || metric.kind === 'sum')
            ? metric.dataPoints
            : [],
        ),
    events: () =>
      emitted
        .filter(({ signal }) => signal === 'logs')
        .flatMap(({ body }) => decodeLogs(body))
        .flatMap(({ scopeLogs }) => scopeLogs)
        .flatMap(({ logRecords }) => logRecords),
    stop: () => connector.shutdown(new AbortController().signal),
  };
  await connector.start?.({
    components: () => [],
    report: () => {
      throw new Error('not asked');
    },
  });
  return started;
}

export function rowOf(id: string, timeMs: number, ...more: Pairs): RecordOf {
  return {
    timeUnixNano: `${timeMs}000000`,
    attributes: [
      ...IDENTITY,
      [ATTR_ML_PREDICTION_ID, id],
      [ATTR_ML_PREDICTION_LABEL, 'a'],
      ...more,
    ],
  };
}

export function truthOf(id: string, label: string): RecordOf {
  return {
    eventName: EVENT_ML_GROUND_TRUTH_RESULT,
    attributes: [
      [ATTR_ML_MODEL_NAME, 'rain'],
      [ATTR_ML_PREDICTION_ID, id],
      [ATTR_ML_GROUND_TRUTH_LABEL, label],
    ],
  };
}

/** A reference of a hundred rows, 0 to 99. */
export function windReference(): LoadedReference {
  const values = Array.from({ length: 100 }, (_, at) => at);
  const document = buildReference({ name: 'rain', version: '3' }, [{ name: 'wind', values }]);
  return { id: 'rain-3-test', document };
}

/** A hundred rows of one hour, one every ten seconds, whose wind is drawn from the reference and shifted. */
export function windRows(hour: number, shift = 0): RecordOf[] {
  return Array.from({ length: 100 }, (_, at) =>
    rowOf(`${hour}-${at}`, CLOCK_START_MS + hour * HOUR + at * 10_000, [
      ATTR_ML_FEATURE_VALUE('wind'),
      ((at * 37) % 100) + shift,
    ]),
  );
}

export const rowsOf = (points: readonly NumberDataPoint[]): number[] =>
  points.map(({ value }) => Number(value));
export const statesOf = (events: readonly LogRecord[]): unknown[] =>
  events.map(({ attributes }) => attributes[ATTR_ML_DRIFT_STATE]);

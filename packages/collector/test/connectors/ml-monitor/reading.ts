import {
  createMonitor,
  FeatureKind,
  type GroundTruth,
  hashKey,
  type Monitor,
  type Row,
} from '@marigraph/monitor';
import { ATTR_ML_PREDICTION_LABEL } from '@marigraph/semantic-conventions';

import { mlMonitorConfig, toMonitorOptions } from '../../../src/connectors/ml-monitor/config.ts';
import { createRowReader, type RowReader } from '../../../src/connectors/ml-monitor/row-reader.ts';
import { IDENTITY, type Pairs, type RecordOf, tracesOf } from './records.ts';

/** A row as plain data. */
export interface PlainRow {
  readonly model: string;
  readonly version: string;
  readonly timeMs: number;
  readonly key: string;
  readonly label: string | undefined;
  readonly value: number;
  readonly segments: readonly (string | undefined)[];
  readonly features: readonly (readonly [id: number, kind: number, value: unknown])[];
  readonly trace: string | undefined;
}

export interface PlainGroundTruth extends Omit<GroundTruth, 'key'> {
  readonly key: string;
}

export interface Reading {
  readonly monitor: Monitor;
  readonly reader: RowReader;
  readonly rows: readonly PlainRow[];
  readonly groundTruth: readonly PlainGroundTruth[];
  readonly idOf: (feature: string) => number;
}

export function startReading({ byPredictionTime = false } = {}): Reading {
  const config = mlMonitorConfig.parse({
    monitors: { rain: { segment_keys: ['city', 'device'] }, other: { segment_keys: ['tier'] } },
  });
  const monitor = createMonitor(toMonitorOptions(config));
  const rows: PlainRow[] = [];
  const groundTruth: PlainGroundTruth[] = [];
  const reader = createRowReader({
    monitor,
    usesPredictionTime: (model) => byPredictionTime && model === 'rain',
    onRow: (row) => rows.push(toPlain(row)),
    onGroundTruth: ({ key, ...rest }) => groundTruth.push({ ...rest, key: toHex(key) }),
  });
  return { monitor, reader, rows, groundTruth, idOf: (feature) => monitor.featureId(feature) };
}

function toPlain(row: Row): PlainRow {
  return {
    model: row.modelName,
    version: row.modelVersion,
    timeMs: row.timeMs,
    key: toHex(row.key),
    label: row.label,
    value: row.value,
    segments: [...row.segments],
    features: Array.from(row.featureId.subarray(0, row.featureCount), (id, at) => {
      const kind = row.featureKind[at] ?? -1;
      const value = kind === FeatureKind.TEXT ? row.featureText[at] : row.featureNumber[at];
      return [id, kind, value] as const;
    }),
    trace: row.hasTrace ? Buffer.from(row.trace).toString('hex') : undefined,
  };
}

function toHex(key: Uint32Array): string {
  return Array.from(key, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** The key of a prediction id that is a text. */
export function keyOf(id: string): string {
  const bytes = Buffer.from(id);
  const key = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, key);
  return toHex(key);
}

/** What one span is read as. */
export function readSpan(attributes: Pairs, more: Partial<RecordOf> = {}): PlainRow | undefined {
  const { reader, rows } = startReading();
  reader.read('traces', tracesOf([{ attributes: [...IDENTITY, ...attributes], ...more }]));
  if (rows.length > 1) throw new Error('one span gave several rows');
  return rows[0];
}

export const LABEL: Pairs = [[ATTR_ML_PREDICTION_LABEL, 'rain']];

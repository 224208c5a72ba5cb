import { buildReference, type LoadedReference } from '@marigraph/monitor';
import { ATTR_ML_FEATURE_VALUE, ATTR_ML_PREDICTION_ID } from '@marigraph/semantic-conventions';

import {
  type MlMonitorConfig,
  mlMonitorConfig,
} from '../../../src/connectors/ml-monitor/config.ts';
import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { IDENTITY, type RecordOf } from './records.ts';
import { HOUR } from './started.ts';

const ROWS_PER_HOUR = 40;
const FEATURES = ['wind', 'rain', 'sun'] as const;

/** A stream of numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Two weeks of hours before a time, of three features that are independent and even from 0 to 100. */
export function scanReference(endMs: number = CLOCK_START_MS): LoadedReference {
  const random = randomOf(1);
  const rows = 24 * 14 * ROWS_PER_HOUR;
  const document = buildReference(
    { name: 'rain', version: '3' },
    FEATURES.map((name) => ({ name, values: Array.from({ length: rows }, () => 100 * random()) })),
    {
      timeZone: 'UTC',
      timesMs: Array.from({ length: rows }, (_, at) => endMs - ((at + 1) * HOUR) / ROWS_PER_HOUR),
    },
  );
  return { id: 'rain-3-scan', document };
}

/** The rows of an hour; what is added to its wind and rain. */
export function scanRows(
  hour: number,
  {
    shift = 0,
    startMs = CLOCK_START_MS,
  }: { readonly shift?: number; readonly startMs?: number } = {},
): RecordOf[] {
  const random = randomOf(1000 + hour);
  return Array.from({ length: ROWS_PER_HOUR }, (_, at) => ({
    timeUnixNano: `${startMs + hour * HOUR + (at * HOUR) / ROWS_PER_HOUR}000000`,
    traceId: `${hour + 1}${at}`.padStart(32, '0'),
    spanId: '00000000000000ab',
    attributes: [
      ...IDENTITY,
      [ATTR_ML_PREDICTION_ID, `${hour}-${at}`],
      [ATTR_ML_FEATURE_VALUE('wind'), 100 * random() + shift],
      [ATTR_ML_FEATURE_VALUE('rain'), 100 * random() + shift],
      [ATTR_ML_FEATURE_VALUE('sun'), 100 * random()],
    ],
  }));
}

/** One model under the rule `scan`, without lateness. */
export function scanConfig(references: readonly LoadedReference[]): MlMonitorConfig {
  const config = mlMonitorConfig.parse({
    monitors: { rain: { allowed_lateness: '0s', idle_timeout: '1d' } },
  });
  const rain = config.monitors['rain'];
  if (rain === undefined) throw new Error('no monitor');
  return { ...config, monitors: { rain: { ...rain, references } } };
}

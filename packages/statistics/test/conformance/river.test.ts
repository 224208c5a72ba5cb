import {
  createAdwin,
  createCusum,
  createDdm,
  createEddm,
  createHddmA,
  createHddmW,
  createKswin,
  createPageHinkley,
} from '@marigraph/statistics';
import type { DriftDetector } from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { detections, statesOf } from '../support/detector-streams.ts';
import { seededRandom } from '../support/random.ts';

interface Params {
  readonly a?: number;
  readonly b?: number;
  readonly two?: boolean;
  readonly alpha?: number;
  readonly w?: number;
  readonly r?: number;
}
interface Case {
  readonly detector: string;
  readonly params: Params;
  readonly stream: string;
  readonly published_drift: readonly number[];
  readonly published_warning: readonly number[] | null;
  readonly port_drift: readonly number[];
  readonly port_warning: readonly number[];
}
interface Cases {
  readonly streams: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly Case[];
}

const CREATE: Readonly<Record<string, (params: Params) => DriftDetector>> = {
  ADWIN: () => createAdwin(),
  CUSUM: () => createCusum(),
  DDM: () => createDdm(),
  EDDM: ({ a, b }) => createEddm({ warningRatio: a ?? 0.95, driftRatio: b ?? 0.9 }),
  HDDM_A: ({ two }) => createHddmA({ direction: two === true ? 'both' : 'up' }),
  HDDM_W: ({ two }) => createHddmW({ direction: two === true ? 'both' : 'up' }),
  PageHinkley: () => createPageHinkley(),
};

/**
 * Where drift is said, and the first warning after the start and after each drift, as River prints.
 */
function printed(
  detector: DriftDetector,
  stream: readonly number[],
): { readonly drift: number[]; readonly warning: number[] } {
  const found = { drift: [] as number[], warning: [] as number[] };
  let warned = false;
  for (const [index, state] of statesOf(detector, stream).entries()) {
    if (state === 'warning' && !warned) {
      found.warning.push(index);
      warned = true;
    } else if (state === 'drift') {
      found.drift.push(index);
      warned = false;
    }
  }
  return found;
}

vectors.describe('statistics/river', (path) => {
  const { streams, cases } = vectors.json<Cases>(path, 'river.json');
  const named = cases.map((each, index) =>
    Object.assign({ name: `${index}: ${each.detector}` }, each),
  );
  const exact = named.filter(({ detector }) => detector !== 'KSWIN');
  const random = named.filter(({ detector }) => detector === 'KSWIN');

  it('has 14 cases of exact indices and 2 of KSWIN', () => {
    expect([exact.length, random.length]).toStrictEqual([14, 2]);
  });

  it.each(exact)('$name on $stream', ({ detector, params, stream, ...expected }) => {
    const create = CREATE[detector];
    const found = create === undefined ? undefined : printed(create(params), streams[stream] ?? []);
    expect(found).toStrictEqual({ drift: expected.port_drift, warning: expected.port_warning });
    expect(found?.drift).toStrictEqual(expected.published_drift);
    // Not every published case lists its warnings.
    expect(found?.warning).toStrictEqual(expected.published_warning ?? expected.port_warning);
  });

  // River draws with Python's generator. Over many draws the published index must be an ordinary
  // one.
  it.each(random)('$name on $stream, with any draw', ({ params, stream, published_drift }) => {
    const { alpha = NaN, w = 100, r = 30 } = params;
    const start = 700;
    const values = (streams[stream] ?? []).slice(start, 1100);
    const firsts = Array.from({ length: 40 }, (_, seed) => {
      const options = { alpha, windowSize: w, recentSize: r, random: seededRandom(seed) };
      return start + (detections(createKswin(options), values).drift[0] ?? NaN);
    }).toSorted((a, b) => a - b);
    const [published = NaN] = published_drift;
    expect(firsts[0]).toBeGreaterThanOrEqual(1000);
    expect(firsts[1]).toBeLessThanOrEqual(published);
    expect(firsts[38]).toBeGreaterThanOrEqual(published);
  });
});

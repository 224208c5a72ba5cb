import {
  createBayesianOnlineChangePoint,
  createGeometricMovingAverage,
  createPageHinkley,
} from '@marigraph/statistics';
import type { DriftDetector } from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { detections } from '../support/detector-streams.ts';

interface Cases {
  readonly stream: readonly number[];
  readonly stream_cases: readonly {
    readonly detector: string;
    readonly published: readonly number[];
    readonly recomputed: readonly number[];
  }[];
}

/** As frouros' own test makes them: `min_num_instances` 1, and for BOCD a data variance of 0.5. */
const CREATE: Readonly<Record<string, () => DriftDetector>> = {
  BOCD: () => createBayesianOnlineChangePoint({ dataVariance: 0.5, warmUp: 0 }),
  CUSUM: () => createPageHinkley({ forgetting: 1, warmUp: 0 }),
  GeometricMovingAverage: () => createGeometricMovingAverage({ warmUp: 0 }),
  PageHinkley: () => createPageHinkley({ sum: 'plain', warmUp: 0 }),
};

vectors.describe('statistics/frouros', (path) => {
  const { stream, stream_cases } = vectors.json<Cases>(path, 'frouros.json');

  it('has a case of each of its change detectors', () => {
    expect(stream_cases.map(({ detector }) => detector).toSorted()).toStrictEqual(
      Object.keys(CREATE),
    );
  });

  it.each(stream_cases)('$detector', ({ detector, published, recomputed }) => {
    const create = CREATE[detector];
    const found = create === undefined ? undefined : detections(create(), stream).drift;
    expect(found).toStrictEqual(recomputed);
    expect(found).toStrictEqual(published);
  });
});

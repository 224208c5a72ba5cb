import {
  createAdwin,
  createBayesianOnlineChangePoint,
  createCusum,
  createDdm,
  createEddm,
  createGeometricMovingAverage,
  createHddmA,
  createHddmW,
  createKswin,
  createPageHinkley,
} from '@marigraph/statistics';
import type { DriftDetector, DriftDetectorSnapshot } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statesOf, steppedErrors, steppedValues } from './support/detector-streams.ts';
import { seededRandom } from './support/random.ts';

interface Kind {
  readonly name: string;
  readonly create: (snapshot?: DriftDetectorSnapshot) => DriftDetector;
  /** A stream that it accepts and that makes it say drift. */
  readonly stream: (seed: number) => number[];
  readonly refused: readonly number[];
}

const NOT_FINITE = [NaN, Infinity, -Infinity];
const halved = (seed: number): number[] => steppedValues(seed).map((value) => value / 2);
const onErrors = { stream: steppedErrors, refused: [...NOT_FINITE, 2, -1, 0.5] };
const onShares = { stream: halved, refused: [...NOT_FINITE, 1.01, -0.01] };
const onValues = { stream: steppedValues, refused: [...NOT_FINITE, 2e100, -Number.MAX_VALUE] };

const KINDS: readonly Kind[] = [
  { name: 'adwin', create: (snapshot) => createAdwin({}, snapshot), ...onValues },
  {
    name: 'adwin',
    create: (snapshot) =>
      createAdwin(
        { delta: 0.05, bucketsPerRow: 2, rows: 8, clock: 1, afterDrift: 'keep_recent' },
        snapshot,
      ),
    ...onValues,
  },
  {
    name: 'bayesian_online_change_point',
    create: (snapshot) =>
      createBayesianOnlineChangePoint({ dataVariance: 1 / 12, maximumRuns: 20 }, snapshot),
    ...onValues,
  },
  { name: 'cusum', create: (snapshot) => createCusum({}, snapshot), ...onValues },
  { name: 'ddm', create: (snapshot) => createDdm({}, snapshot), ...onErrors },
  { name: 'eddm', create: (snapshot) => createEddm({}, snapshot), ...onErrors },
  {
    name: 'geometric_moving_average',
    create: (snapshot) =>
      createGeometricMovingAverage({ threshold: 0.1, direction: 'both' }, snapshot),
    ...onValues,
  },
  {
    name: 'hddm_a',
    create: (snapshot) => createHddmA({ direction: 'both' }, snapshot),
    ...onShares,
  },
  {
    name: 'hddm_w',
    create: (snapshot) =>
      createHddmW({ direction: 'both', driftConfidence: 0.004, lambda: 0.1 }, snapshot),
    ...onShares,
  },
  { name: 'kswin', create: (snapshot) => createKswin({}, snapshot), ...onValues },
  {
    name: 'kswin',
    create: (snapshot) => createKswin({ afterDrift: 'keep_recent' }, snapshot),
    ...onValues,
  },
  {
    name: 'page_hinkley',
    create: (snapshot) =>
      createPageHinkley({ threshold: 8, direction: 'both', sum: 'range' }, snapshot),
    ...onValues,
  },
];

describe.each(KINDS)('the contract of detectors: $name', ({ name, create, stream, refused }) => {
  it('is stable and knows no mean before the first value', () => {
    const detector = create();
    expect(detector).toMatchObject({ state: 'stable', count: 0, estimate: undefined });
  });

  it('says drift of a stream that steps, and shows the state it returned', () => {
    const detector = create();
    let drifts = 0;
    for (const value of stream(1)) {
      const state = detector.update(value);
      expect(detector.state).toBe(state);
      if (state === 'drift') drifts++;
    }
    expect(drifts).toBeGreaterThan(0);
  });

  it.each(refused)('refuses %s and is as before', (value) => {
    const detector = create();
    statesOf(detector, stream(2).slice(0, 40));
    const before = JSON.stringify(detector);
    expect(() => detector.update(value)).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining(`value is ${value}; `),
      }),
    );
    expect(JSON.stringify(detector)).toBe(before);
  });

  it('estimates the mean of a stable stream', () => {
    const detector = create();
    const values = stream(3).slice(0, 200);
    statesOf(detector, values);
    const recent = values.slice(-detector.count);
    const mean = recent.reduce((sum, value) => sum + value, 0) / recent.length;
    expect(Math.abs((detector.estimate ?? NaN) - mean)).toBeLessThan(0.1);
  });

  it('is as new after a reset', () => {
    const detector = create();
    statesOf(detector, stream(4));
    detector.reset();
    expect(JSON.stringify(detector)).toBe(JSON.stringify(create()));
  });

  it('goes on from a snapshot taken anywhere as if never saved', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1499), (seed, saved) => {
        const values = stream(seed).slice(0, 1500);
        const whole = create();
        statesOf(whole, values.slice(0, saved));
        const text = JSON.stringify(whole);
        const restored = create(JSON.parse(text) as DriftDetectorSnapshot);
        expect(JSON.stringify(restored)).toBe(text);
        expect(restored.state).toBe(whole.state);
        const rest = values.slice(saved);
        expect(statesOf(restored, rest)).toStrictEqual(statesOf(whole, rest));
        expect(restored.estimate).toBe(whole.estimate);
      }),
      { numRuns: 4 },
    );
  });

  it('goes on from a snapshot taken at drift', () => {
    const detector = create();
    const values = stream(5);
    const at = values.findIndex((value) => detector.update(value) === 'drift');
    const restored = create(JSON.parse(JSON.stringify(detector)) as DriftDetectorSnapshot);
    expect(restored.state).toBe('drift');
    const rest = values.slice(at + 1);
    expect(statesOf(restored, rest)).toStrictEqual(statesOf(detector, rest));
  });

  it('keeps a snapshot of bounded size', () => {
    const detector = create();
    const random = seededRandom(6);
    for (let index = 0; index < 5000; index++) detector.update(random() < 0.5 ? 0 : 1);
    expect(JSON.stringify(detector).length).toBeLessThan(5000);
  });

  it('refuses a snapshot of another detector', () => {
    const snapshot = { ...create().toJSON(), detector: 'other' };
    expect(() => create(snapshot)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: `snapshot.detector is other; it must be ${name}`,
      }),
    );
  });

  it('refuses a snapshot of other settings', () => {
    const snapshot = create().toJSON();
    for (const key of Object.keys(snapshot.settings)) {
      const settings = { ...snapshot.settings, [key]: 'other' };
      expect(() => create({ ...snapshot, settings })).toThrow(
        expect.objectContaining({
          code: 'invalid_argument',
          message: expect.stringContaining(`snapshot.settings.${key} is other; it must be `),
        }),
      );
    }
  });

  it('refuses a snapshot whose state or memory cannot be', () => {
    const snapshot = create().toJSON();
    const broken: DriftDetectorSnapshot[] = [{ ...snapshot, state: 'unknown' as 'stable' }];
    for (const [key, part] of Object.entries(snapshot.memory)) {
      const tooLong = Array.from({ length: 10_001 }, () => 0);
      const values =
        typeof part === 'number'
          ? [null, NaN, undefined, [1]]
          : [3, undefined, [NaN], [null], tooLong];
      for (const value of values) {
        const memory = { ...snapshot.memory, [key]: value as number };
        broken.push({ ...snapshot, memory });
      }
    }
    for (const each of broken) {
      expect(() => create(each)).toThrow(
        expect.objectContaining({
          code: 'invalid_argument',
          message: expect.stringMatching(/^snapshot\.(state|memory\.\w+) is /),
        }),
      );
    }
  });
});

describe('a detector of measurements', () => {
  const measuring = KINDS.filter(({ refused }) => refused.includes(2e100));

  it.each(measuring)('stays finite at the largest values it takes: $name', ({ create }) => {
    const detector = create();
    const extremes = [1e100, -1e100, 0, 5e-324, 1e-300];
    for (let index = 0; index < 500; index++) {
      detector.update(extremes[index % extremes.length] ?? 0);
      expect(Number.isFinite(detector.estimate)).toBe(true);
    }
    // JSON has no NaN and no infinities: they would come back as null.
    expect(JSON.stringify(detector)).not.toContain('null');
  });

  it.each(measuring)('is stable on a constant stream: $name', ({ create }) => {
    expect(
      new Set(
        statesOf(
          create(),
          Array.from({ length: 500 }, () => 0.1),
        ),
      ),
    ).toStrictEqual(new Set(['stable']));
  });
});

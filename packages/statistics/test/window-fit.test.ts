import { fitWindows, hourPhases, judgeWindow } from '@marigraph/statistics';
import type {
  ContrastKind,
  ReferenceWindow,
  WindowFit,
  WindowFitOptions,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { dayWindows } from './support/reference-windows.ts';
import { relativeError } from './support/relative-error.ts';

const DAYS: WindowFitOptions = { kind: 'location', lags: 7, coverage: 1 };

function fitted(windows: readonly ReferenceWindow[], options: WindowFitOptions = DAYS): WindowFit {
  const outcome = fitWindows(windows, options);
  if (outcome.status !== 'fitted') throw new Error(`off: ${outcome.reason}`);
  return outcome;
}

const sameMean = (
  days: number,
  n: number = 100,
  change: (day: number) => Partial<ReferenceWindow> = () => ({}),
): ReferenceWindow[] =>
  Array.from({ length: days }, (_, day) => ({ n, sum: 0, day, phases: [0], ...change(day) }));

describe('fitWindows', () => {
  it('of windows that do not differ has the variance of independent rows and the prior', () => {
    const fit = fitted(sameMean(28), { kind: 'location', lags: 7 });
    expect(fit.dispersion).toBe(1);
    expect(fit.autocorrelation).toBe(0);
    expect(fit.windows).toBe(28);
    expect(fit.effectiveWindows).toBeCloseTo(27, 12);
    // (4 τ² + 27 · 0) / (4 + 27) with τ = 0.05.
    expect(fit.naturalVariance).toBeCloseTo(0.01 / 31, 15);
    const share = fit.naturalVariance / (fit.naturalVariance + 1 / 100 + 1 / 2700);
    const tail = Math.min(200, 4 + 6 / (0.6 * share ** 2));
    expect(fit.degreesOfFreedom).toBeCloseTo(1 / (1 / tail + 1 / 31), 12);
  });

  it('allows at most 200 degrees of freedom when no natural variation is believed in', () => {
    const fit = fitted(sameMean(28), { kind: 'location', lags: 7, priorDeviation: 0 });
    expect(fit.naturalVariance).toBe(0);
    expect(fit.degreesOfFreedom).toBeCloseTo(1 / (1 / 200 + 1 / 31), 12);
  });

  it.each([
    { days: 13, deviation: 0.2 },
    { days: 14, deviation: 0.05 },
  ])('has a prior deviation of $deviation for $days days', ({ days, deviation }) => {
    const fit = fitted(sameMean(days), { kind: 'location', lags: 0 });
    expect(fit).toEqual(
      fitted(sameMean(days), { kind: 'location', lags: 0, priorDeviation: deviation }),
    );
  });

  it('finds how much rows clump and how much days differ, in 400 days', () => {
    const random = seededRandom(42);
    const windows = dayWindows(random, {
      days: 400,
      rows: (day) => (day % 2 === 0 ? 20 : 5000),
      dispersion: 5,
      natural: 0.1,
    });
    const fit = fitted(windows);
    expect(fit.grouping).toBe(0);
    expect(fit.dispersion).toBeGreaterThan(4);
    expect(fit.dispersion).toBeLessThan(6.2);
    expect(Math.sqrt(fit.naturalVariance)).toBeGreaterThan(0.09);
    expect(Math.sqrt(fit.naturalVariance)).toBeLessThan(0.11);
  });

  it('finds nothing natural where rows only clump', () => {
    const rows = (day: number): number => 20 * 4 ** (day % 4);
    const windows = dayWindows(seededRandom(3), { days: 200, rows, dispersion: 9 });
    const fit = fitted(windows, { ...DAYS, priorDeviation: 0 });
    expect(fit.dispersion).toBeGreaterThan(7);
    expect(fit.dispersion).toBeLessThan(11);
    expect(Math.sqrt(fit.naturalVariance)).toBeLessThan(0.1);
  });

  it.each([
    { season: () => 0, grouping: 0 },
    { season: (weekday: number) => (weekday >= 5 ? 1 : 0), grouping: 1 },
    { season: (weekday: number) => weekday % 3, grouping: 2 },
  ])('takes grouping $grouping where the season asks for it', ({ season, grouping }) => {
    const windows = dayWindows(seededRandom(9), { days: 42, rows: 1000, natural: 0.05, season });
    const fit = fitted(windows);
    expect(fit.grouping).toBe(grouping);
    expect(Math.sqrt(fit.naturalVariance)).toBeLessThan(0.1);
  });

  it('leaves out a grouping under which a window is the only one of its phase', () => {
    const season = (weekday: number): number => 10 * weekday;
    const windows = dayWindows(seededRandom(5), { days: 13, rows: 1000, season });
    // Sunday occurs once in 13 days from Monday on, and the other groupings have a Sunday to compare.
    expect(fitted(windows).grouping).toBe(1);
  });

  it('predicts windows from each other when there is one day only', () => {
    const windows = Array.from({ length: 24 }, (_, hour) => ({
      n: 50,
      sum: hour % 2 === 0 ? 10 : -10,
      day: 20_000,
      phases: hourPhases(hour, 0),
    }));
    const fit = fitted(windows, { kind: 'location', lags: 24, coverage: 2 });
    expect(fit.grouping).toBe(0);
    expect(fit.coverageRows.filter((rows) => rows > 0)).toHaveLength(24);
    expect(fit.autocorrelation).toBeLessThan(-0.9);
    expect(fit.effectiveWindows).toBeLessThan(5);
  });

  it('counts autocorrelation in time, over windows of too few rows', () => {
    const alternating = Array.from({ length: 40 }, (_, day) => ({
      n: day % 2 === 0 ? 100 : 5,
      sum: day % 4 === 0 ? 50 : day % 2 === 0 ? -50 : 0,
      day,
      phases: [0],
    }));
    const fit = fitted(alternating, { kind: 'location', lags: 2 });
    expect(fit.windows).toBe(20);
    // Neighbours in time are never both there; every second one has the other sign.
    expect(fit.autocorrelation).toBe(0);
    expect(fit.effectiveWindows).toBeLessThan(10);
  });

  it('grants heavier tails to natural variation, the more of the variance it is', () => {
    const kinds: ContrastKind[] = ['location', 'spread', 'skew'];
    const windows = dayWindows(seededRandom(21), { days: 28, rows: 100_000, natural: 0.3 });
    const natural = kinds.map((kind) => fitted(windows, { ...DAYS, kind }).degreesOfFreedom);
    expect(natural).toEqual(natural.toSorted((a, b) => b - a));
    const noise = dayWindows(seededRandom(21), { days: 28, rows: 50 });
    const sampling = kinds.map((kind) => fitted(noise, { ...DAYS, kind }).degreesOfFreedom);
    for (const [index, degrees] of sampling.entries()) {
      expect(degrees).toBeGreaterThan(natural[index] ?? NaN);
    }
  });

  it('has at least 4.5 degrees of the tail, at most those of its windows', () => {
    const oneOutlier = sameMean(60, 10_000, (day) => ({ sum: day === 30 ? 50_000 : 0 }));
    const fit = fitted(oneOutlier, { kind: 'location', lags: 7 });
    // Kurtosis of one value in sixty: ν = 4.5 of the tail at once with 4 + n_e windows.
    expect(fit.degreesOfFreedom).toBeLessThan(4.5);
    expect(fit.degreesOfFreedom).toBeGreaterThan(4);
  });

  it('does not change with the order of windows, but for autocorrelation', () => {
    const random = seededRandom(1234);
    const windows = dayWindows(random, {
      days: 35,
      rows: () => 50 + Math.floor(400 * random()),
      natural: 0.1,
      season: (weekday) => (weekday >= 5 ? 0.5 : 0),
    });
    const options = { ...DAYS, lags: 0 };
    const whole = fitted(windows, options);
    const order = fc.shuffledSubarray([...windows.keys()], { minLength: windows.length });
    fc.assert(
      fc.property(order, (places) => {
        const fit = fitted(
          places.flatMap((place) => windows[place] ?? []),
          options,
        );
        expect(fit.grouping).toBe(whole.grouping);
        expect(fit.rows).toBe(whole.rows);
        for (const key of ['dispersion', 'naturalVariance', 'degreesOfFreedom'] as const) {
          expect(relativeError(fit[key], whole[key])).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('mirrors when all scores change their sign', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const windows = dayWindows(seededRandom(seed), { days: 21, rows: 300, natural: 0.1 });
        const mirrored = windows.map((window) => ({ ...window, sum: -window.sum }));
        const { phases, ...fit } = fitted(windows);
        const { phases: mirroredPhases, ...mirroredFit } = fitted(mirrored);
        expect(mirroredFit).toEqual(fit);
        expect(mirroredPhases.sum).toEqual(phases.sum.map((sum) => -sum));
      }),
    );
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 8, max: 40 }), (seed, days) => {
        const windows = dayWindows(seededRandom(seed), { days, rows: 200, natural: 0.1 });
        const fit = fitted(windows);
        const parsed = JSON.parse(JSON.stringify(fit)) as WindowFit;
        expect(parsed).toEqual(fit);
        const window = windows[0] ?? { n: 0, sum: 0, phases: [] };
        expect(judgeWindow(parsed, window)).toEqual(judgeWindow(fit, window));
      }),
    );
  });

  it('keeps its numbers finite at the limits of scores and rows', () => {
    const rows = Number.MAX_SAFE_INTEGER;
    const sign = (day: number): number => (day % 2 === 0 ? 1 : -1);
    const huge = sameMean(10, rows, (day) => ({ sum: sign(day) * rows * 1e12 }));
    const few = sameMean(10, 10, (day) => ({ sum: sign(day) * 1e13 }));
    for (const windows of [huge, few, sameMean(10, 10)]) {
      const fit = fitted(windows, { kind: 'tails', lags: 7 });
      expect(fit.dispersion).toBeGreaterThanOrEqual(1);
      expect(fit.naturalVariance).toBeGreaterThan(0);
      expect(fit.naturalVariance).toBeLessThan(1e25);
      expect(fit.degreesOfFreedom).toBeGreaterThan(2.1);
    }
  });

  it.each([
    { windows: sameMean(2), reason: 'too_few_windows', count: 2 },
    { windows: sameMean(9, 9), reason: 'too_few_windows', count: 0 },
    { windows: sameMean(9, 0), reason: 'too_few_windows', count: 0 },
    {
      windows: sameMean(5, 100, (day) => ({ phases: [day] })),
      reason: 'no_comparison',
      count: 5,
    },
    {
      // Fractions of rows that all lie on one day of the phase: what is left over is rounding.
      windows: [0.1, 0.2, 0.3, 0.7].flatMap((part, index) => [
        { n: 50 + part, sum: 1, day: 1, phases: [0] },
        { n: 50 + part, sum: 1, day: 2 + index, phases: [1] },
      ]),
      reason: 'no_comparison',
      count: 8,
    },
  ])('is off for $reason', ({ windows, reason, count }) => {
    expect(fitWindows(windows, { kind: 'location', lags: 7 })).toEqual({
      status: 'off',
      reason,
      windows: count,
    });
  });

  it('counts days without rows as no days', () => {
    const oneDay = [1, 2, 3, 4].map((sum) => ({ n: 100, sum, day: 1, phases: [0] }));
    const empty = { n: 0, sum: 0, day: 2, phases: [0] };
    expect(fitWindows([...oneDay, empty], { kind: 'location', lags: 1 }).status).toBe('fitted');
  });

  const good: ReferenceWindow = { n: 100, sum: 1, day: 1, phases: [0] };

  it.each([
    { windows: [], code: 'empty_input', wrong: '0 windows' },
    { windows: [{ ...good, phases: [] }], code: 'empty_input', wrong: 'no phases' },
    { windows: [good, { ...good, phases: [0, 1] }], code: 'shape_mismatch', wrong: '[1] has 2' },
    { windows: [{ ...good, n: -1 }], code: 'invalid_value', wrong: 'n -1' },
    { windows: [{ ...good, n: NaN }], code: 'invalid_value', wrong: 'n NaN' },
    { windows: [{ ...good, n: Infinity }], code: 'invalid_value', wrong: 'n Infinity' },
    { windows: [{ ...good, sum: NaN }], code: 'invalid_value', wrong: 'sum NaN' },
    { windows: [{ ...good, sum: 1e15 }], code: 'invalid_value', wrong: 'sum 1000000000000000' },
    { windows: [{ ...good, n: 0 }], code: 'invalid_value', wrong: 'n 0 and sum 1' },
    { windows: [{ ...good, day: 0.5 }], code: 'invalid_value', wrong: 'day 0.5' },
    { windows: [{ ...good, phases: [-1] }], code: 'invalid_value', wrong: 'phases[0] -1' },
    { windows: [{ ...good, phases: [0.5] }], code: 'invalid_value', wrong: 'phases[0] 0.5' },
    { windows: [{ ...good, phases: [65_536] }], code: 'invalid_value', wrong: 'phases[0] 65536' },
  ])('throws $code: $wrong', ({ windows, code, wrong }) => {
    expect(() => fitWindows(windows, { kind: 'location', lags: 7 })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });

  it.each([
    { lags: -1, wrong: 'lags is -1' },
    { lags: 1.5, wrong: 'lags is 1.5' },
    { coverage: 1, wrong: 'coverage is 1' },
    { coverage: -1, wrong: 'coverage is -1' },
    { coverage: NaN, wrong: 'coverage is NaN' },
    { minRows: 0, wrong: 'minRows is 0' },
    { minRows: Infinity, wrong: 'minRows is Infinity' },
    { priorDeviation: -1, wrong: 'priorDeviation is -1' },
    { priorDeviation: 1e13, wrong: 'priorDeviation is 10000000000000' },
    { priorDeviation: NaN, wrong: 'priorDeviation is NaN' },
  ])('throws invalid_argument: $wrong', ({ wrong, ...options }) => {
    expect(() => fitWindows(sameMean(9), { kind: 'location', lags: 7, ...options })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

import { fitWindows, judgeWindow, numericContrasts, windowScore } from '@marigraph/statistics';
import type { ReferenceWindow, ScanWindow, WindowFit, WindowJudged } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { dayWindows } from './support/reference-windows.ts';
import { relativeError } from './support/relative-error.ts';

const FIT: WindowFit = {
  status: 'fitted',
  grouping: 1,
  phases: { n: [10_000, 4000], sum: [1000, -400] },
  coverage: 1,
  coverageRows: [10_000, 4000],
  rows: 14_000,
  windows: 28,
  effectiveWindows: 26,
  autocorrelation: 0,
  dispersion: 2,
  naturalVariance: 0.01,
  degreesOfFreedom: 30,
};

function judged(fit: WindowFit, window: ScanWindow, share?: number): WindowJudged {
  const verdict = judgeWindow(fit, window, { share });
  if (verdict.status !== 'judged') throw new Error(verdict.status);
  return verdict;
}

describe('judgeWindow', () => {
  it('compares with the phase, and adds what is known to vary', () => {
    const verdict = judged(FIT, { n: 500, sum: 300, phases: [0, 1] });
    expect(verdict.n).toBe(500);
    expect(verdict.score).toBeCloseTo(0.6 + 0.1, 15);
    expect(verdict.variance).toBeCloseTo(2 / 500 + 2 / 4000 + 0.01, 15);
    expect(verdict.statistic).toBeCloseTo(0.7 / Math.sqrt(0.0145), 12);
    expect(verdict.degreesOfFreedom).toBe(30);
    // scipy 1.15.3: 2 * t.sf(0.7 / sqrt(0.0145), 30).
    expect(relativeError(verdict.pValue, 2.3528517883931634e-6)).toBeLessThan(1e-10);
  });

  it('has p = 1 for the mean of the reference', () => {
    const verdict = judged(FIT, { n: 50, sum: 5, phases: [0, 0] });
    expect(verdict.score).toBe(0);
    expect(verdict.pValue).toBe(1);
  });

  it('has p-values down to 1e-300', () => {
    // 1e-300 = 2 P(T > 3.059848740818689e25) by the incomplete beta function in 60 digits.
    const fit = { ...FIT, degreesOfFreedom: 12, dispersion: 1, naturalVariance: 0 };
    const rows = Number.MAX_SAFE_INTEGER;
    const even = { ...fit, phases: { n: [rows], sum: [0] }, grouping: 0, coverage: 0 };
    const score = 1e12;
    const { statistic, pValue } = judged(even, { n: rows, sum: rows * score, phases: [0] });
    expect(statistic).toBeGreaterThan(1e19);
    expect(pValue).toBeGreaterThan(0);
    // The tail falls as t^-12 out here.
    const expected = 1e-300 * (3.059848740818689e25 / statistic) ** 12;
    expect(relativeError(pValue, expected)).toBeLessThan(1e-9);
  });

  it.each([
    { n: 0, sum: 0, score: 0 },
    { n: 19.9, sum: 19.9, score: 0.9 },
  ])('has no verdict on $n rows, but their score', ({ n, sum, score }) => {
    const verdict = judgeWindow(FIT, { n, sum, phases: [0, 0] });
    expect(verdict.status).toBe('insufficient_data');
    expect(verdict).toEqual({ status: 'insufficient_data', n, score: expect.closeTo(score, 12) });
  });

  it('asks for as many rows as it is told to', () => {
    const window = { n: 15, sum: 0, phases: [0, 0] };
    expect(judgeWindow(FIT, window, { minRows: 15 }).status).toBe('judged');
    expect(judgeWindow(FIT, window, { minRows: 15.5 }).status).toBe('insufficient_data');
  });

  it.each([
    { phases: [0, 2], what: 'beyond those of the reference' },
    { phases: [0, 1], what: 'without rows in the reference' },
    { phases: [0], what: 'that the window does not tell' },
    { phases: [], what: 'of a window without phases' },
  ])('has no verdict on a phase $what', ({ phases }) => {
    const weekdays = { ...FIT, phases: { n: [10_000, 0], sum: [1000, 0] } };
    const verdict = judgeWindow(weekdays, { n: 500, sum: 0, phases });
    expect(verdict).toEqual({ status: 'unseen_phase', n: 500 });
  });

  it('has no verdict on a Sunday from a reference of weekdays, whatever grouping was chosen', () => {
    const windows = dayWindows(seededRandom(8), { days: 5, rows: 500 });
    const weekend = { n: 500, sum: 0, phases: [0, 1, 6] };
    const outcome = (coverage: number): string => {
      const fit = fitWindows(windows, { kind: 'location', lags: 7, coverage });
      return fit.status === 'off' ? fit.reason : judgeWindow(fit, weekend).status;
    };
    expect(outcome(0)).toBe('judged');
    expect(outcome(1)).toBe('unseen_phase');
    expect(outcome(2)).toBe('unseen_phase');
  });

  it('has smaller p-values for larger shifts and for more rows', () => {
    const score = fc.double({ min: 0, max: 50, noNaN: true });
    const rows = fc.integer({ min: 20, max: 1e6 });
    fc.assert(
      fc.property(score, score, rows, rows, (shift, more, n, extra) => {
        const at = (mean: number, size: number): number =>
          judged(FIT, { n: size, sum: size * (0.1 + mean), phases: [0, 0] }).pValue;
        const p = at(shift, n);
        expect(at(shift + more, n)).toBeLessThanOrEqual(p * (1 + 1e-9));
        expect(at(shift, n + extra)).toBeLessThanOrEqual(p * (1 + 1e-9));
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has the same p-value for a shift up and down', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), (shift) => {
        const up = judged(FIT, { n: 400, sum: 400 * (0.1 + shift), phases: [0, 0] });
        const down = judged(FIT, { n: 400, sum: 400 * (0.1 - shift), phases: [0, 0] });
        expect(up.pValue).toBeCloseTo(down.pValue, 12);
        expect(up.score).toBeCloseTo(-down.score, 12);
      }),
    );
  });

  describe('on the share of a rare bin', () => {
    // 1420 rows, none of them missing: the share is 0.5 / 1421 = 3.5e-4.
    const missing = numericContrasts([700, 720, 0, 0]).at(-1);
    const share = missing !== undefined && 'share' in missing ? missing.share : NaN;
    const contrast = missing ?? { values: new Float64Array() };
    const reference = Array.from({ length: 28 }, (_, day): ReferenceWindow => {
      const score = windowScore(contrast, [25, day === 0 ? 26 : 25, 0, 0]);
      return { ...score, day, phases: [0] };
    });
    const fit = fitWindows(reference, { kind: 'missing', lags: 7 });
    const verdict = (counts: readonly number[], exact: boolean): WindowJudged => {
      if (fit.status !== 'fitted') throw new Error(fit.reason);
      const window = { ...windowScore(contrast, counts), phases: [0] };
      return judged(fit, window, exact ? share : undefined);
    };

    it('one odd row is no alert, although it is seven standard deviations', () => {
      const odd = [25, 24, 0, 1];
      expect(verdict(odd, false).statistic).toBeGreaterThan(6);
      expect(verdict(odd, false).pValue).toBeLessThan(1e-5);
      // 2 P(X >= 1) of 50 rows that are missing with the smoothed share: about 2 · 50 · 3.5e-4.
      expect(verdict(odd, true).pValue).toBeGreaterThan(0.033);
      expect(verdict(odd, true).pValue).toBeLessThan(0.036);
    });

    it('many are', () => {
      expect(verdict([15, 15, 0, 20], true).pValue).toBeLessThan(1e-9);
    });

    it('never has a p-value below that of the t law', () => {
      for (let rows = 0; rows <= 50; rows++) {
        const counts = [50 - rows, 0, 0, rows];
        expect(verdict(counts, true).pValue).toBeGreaterThanOrEqual(verdict(counts, false).pValue);
      }
    });

    it('follows the t law where fifty rows are expected', () => {
      const common = { ...FIT, dispersion: 1, naturalVariance: 0 };
      // The phase's own share, of a mean score 0.1 above that of the reference, is 0.0514 and 0.0477.
      const window = { n: 1000, sum: 250, phases: [0, 0] };
      const { pValue } = judged(common, window);
      expect(pValue).toBeLessThan(1e-3);
      expect(judged(common, window, 0.0335).pValue).toBe(pValue);
      expect(judged(common, window, 0.0305).pValue).toBeGreaterThan(pValue);
    });

    it('keeps the share of the phase away from 0 and 1, and the count within the rows', () => {
      const low = { ...FIT, phases: { n: [100], sum: [-1000] }, grouping: 0, coverage: 0 };
      const high = { ...FIT, phases: { n: [100], sum: [1000] }, grouping: 0, coverage: 0 };
      for (const [fitted, sum] of [
        [low, 1e6],
        [high, -1e6],
      ] as const) {
        const { pValue } = judged(fitted, { n: 20.4, sum, phases: [0] }, 0.5);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThan(1);
      }
      const few = judgeWindow(low, { n: 0.3, sum: 1e3, phases: [0] }, { share: 0.5, minRows: 0.1 });
      expect(few.status).toBe('judged');
    });
  });

  it.each([
    { window: { n: NaN, sum: 0, phases: [0, 0] }, code: 'invalid_value', wrong: 'n NaN' },
    { window: { n: 50, sum: Infinity, phases: [0, 0] }, code: 'invalid_value', wrong: 'Infinity' },
    { window: { n: 50, sum: 0, phases: [0, -1] }, code: 'invalid_value', wrong: 'phases[1] -1' },
    { share: 0, code: 'invalid_argument', wrong: 'share is 0' },
    { share: 1, code: 'invalid_argument', wrong: 'share is 1' },
    { share: NaN, code: 'invalid_argument', wrong: 'share is NaN' },
    { minRows: 0, code: 'invalid_argument', wrong: 'minRows is 0' },
    { minRows: NaN, code: 'invalid_argument', wrong: 'minRows is NaN' },
  ])('throws $code: $wrong', ({ window, code, wrong, ...options }) => {
    const good = { n: 50, sum: 0, phases: [0, 0] };
    expect(() => judgeWindow(FIT, window ?? good, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});

import {
  expectedCalibrationError,
  expectedCalibrationErrorNoiseFloor,
  maximumCalibrationError,
  reliabilityCurve,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];

describe('calibration errors', () => {
  const curve = reliabilityCurve(LABELS, SCORES, { bins: 4 });

  it('are the mean and the greatest gap', () => {
    // Gaps 0.1, 1/15, 0.3 and 1/6 over 1, 3, 1 and 3 rows.
    expect(expectedCalibrationError(curve)).toBeCloseTo((0.1 + 0.2 + 0.3 + 0.5) / 8, 15);
    expect(maximumCalibrationError(curve)).toBeCloseTo(0.3, 15);
  });

  it('are 0 for calibrated bins', () => {
    const calibrated = reliabilityCurve([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]);
    expect(expectedCalibrationError(calibrated)).toBe(0);
    expect(maximumCalibrationError(calibrated)).toBe(0);
  });

  it('are bounded by each other and by 1', () => {
    fc.assert(
      fc.property(scoredRows, fc.integer({ min: 1, max: 12 }), ({ labels, scores }, bins) => {
        const own = reliabilityCurve(labels, scores, { bins });
        const [mean, greatest] = [expectedCalibrationError(own), maximumCalibrationError(own)];
        expect(mean).toBeLessThanOrEqual(greatest + 1e-12);
        expect(greatest).toBeLessThanOrEqual(1);
        expect(expectedCalibrationErrorNoiseFloor(own)).toBeLessThanOrEqual(0.4);
      }),
    );
  });

  it('have a noise floor of √(2/π) standard errors', () => {
    const one = reliabilityCurve(
      Array.from({ length: 100 }, (_, row) => row % 2),
      Array.from<number>({ length: 100 }).fill(0.5),
    );
    expect(expectedCalibrationErrorNoiseFloor(one)).toBeCloseTo(Math.sqrt(2 / Math.PI) * 0.05, 15);
  });
});

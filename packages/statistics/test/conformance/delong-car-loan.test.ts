import { deLong, deLongFromCounts, fScoreStandardError } from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';

vectors.describe('statistics/nannyml-car-loan', (path) => {
  const [header = '', ...lines] = vectors.text(path, 'reference.csv.gz').trimEnd().split('\n');
  const names = header.split(',');
  // No field of these columns is quoted, nor one before them.
  const rows = lines.map((line) => {
    const fields = line.split(',');
    const field = (name: string): number => Number(fields[names.indexOf(name)]);
    return { score: field('y_pred_proba'), predicted: field('y_pred'), label: field('repaid') };
  });
  const scoresOf = (label: number): number[] =>
    rows.filter((row) => row.label === label).map(({ score }) => score);

  // A bootstrap gives 0.00264 for chunks of 5,000; NannyML's own standard error is 0.00181.
  it('has a standard error of 0.00262 for the area of 5,000 rows', () => {
    expect(rows).toHaveLength(50_000);
    const { auc, variance } = deLong(scoresOf(1), scoresOf(0));
    // scikit-learn 1.6.1, roc_auc_score.
    expect(auc).toBeCloseTo(0.9709821579250106, 12);
    expect(Math.sqrt(variance * 10)).toBeCloseTo(0.00262, 5);
  });

  it('has the same from counts in the hundred bins that the scores fall into', () => {
    const counts = (label: number): Float64Array => {
      const bins = new Float64Array(101);
      for (const score of scoresOf(label)) {
        const bin = Math.round(score * 100);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      return bins;
    };
    const whole = deLong(scoresOf(1), scoresOf(0));
    const binned = deLongFromCounts(counts(1), counts(0));
    expect(binned.auc).toBeCloseTo(whole.auc, 14);
    expect(binned.variance).toBeCloseTo(whole.variance, 16);
  });

  // A bootstrap gives 0.00347; NannyML's own standard error is 0.00644.
  it('has a standard error of 0.00340 for the F score of 5,000 rows', () => {
    const count = (predicted: number, label: number): number =>
      rows.filter((row) => row.predicted === predicted && row.label === label).length;
    const error = fScoreStandardError({
      truePositives: count(1, 1),
      falsePositives: count(1, 0),
      falseNegatives: count(0, 1),
    });
    expect(error * Math.sqrt(10)).toBeCloseTo(0.0034, 4);
  });
});

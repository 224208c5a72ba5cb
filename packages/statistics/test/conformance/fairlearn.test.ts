import type { BinaryConfusion, Disparity, Estimate } from '@marigraph/statistics';
import {
  accuracy,
  binaryConfusion,
  demographicParity,
  disparity,
  disparityToBaseline,
  equalizedOdds,
  equalOpportunity,
  falseNegativeRate,
  falsePositiveRate,
  recall,
  selectionRate,
  specificity,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type Values = Readonly<Record<string, number>>;
interface Feature {
  readonly by_group: Readonly<Record<string, Values>>;
  readonly overall: Values;
  readonly difference_between: Values;
  readonly difference_to_overall: Values;
  readonly ratio_between: Values;
  readonly ratio_to_overall: Values;
  readonly demographic_parity_difference: number;
  readonly demographic_parity_ratio: number;
  readonly equalized_odds_difference: number;
  readonly equalized_odds_ratio: number;
  readonly equal_opportunity_difference: number;
  readonly equal_opportunity_ratio: number;
  readonly equalized_odds_difference_mean: number;
}

const count = (confusion: BinaryConfusion): Estimate => {
  const n = Object.values(confusion).reduce((sum, cell: number) => sum + cell, 0);
  return { value: n, n, variance: undefined };
};

/**
 * The metrics of the file; the mean prediction of a classifier of 0 and 1 is its selection rate.
 */
const METRICS = {
  accuracy: (confusion: BinaryConfusion) => accuracy(confusion),
  selection_rate: (confusion: BinaryConfusion) => selectionRate(confusion),
  tpr: (confusion: BinaryConfusion) => recall(confusion),
  fpr: (confusion: BinaryConfusion) => falsePositiveRate(confusion),
  tnr: (confusion: BinaryConfusion) => specificity(confusion),
  fnr: (confusion: BinaryConfusion) => falseNegativeRate(confusion),
  mean_prediction: (confusion: BinaryConfusion) => selectionRate(confusion),
  count,
} as const;

const error = (actual: number | undefined, expected: number | undefined): number =>
  relativeError(actual ?? NaN, expected ?? NaN);

vectors.describe('statistics/fairlearn', (path) => {
  const { features } = vectors.json<{ features: Readonly<Record<string, Feature>> }>(
    path,
    'adults.json',
  );
  const [header = '', ...lines] = vectors
    .text(path, '../evidently-stattests/adults.csv.gz')
    .trimEnd()
    .split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => {
    const fields = line.split(',');
    const field = (name: string): string => fields[names.indexOf(name)] ?? '';
    const isPredicted =
      Number(field('education-num')) >= 13 || Number(field('capital-gain')) > 5000;
    return {
      field,
      label: field('class').includes('>50K') ? 1 : 0,
      prediction: isPredicted ? 1 : 0,
    };
  });
  const confusionOf = (kept: typeof rows): BinaryConfusion =>
    binaryConfusion(
      kept.map(({ label }) => label),
      kept.map(({ prediction }) => prediction),
    );

  describe.each(Object.entries(features))('%s', (feature, expected) => {
    const byGroup = Map.groupBy(rows, (row) => row.field(feature));
    const groups = new Map([...byGroup].map(([group, kept]) => [group, confusionOf(kept)]));
    const baseline = confusionOf(rows);

    it.each(Object.keys(METRICS) as (keyof typeof METRICS)[])('%s by group', (name) => {
      const metric = METRICS[name];
      const between: Disparity = disparity(groups, metric);
      expect(between.byGroup.size).toBe(Object.keys(expected.by_group).length);
      for (const [group, { value }] of between.byGroup) {
        expect(error(value, expected.by_group[group]?.[name])).toBeLessThan(1e-12);
      }
      expect(error(metric(baseline).value, expected.overall[name])).toBeLessThan(1e-12);
      expect(error(between.difference, expected.difference_between[name])).toBeLessThan(1e-12);
      expect(error(between.ratio, expected.ratio_between[name])).toBeLessThan(1e-12);
      const toOverall = disparityToBaseline(groups, metric, { baseline });
      expect(error(toOverall.difference, expected.difference_to_overall[name])).toBeLessThan(1e-12);
      expect(error(toOverall.ratio, expected.ratio_to_overall[name])).toBeLessThan(1e-12);
    });

    it('the six metrics of fairness', () => {
      const parity = demographicParity(groups);
      expect(error(parity.difference, expected.demographic_parity_difference)).toBeLessThan(1e-12);
      expect(error(parity.ratio, expected.demographic_parity_ratio)).toBeLessThan(1e-12);
      const odds = equalizedOdds(groups);
      expect(error(odds.difference, expected.equalized_odds_difference)).toBeLessThan(1e-12);
      expect(error(odds.ratio, expected.equalized_odds_ratio)).toBeLessThan(1e-12);
      const opportunity = equalOpportunity(groups);
      expect(error(opportunity.difference, expected.equal_opportunity_difference)).toBeLessThan(
        1e-12,
      );
      expect(error(opportunity.ratio, expected.equal_opportunity_ratio)).toBeLessThan(1e-12);
      const mean = equalizedOdds(groups, { aggregate: 'mean' });
      expect(error(mean.difference, expected.equalized_odds_difference_mean)).toBeLessThan(1e-12);
    });
  });
});

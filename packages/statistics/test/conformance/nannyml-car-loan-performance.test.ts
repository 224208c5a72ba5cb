import {
  accuracy,
  averagePrecision,
  binaryConfusion,
  businessValue,
  calibratedProbability,
  confusionShares,
  expectedBinaryConfusion,
  expectedScoreCounts,
  f1Score,
  fitCalibration,
  nannymlBusinessValueError,
  nannymlConfusionErrors,
  nannymlRocAuc,
  nannymlSamplingError,
  precision,
  rankByCorrelation,
  recall,
  rocAuc,
  rocAucFromBins,
  specificity,
  standardDeviationThresholds,
} from '@marigraph/statistics';
import type { BinaryConfusion, NannymlMetric, Thresholds } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { CHUNK_ROWS, jensenShannonDrift, readCarLoan } from '../support/car-loan.ts';
import type { LoanPeriod } from '../support/car-loan.ts';
import { numbers } from '../support/csv-columns.ts';
import {
  compareTable,
  sideBySide,
  stacked,
  withAlerts,
  withErrors,
} from '../support/nannyml-table.ts';
import type { Columns } from '../support/nannyml-table.ts';

const VALUES = [
  [5, -10],
  [-50, 50],
] as const;
const CELLS = {
  true_positive: 'truePositives',
  true_negative: 'trueNegatives',
  false_positive: 'falsePositives',
  false_negative: 'falseNegatives',
} as const;
const SHARE: Thresholds = { lower: 0, upper: 1 };
const ZERO = { zeroDivision: 0 } as const;

/** A chunk's labels, or in place of them what calibrated scores expect. */
interface Outcomes {
  readonly confusion: BinaryConfusion;
  readonly area: () => number;
  /** Without NannyML's rounding to five decimals. */
  readonly unroundedArea: () => number;
  readonly averagePrecision: () => number;
}

const METRICS: Readonly<Record<string, (outcomes: Outcomes) => number>> = {
  roc_auc: ({ area }) => area(),
  f1: ({ confusion }) => f1Score(confusion, ZERO).value ?? NaN,
  precision: ({ confusion }) => precision(confusion, ZERO).value ?? NaN,
  recall: ({ confusion }) => recall(confusion, ZERO).value ?? NaN,
  specificity: ({ confusion }) => specificity(confusion, ZERO).value ?? NaN,
  accuracy: ({ confusion }) => accuracy(confusion, ZERO).value ?? NaN,
  average_precision: (outcomes) => outcomes.averagePrecision(),
  business_value: ({ confusion }) =>
    businessValue(confusionShares(confusion, 'predicted'), VALUES).total,
  ...Object.fromEntries(
    Object.entries(CELLS).map(([name, cell]) => [
      name,
      ({ confusion }: Outcomes) => confusionShares(confusion, 'all')[cell],
    ]),
  ),
};

const AREA_ERROR = 'depends on the order in which NumPy sorts equal scores';
const LEFT_OUT = {
  'roc_auc|sampling_error': AREA_ERROR,
  'roc_auc|upper_confidence_boundary': AREA_ERROR,
  'roc_auc|lower_confidence_boundary': AREA_ERROR,
  'average_precision|sampling_error': 'an unseeded bootstrap',
};

vectors.describe('statistics/nannyml-car-loan', (path) => {
  const loan = readCarLoan(path);
  const { reference, analysis } = loan;
  const calibration = fitCalibration(
    numbers(reference.table['y_pred_proba']),
    numbers(reference.table['repaid']),
  );

  function outcomesOf(period: LoanPeriod): { realized: Outcomes[]; estimated: Outcomes[] } {
    const [scores, predictions, labels] = ['y_pred_proba', 'y_pred', 'repaid'].map((name) =>
      numbers(period.table[name]),
    ) as [Float64Array, Float64Array, Float64Array];
    const probabilities = scores.map((score) => calibratedProbability(calibration, score));
    const chunks = period.chunks.map(({ start, end }) => {
      const cut = (column: Float64Array): Float64Array => column.subarray(start, end);
      return {
        realized: {
          confusion: binaryConfusion(cut(labels), cut(predictions)),
          area: () => rocAuc(cut(labels), cut(scores)).value ?? NaN,
          unroundedArea: () => NaN,
          averagePrecision: () => averagePrecision(cut(labels), cut(scores)).value ?? NaN,
        },
        estimated: {
          confusion: expectedBinaryConfusion(cut(probabilities), cut(predictions)),
          area: () => nannymlRocAuc(cut(probabilities), cut(scores)).value ?? NaN,
          unroundedArea: () =>
            rocAucFromBins(expectedScoreCounts(cut(probabilities), cut(scores))).value ?? NaN,
          averagePrecision: () => NaN,
        },
      };
    });
    return {
      realized: chunks.map(({ realized }) => realized),
      estimated: chunks.map(({ estimated }) => estimated),
    };
  }

  const outcomes = { reference: outcomesOf(reference), analysis: outcomesOf(analysis) } as const;
  const whole = binaryConfusion(
    numbers(reference.table['repaid']),
    numbers(reference.table['y_pred']),
  );

  function valuesOf(metric: string, of: readonly Outcomes[]): number[] {
    const valueOf = METRICS[metric];
    return of.map((chunk) => valueOf?.(chunk) ?? NaN);
  }

  function thresholdsOf(metric: string): Thresholds {
    const limits = metric === 'business_value' ? {} : SHARE;
    return standardDeviationThresholds(valuesOf(metric, outcomes.reference.realized), { limits });
  }

  function errorOf(metric: string): number {
    if (metric === 'roc_auc' || metric === 'average_precision') return NaN;
    if (metric === 'business_value') {
      return nannymlBusinessValueError(whole, VALUES, CHUNK_ROWS);
    }
    const cell = metric in CELLS ? CELLS[metric as keyof typeof CELLS] : undefined;
    return cell === undefined
      ? nannymlSamplingError(metric as NannymlMetric, whole, CHUNK_ROWS)
      : nannymlConfusionErrors(whole, CHUNK_ROWS)[cell];
  }

  function metricColumns(metric: string, of: readonly Outcomes[]): Columns {
    const values = valuesOf(metric, of);
    const limits = metric === 'business_value' ? {} : SHARE;
    return sideBySide([
      withAlerts(metric, values, thresholdsOf(metric)),
      withErrors(
        metric,
        values,
        values.map(() => errorOf(metric)),
        limits,
      ),
    ]);
  }

  const cells = Object.keys(CELLS);
  const standard = [
    'roc_auc',
    'f1',
    'precision',
    'recall',
    'specificity',
    'accuracy',
    'average_precision',
  ];

  it.each([
    {
      of: 'analysis',
      file: 'calculating-standard-metrics-binary-classification__cell5',
      metrics: standard,
      compared: 410,
    },
    {
      of: 'reference',
      file: 'calculating-standard-metrics-binary-classification__cell7',
      metrics: standard,
      compared: 410,
    },
    {
      of: 'analysis',
      file: 'calculating-confusion-matrix-binary-classification__cell5',
      metrics: cells,
      compared: 280,
    },
    {
      of: 'reference',
      file: 'calculating-confusion-matrix-binary-classification__cell7',
      metrics: cells,
      compared: 280,
    },
    {
      of: 'analysis',
      file: 'calculating-business-value-binary-classification__cell5',
      metrics: ['business_value'],
      compared: 130,
    },
    {
      of: 'reference',
      file: 'calculating-business-value-binary-classification__cell7',
      metrics: ['business_value'],
      compared: 130,
    },
    {
      of: 'analysis',
      file: 'compare-estimated-and-realized-performance__cell8',
      metrics: ['roc_auc'],
      compared: 120,
    },
    { of: 'analysis', file: 'ranking__cell7', metrics: ['roc_auc', 'recall'], compared: 170 },
  ] as const)('$file: $compared cells to 1e-9', ({ of, file, metrics, compared }) => {
    const period = loan[of];
    const computed = sideBySide([
      period.describing,
      { 'chunk|targets_missing_rate': period.chunks.map(() => 0) },
      ...metrics.map((metric) => metricColumns(metric, outcomes[of].realized)),
    ]);
    expect(compareTable(path, file, { computed, tolerance: 1e-9, leftOut: LEFT_OUT })).toEqual({
      cells: compared,
      differences: [],
    });
  });

  it.each([
    {
      file: 'estimating-standard-performance-metrics-binary-classification__cell5',
      metrics: ['roc_auc', 'accuracy', 'f1'],
      compared: 280,
      labelled: false,
    },
    {
      file: 'estimating-confusion-matrix-binary-classification__cell5',
      metrics: cells,
      compared: 390,
      labelled: false,
    },
    {
      file: 'estimating-business-value-binary-classification__cell5',
      metrics: ['business_value'],
      compared: 150,
      labelled: false,
    },
    {
      file: 'compare-estimated-and-realized-performance__cell6',
      metrics: ['roc_auc'],
      compared: 120,
      labelled: false,
    },
    { file: 'ranking__cell5', metrics: ['roc_auc', 'recall'], compared: 200, labelled: true },
  ])('$file: $compared cells to 1e-9', ({ file, metrics, compared, labelled }) => {
    const computed = sideBySide([
      analysis.describing,
      ...metrics.map((metric) => {
        const realized = valuesOf(metric, outcomes.analysis.realized);
        return sideBySide([
          metricColumns(metric, outcomes.analysis.estimated),
          { [`${metric}|realized`]: labelled ? realized : realized.map(() => null) },
        ]);
      }),
    ]);
    expect(compareTable(path, file, { computed, tolerance: 1e-9, leftOut: LEFT_OUT })).toEqual({
      cells: compared,
      differences: [],
    });
  });

  it.each([
    { file: 'thresholds__cell7', thresholds: undefined, compared: 120 },
    { file: 'thresholds__cell12', thresholds: { upper: 0.93 }, compared: 120 },
  ])('$file: $compared cells to 1e-9', ({ file, thresholds, compared }) => {
    const both = [outcomes.reference.estimated, outcomes.analysis.estimated].flat();
    const computed = sideBySide([
      stacked(reference.describing, analysis.describing),
      withAlerts('f1', valuesOf('f1', both), thresholds ?? thresholdsOf('f1')),
    ]);
    expect(compareTable(path, file, { computed, tolerance: 1e-9 })).toEqual({
      cells: compared,
      differences: [],
    });
  });

  it('estimates areas without NannyML’s rounding within 1e-8 of it', () => {
    for (const { area, unroundedArea } of outcomes.analysis.estimated) {
      expect(Math.abs(area() - unroundedArea())).toBeLessThan(1e-8);
    }
  });

  describe('ranking by correlation', () => {
    const features = [
      'car_value',
      'salary_range',
      'debt_to_income_ratio',
      'loan_length',
      'repaid_loan_on_prev_car',
      'size_of_downpayment',
      'driver_tenure',
    ];
    const all = [...features, 'y_pred_proba', 'y_pred', 'repaid'];
    const both = ['reference', 'analysis'] as const;
    const drifts = all.map((name) => jensenShannonDrift(loan, name, [reference, analysis]));

    it.each([
      {
        file: 'how-it-works-ranking__cell1',
        names: features,
        metric: 'roc_auc',
        kind: 'realized',
        over: both,
        compared: 35,
      },
      {
        file: 'ranking__cell9',
        names: all,
        metric: 'roc_auc',
        kind: 'estimated',
        over: both,
        compared: 50,
      },
      {
        file: 'ranking__cell11',
        names: all,
        metric: 'recall',
        kind: 'realized',
        over: ['analysis'],
        compared: 50,
      },
    ] as const)(
      '$file: $compared cells to 1e-9',
      ({ file, names, metric, kind, over, compared }) => {
        const first = over.length === 2 ? 0 : reference.chunks.length;
        const ranked = drifts
          .filter(({ name }) => names.includes(name))
          .map(({ name, values, alerts }) => ({
            name,
            values: values.slice(first),
            alerts: alerts.slice(first),
          }));
        const ranks = rankByCorrelation(ranked, {
          values: over.flatMap((period) => valuesOf(metric, outcomes[period][kind])),
          reference: valuesOf(metric, outcomes.reference[kind]),
        });
        const computed = {
          column_name: ranks.map(({ name }) => name),
          pearsonr_correlation: ranks.map(({ correlation }) => correlation ?? null),
          pearsonr_pvalue: ranks.map(({ pValue }) => pValue ?? null),
          has_drifted: ranks.map(({ hasDrifted }) => hasDrifted),
          rank: ranks.map(({ rank }) => rank),
        };
        expect(compareTable(path, file, { computed, tolerance: 1e-9 })).toEqual({
          cells: compared,
          differences: [],
        });
      },
    );
  });
});

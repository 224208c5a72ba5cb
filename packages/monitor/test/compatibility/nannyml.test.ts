import { chunksByCount, chunksBySize } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import {
  nannymlColumn,
  type NannymlMethod,
  type NannymlReference,
} from '../../src/compatibility/nannyml.ts';

interface Table {
  readonly recomputed_columns: readonly string[];
  readonly recomputed_rows: readonly (readonly (number | string | boolean | null)[])[];
}

const CHUNK_ROWS = 5000;
const FEATURE = 'debt_to_income_ratio';
/** What the tutorials declare to be categories, and numbers; in the order of the ranking's ties. */
const TYPES = {
  car_value: 'continuous',
  salary_range: 'categorical',
  debt_to_income_ratio: 'continuous',
  loan_length: 'continuous',
  repaid_loan_on_prev_car: 'categorical',
  size_of_downpayment: 'categorical',
  driver_tenure: 'continuous',
} as const;

vectors.describe('statistics/nannyml-car-loan', (path) => {
  const read = (file: string): Map<string, string[]> => {
    const [header = '', ...lines] = vectors.text(path, file).trimEnd().split('\n');
    const rows = lines.map((line) => line.split(','));
    return new Map(header.split(',').map((name, at) => [name, rows.map((row) => row[at] ?? '')]));
  };
  const tables = {
    reference: read('reference.csv.gz'),
    analysis: read('monitoring.csv.gz'),
  } as const;
  const columnOf = (period: keyof typeof tables, name: keyof typeof TYPES) =>
    (tables[period].get(name) ?? []).map((field) =>
      TYPES[name] === 'continuous' ? Number(field) : field,
    );
  const drift = (name: keyof typeof TYPES, method: NannymlMethod) => {
    const values = columnOf('reference', name);
    const column = nannymlColumn({
      type: TYPES[name],
      values,
      chunks: chunksBySize(values.length, CHUNK_ROWS),
      method,
    });
    const analysis = columnOf('analysis', name);
    const scores = chunksBySize(analysis.length, CHUNK_ROWS).map(({ start, end }) =>
      column.score(analysis.slice(start, end)),
    );
    return { column, scores };
  };

  it.each(['jensen_shannon', 'kolmogorov_smirnov'] as const)(
    'drift-univariate: values, thresholds and alerts of %s to 1e-9',
    (method) => {
      const table = vectors.json<Table>(path, 'tables/drift-univariate__cell4.json');
      const cells = (part: string) => {
        const at = table.recomputed_columns.findIndex(
          (name) => name.includes(method) && name.includes(part),
        );
        expect(at).toBeGreaterThanOrEqual(0);
        return table.recomputed_rows.map((row) => row[at]);
      };
      const { scores } = drift(FEATURE, method);
      expect(scores).toHaveLength(10);
      for (const [at, value] of cells('value').entries()) {
        expect(scores[at]?.score).toBeCloseTo(value as number, 9);
      }
      for (const [at, value] of cells('upper_threshold').entries()) {
        expect(scores[at]?.thresholds.upper).toBeCloseTo(value as number, 9);
      }
      expect(scores.map(({ drifted }) => drifted)).toEqual(cells('alert'));
      expect(scores.every(({ fidelity }) => fidelity === 'exact')).toBe(true);
    },
  );

  it('ranking: the number of alerts of every feature', () => {
    const table = vectors.json<Table>(path, 'tables/ranking__cell3.json');
    const place = (part: string): number =>
      table.recomputed_columns.findIndex((name) => name.includes(part));
    const published = new Map(
      table.recomputed_rows.map((row) => [row[place('column_name')], row[place('alerts')]]),
    );
    for (const name of Object.keys(TYPES) as (keyof typeof TYPES)[]) {
      const { scores } = drift(name, 'jensen_shannon');
      expect(scores.filter(({ drifted }) => drifted)).toHaveLength(published.get(name) as number);
    }
  });
});

describe('nannymlColumn', () => {
  const columnOf = (options: Partial<NannymlReference>) => {
    const values = options.values ?? Array.from({ length: 200 }, (_, at) => Math.sin(at * at));
    return nannymlColumn({
      type: 'continuous',
      values,
      chunks: chunksByCount(values.length, Math.min(10, values.length)),
      ...options,
    });
  };
  const methods: readonly (readonly ['continuous' | 'categorical', NannymlMethod])[] = [
    ['continuous', 'jensen_shannon'],
    ['continuous', 'hellinger'],
    ['continuous', 'kolmogorov_smirnov'],
    ['continuous', 'wasserstein'],
    ['categorical', 'jensen_shannon'],
    ['categorical', 'hellinger'],
    ['categorical', 'l_infinity'],
  ];

  it.each(methods)(
    '%s %s is 0 for the reference itself, and its mean + 3 sd is above',
    (type, method) => {
      const values = Array.from({ length: 300 }, (_, at) =>
        type === 'categorical' ? `c${(at * 7) % 5}` : Math.sin(at * at),
      );
      const column = columnOf({ type, method, values });
      expect(column.score(values).score).toBeCloseTo(0, 12);
      const mean =
        column.reference.reduce((sum, value) => sum + value, 0) / column.reference.length;
      expect(column.thresholds.upper).toBeGreaterThanOrEqual(mean);
      expect(column.thresholds.lower).toBeUndefined();
    },
  );

  it('compares on the grid from 10,000 values on', () => {
    const values = Array.from({ length: 10_000 }, (_, at) => Math.sin(at * at));
    const small = columnOf({ values: values.slice(0, 9_999), method: 'wasserstein' });
    const large = columnOf({ values, method: 'wasserstein' });
    const window = values.slice(0, 500).map((value) => value + 0.3);
    expect(large.score(window).score).toBeCloseTo(small.score(window).score, 2);
    expect(large.score(window).drifted).toBe(true);
  });

  it('leaves out missing values, and has no statistic without values', () => {
    const values = Array.from({ length: 100 }, (_, at) => (at % 4 === 0 ? null : Math.cos(at)));
    const column = columnOf({ values });
    expect(column.score(values)).toMatchObject({ rows: 75, referenceRows: 75 });
    const empty = column.score([null, Number.NaN]);
    expect(empty.score).toBeNaN();
    expect(empty.drifted).toBe(false);
  });

  it('alerts on values above the upper threshold only', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (shift) => {
        const column = columnOf({});
        const found = column.score(
          Array.from({ length: 40 }, (_, at) => Math.sin(at * at) + shift),
        );
        expect(found.drifted).toBe(found.score > (column.thresholds.upper ?? 0));
      }),
    );
  });

  it('refuses methods of the other type and columns without values', () => {
    expect(() => columnOf({ method: 'l_infinity' })).toThrow(/l_infinity is not for continuous/);
    expect(() =>
      columnOf({ type: 'categorical', values: ['a'], chunks: [], method: 'wasserstein' }),
    ).toThrow(/wasserstein is not for categorical/);
    expect(() => columnOf({ values: [null], chunks: [] })).toThrow(/1 values, all of them missing/);
  });
});

import fc from 'fast-check';

/** Labels of 0 and 1 with scores of few values, so that ties are common, and whole weights. */
export interface ScoredRows {
  readonly labels: number[];
  readonly scores: number[];
  readonly weights: number[];
}

/** Rows of a binary classifier; both labels occur. */
export const scoredRows: fc.Arbitrary<ScoredRows> = fc
  .array(
    fc.record({
      label: fc.integer({ min: 0, max: 1 }),
      score: fc.integer({ min: 0, max: 12 }),
      weight: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    labels: rows.map(({ label }) => label),
    scores: rows.map(({ score }) => score / 12),
    weights: rows.map(({ weight }) => weight),
  }));

/** Each row as often as its weight says. */
export function repeated(values: readonly number[], weights: readonly number[]): number[] {
  return values.flatMap((value, row) =>
    Array.from<number>({ length: weights[row] ?? 0 }).fill(value),
  );
}

/** A confusion matrix of two to five classes whose counts are at least `min`. */
export function squareMatrix(min: number): fc.Arbitrary<{ classes: number; counts: number[] }> {
  return fc.integer({ min: 2, max: 5 }).chain((classes) =>
    fc
      .array(fc.integer({ min, max: 200 }), {
        minLength: classes * classes,
        maxLength: classes * classes,
      })
      .map((counts) => ({ classes, counts })),
  );
}

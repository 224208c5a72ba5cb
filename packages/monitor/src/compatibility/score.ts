/** A value of a feature; `null` and NaN are missing, and so are infinities of numbers. */
export type RawValue = number | string | null;

/** What a library in a compatibility mode says of one feature in one window. */
export interface CompatibilityScore {
  /** The library's own name of the statistic. */
  readonly method: string;
  /** A distance or a p-value, as the method has it; NaN where the library returns it. */
  readonly score: number;
  /** Bounds of what is no drift; an absent one bounds nothing. */
  readonly thresholds: { readonly lower?: number; readonly upper?: number };
  readonly drifted: boolean;
  /** `exact` for the library's own number, `approx` for one from other bins than the library's. */
  readonly fidelity: 'exact' | 'approx';
  /** Rows with a value, in the window and in the reference. */
  readonly rows: number;
  readonly referenceRows: number;
}

/** The numbers of a column, without missing values. */
export function presentNumbers(values: Iterable<RawValue>): Float64Array {
  const present: number[] = [];
  for (const value of values)
    if (typeof value === 'number' && Number.isFinite(value)) present.push(value);
  return Float64Array.from(present);
}

/** The values of a column as categories, without missing values. */
export function presentCategories(values: Iterable<RawValue>): string[] {
  const present: string[] = [];
  for (const value of values)
    if (value !== null && !Number.isNaN(value)) present.push(String(value));
  return present;
}

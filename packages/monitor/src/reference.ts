/** Fine bins of a numeric feature: 10 and 20 divide it, so deciles are exact merges of fine bins. */
export const FINE_BINS = 120;
/** Categories of a feature at most; a feature with more is an identifier. */
export const CATEGORIES_MAX = 1000;

/**
 * What rows are compared with: the distribution of every feature, as a document that is kept in version
 * control and read in review. It belongs to one version of one model.
 */
export interface Reference {
  readonly format: 'marigraph.reference/2';
  readonly model: { readonly name: string; readonly version: string };
  readonly rows: number;
  /** When the rows are from; absent where they have no time: then nothing is known of variation between windows. */
  readonly time?: ReferenceTime;
  readonly features: readonly ReferenceFeature[];
}

/** The hours that the rows of a reference are from. */
export interface ReferenceTime {
  /** IANA name of the zone whose hours of the day and days of the week are the phases of the traffic. */
  readonly timeZone: string;
  /** First hour, ISO 8601 in UTC: `2026-10-01T00:00:00Z`. */
  readonly start: string;
  /** Hours from `start` on, those without rows included; at most 8,784, a year. */
  readonly hours: number;
}

/** The distribution of one feature. */
export type ReferenceFeature = NumericReference | CategoricalReference;

/** The distribution of a feature of numbers: rows per quantile bin. */
export interface NumericReference {
  readonly name: string;
  readonly type: 'number';
  readonly missing: number;
  /** Smallest and largest value among the rows. What a person expects stands in `expected`. */
  readonly range: { readonly minimum: number; readonly maximum: number };
  /** Whether all values are whole numbers. */
  readonly integer: boolean;
  readonly expected?: NumericExpectation;
  /** Inner edges, strictly ascending: the 120-quantiles of the rows, or both sides of a constant. Bin i holds `edges[i-1] < x <= edges[i]`. */
  readonly edges: readonly number[];
  /** Rows per bin, `edges.length + 1` of them. */
  readonly counts: readonly number[];
  /** By hour of `Reference.time`; there where the time is. */
  readonly hourly?: HourlyCounts;
}

/** The distribution of a feature of categories: rows per category. */
export interface CategoricalReference {
  readonly name: string;
  readonly type: 'category';
  readonly missing: number;
  readonly categories: readonly string[];
  /** Rows per category. */
  readonly counts: readonly number[];
  readonly expected?: CategoricalExpectation;
  readonly hourly?: HourlyCounts;
}

/**
 * Rows per hour and scan bin, hour after hour: the coarse bins of a number or the most frequent categories, then what
 * is unseen, of another type or in none of these, then missing values. `createScanBins` says which bin is which.
 */
export type HourlyCounts = Uint32Array;

/** What a person expects of a feature, or had imported: broken by a single row, and reported at once. */
export interface FeatureExpectation {
  /** Largest share of rows without a value, 0 where none may be missing. */
  readonly missingShareMax?: number;
  /** Unit of the values, as UCUM writes it; for people. */
  readonly unit?: string;
}

/** Of a feature of numbers. */
export interface NumericExpectation extends FeatureExpectation {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whole numbers only. */
  readonly integer?: boolean;
}

/** Of a feature of categories. */
export interface CategoricalExpectation extends FeatureExpectation {
  /** Any other category breaks it, also one that the reference has. */
  readonly categories?: readonly string[];
}

/** The values of one feature, one per row. */
export interface ReferenceColumn {
  readonly name: string;
  /** `null` and NaN are missing. */
  readonly values: readonly (number | string | null)[];
}

/** When the rows are from. */
export interface ReferenceTimes {
  /** Milliseconds since the epoch, one per row. */
  readonly timesMs: ArrayLike<number>;
  readonly timeZone: string;
}

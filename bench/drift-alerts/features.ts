import { normalQuantile } from '@marigraph/statistics';

/** Latent values are kept on a grid of this many cells a standard deviation, so rows can be counted by cell. */
const CELLS_PER_UNIT = 256;
/** Cells of the grid: from -8 to 8. */
export const CELLS = 4096;
/** The cell of a missing value. */
export const MISSING_CELL = 0xffff;
/** What correlated features have in common of the variance of a row. */
export const CORRELATION = 0.8;
/** Sources of natural variation: the correlated features share one. */
export const SOURCES = 11;

/** A feature of the simulated model; each has a standard normal latent value in every row. */
export interface SimulatedFeature {
  readonly name: string;
  readonly law: 'normal' | 'lognormal' | 'category';
  /** Whose natural variation moves it. */
  readonly source: number;
  /** Place in the season: a part of a turn. */
  readonly phase: number;
  /** Shares the common factor of its rows with the others. */
  readonly isCorrelated: boolean;
}

const LAWS = [
  ...Array.from({ length: 8 }, () => 'normal' as const),
  ...Array.from({ length: 2 }, () => 'lognormal' as const),
  ...Array.from({ length: 2 }, () => 'normal' as const),
  ...Array.from({ length: 2 }, () => 'lognormal' as const),
  ...Array.from({ length: 6 }, () => 'category' as const),
];
const CORRELATED = 10;

/** Twenty features: ten correlated ones, fourteen of numbers, four of these lognormal, six of eight categories. */
export const FEATURES: readonly SimulatedFeature[] = LAWS.map((law, at) => ({
  name: `${law}_${String(at).padStart(2, '0')}`,
  law,
  source: at < CORRELATED ? 0 : at - CORRELATED + 1,
  phase: at / LAWS.length,
  isCorrelated: at < CORRELATED,
}));

/** Shares of the eight categories, which cut the latent value from below. */
const CATEGORY_SHARES = [0.32, 0.2, 0.14, 0.11, 0.09, 0.07, 0.05, 0.02];
/** The level of each cell. */
const LEVELS = levels();

/** The cell of a latent value. */
export function cellOf(latent: number): number {
  const cell = Math.floor(latent * CELLS_PER_UNIT) + CELLS / 2;
  return cell < 0 ? 0 : cell >= CELLS ? CELLS - 1 : cell;
}

/** What a row holds where the latent value is in this cell: the middle of the cell, its exponential, or a category. */
export function valueOf({ law }: SimulatedFeature, cell: number): number | string | null {
  if (cell === MISSING_CELL) return null;
  if (law === 'category') return categoryOf(cell);
  const middle = (cell - CELLS / 2 + 0.5) / CELLS_PER_UNIT;
  return law === 'normal' ? middle : Math.exp(middle);
}

/** The category of a cell, `level-0` to `level-7`, the most frequent one first. */
export function categoryOf(cell: number): string {
  return `level-${LEVELS[cell]}`;
}

/** The latent value at which a category begins. */
export function categoryStart(level: number): number {
  let below = 0;
  for (const share of CATEGORY_SHARES.slice(0, level)) below += share;
  return below === 0 ? Number.NEGATIVE_INFINITY : normalQuantile(below);
}

function levels(): Uint8Array {
  const cuts = CATEGORY_SHARES.map((_, level) => (level === 0 ? 0 : cellOf(categoryStart(level))));
  return Uint8Array.from({ length: CELLS }, (_, cell) => cuts.findLastIndex((cut) => cut <= cell));
}

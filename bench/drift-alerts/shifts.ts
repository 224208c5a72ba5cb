import { categoryStart, FEATURES, MISSING_CELL } from './features.ts';
import type { Random } from './random.ts';

const WEEK_HOURS = 168;

/** A change that is planted in a stream. */
export interface Shift {
  readonly name: string;
  readonly title: string;
  /** Features that it changes, by their place. */
  readonly features: readonly number[];
  /**
   * The latent value of a changed feature; `MISSING_CELL` makes it missing.
   *
   * @param ageHours Hours since it began, from 0.
   */
  readonly change: (latent: number, random: Random, ageHours: number) => number;
}

/** A numeric feature that is not correlated with others, one of the correlated ones, and a categorical one. */
const NUMERIC = FEATURES.findIndex(({ law, isCorrelated }) => law === 'normal' && !isCorrelated);
const TEN = FEATURES.flatMap(({ isCorrelated }, at) => (isCorrelated ? [at] : []));
const CATEGORICAL = FEATURES.findIndex(({ law }) => law === 'category');
const SECOND_CATEGORY = categoryStart(1);

/** The shifts of `docs/reference/drift-alerts.md`, in its order. */
export const SHIFTS: readonly Shift[] = [
  mean(0.1),
  mean(0.2),
  mean(0.5),
  mean(1),
  { ...mean(0.2), name: 'mean0.2_ten', title: 'mean +0.2 sd of ten features', features: TEN },
  {
    name: 'mean0.5_grad',
    title: 'mean +0.5 sd, in the course of 7 days',
    features: [NUMERIC],
    change: (latent, _, ageHours) => latent + 0.5 * Math.min(1, ageHours / WEEK_HOURS),
  },
  {
    name: 'scale1.5',
    title: 'spread × 1.5',
    features: [NUMERIC],
    change: (latent) => 1.5 * latent,
  },
  mixture(5),
  mixture(20),
  {
    name: 'cat0.2',
    title: 'category shares, latent +0.2 sd',
    features: [CATEGORICAL],
    change: (latent) => latent + 0.2,
  },
  {
    name: 'vanish',
    title: 'the largest category becomes its neighbour',
    features: [CATEGORICAL],
    change: (latent) => (latent < SECOND_CATEGORY ? SECOND_CATEGORY + 0.02 : latent),
  },
  missing(2),
  missing(20),
];

function mean(size: number): Shift {
  return {
    name: `mean${size}`,
    title: `mean +${size} sd`,
    features: [NUMERIC],
    change: (latent) => latent + size,
  };
}

function mixture(percent: number): Shift {
  return {
    name: `mix${percent}`,
    title: `${percent} % of rows at +3 sd`,
    features: [NUMERIC],
    change: (latent, random) => (random.uniform() < percent / 100 ? latent + 3 : latent),
  };
}

function missing(percent: number): Shift {
  return {
    name: `null${percent}`,
    title: `${percent} % missing`,
    features: [NUMERIC],
    change: (latent, random) => (random.uniform() < percent / 100 ? MISSING_CELL : latent),
  };
}

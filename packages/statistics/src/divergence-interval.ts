import type { SampledLaws } from './absolute-noise.ts';
import { effectiveSampleSize } from './no-drift.ts';
import { noncentralityInterval } from './noncentrality-interval.ts';
import type { Interval } from './wilson-interval.ts';

/** Below this many times its noise a divergence is as good as 0: ratios to it mean nothing. */
const NEGLIGIBLE = 1e-6;

/**
 * The convex function φ of the ratio r = a / e of shares whose divergence is Σ e φ(a / e), by what
 * the delta method needs of it.
 */
export interface ConvexFunction {
  /** φ - r φ′: how the divergence changes with a share e. Constants do not matter. */
  readonly slopeOfExpected: (ratio: number) => number;
  /** φ′: how it changes with a share a. */
  readonly slopeOfActual: (ratio: number) => number;
  /** φ″. */
  readonly curvature: (ratio: number) => number;
}

/**
 * Confidence interval of a divergence of two laws from that of samples: the one for which the
 * observed value is not unlikely.
 *
 * Without drift n m / (n + m) times 2 / φ″(1) of the divergence is a chi-square variable, near it a
 * non-central one, and far from it a normal one with the variance of the delta method. All three
 * are covered by s χ²(ν, λ) with the true divergence s λ, where s is a quarter of the delta
 * method's variance over the divergence, and s ν the second-order bias ½ Σ φ-curvature · variance
 * of a share. Near equality s tends to φ″(1) / 2 (1/n + 1/m) and ν to B - 1. The bounds are the λ
 * with the observed value in either tail. Below the noise floor s ν the upper bound stays where it
 * is at the floor (Cowan et al. 2011, arXiv:1105.3166), so that samples that happen to agree too
 * well prove nothing.
 */
export function divergenceInterval(
  law: ConvexFunction,
  laws: SampledLaws,
  observed: {
    /** The divergence as reported. */
    readonly value: number;
    /** That of the laws, whose shares are all above 0. */
    readonly filled: number;
    /** Deviations of a normal law to its tail. */
    readonly reach: number;
  },
): Interval {
  const { variance, bias } = deltaMethod(law, laws);
  const nearEquality = law.curvature(1) / 2 / effectiveSampleSize(laws.n, laws.m);
  const { value, filled, reach } = observed;
  const isFar = filled > NEGLIGIBLE * nearEquality;
  const scale = isFar ? variance / (4 * filled) : nearEquality;
  // One bin cannot differ.
  if (!(bias > 0 && scale > 0)) return { lower: value, upper: value };
  const { lower, upper } = noncentralityInterval(
    { lower: value / scale, upper: Math.max(value, bias) / scale },
    bias / scale,
    reach,
  );
  return { lower: lower * scale, upper: upper * scale };
}

/** Variance of the observed divergence to first order, and its bias to second. */
function deltaMethod(
  law: ConvexFunction,
  laws: SampledLaws,
): { readonly variance: number; readonly bias: number } {
  const { expected, actual, n, m } = laws;
  const ofExpected = { mean: 0, square: 0 };
  const ofActual = { mean: 0, square: 0 };
  let bias = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const e = expected[bin]!;
    const a = actual[bin]!;
    const ratio = a / e;
    add(ofExpected, e, law.slopeOfExpected(ratio));
    add(ofActual, a, law.slopeOfActual(ratio));
    const curvature = ratio * law.curvature(ratio);
    bias += (curvature / 2) * ((ratio * (1 - e)) / n + (1 - a) / m);
  }
  const variance =
    (ofExpected.square - ofExpected.mean ** 2) / n + (ofActual.square - ofActual.mean ** 2) / m;
  return { variance, bias };
}

function add(sums: { mean: number; square: number }, weight: number, value: number): void {
  sums.mean += weight * value;
  sums.square += weight * value * value;
}

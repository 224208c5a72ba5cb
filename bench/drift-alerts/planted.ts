import { begin, countsOf, drawHours } from './draw.ts';
import { FEATURES } from './features.ts';
import { createChunkJudge, type JudgedChunk, ruleKey } from './judge-chunks.ts';
import { FIRST_HOUR } from './reference.ts';
import { DEFAULT_RULE, hoursToAlert, planScan, scoreHours } from './scan.ts';
import { DAYS_AFTER_SHIFT, DAYS_BEFORE_SHIFT, type Setting } from './settings.ts';
import { type Shift, SHIFTS } from './shifts.ts';

/** How the scan is called among the rules. */
export const SCAN = 'scan';

/** Hours to the first alert by rule, one for each replication. */
export type Delays = Map<string, (number | undefined)[]>;

/**
 * Plants every shift in the same traffic, replication by replication; replication r has the seed `[first part, r]`.
 *
 * @param tuned Threshold of each other rule and chunk.
 * @returns By shift.
 */
export function plantShifts(
  setting: Setting,
  replications: number,
  tuned: ReadonlyMap<string, number>,
): Map<string, Delays> {
  const delays = new Map<string, Delays>(SHIFTS.map(({ name }) => [name, new Map()]));
  const from = setting.referenceDays * 24;
  const startHour = from + 24 * DAYS_BEFORE_SHIFT;
  for (let replication = 0; replication < replications; replication++) {
    const seed = [setting.seeds.detection, replication];
    const beginning = begin(setting, seed, DAYS_BEFORE_SHIFT + DAYS_AFTER_SHIFT);
    const plan = planScan(beginning.reference);
    const judge = createChunkJudge(beginning);
    const before = drawHours(beginning, { from, days: DAYS_BEFORE_SHIFT });
    for (const shift of SHIFTS) {
      const planted = { shift, startHour };
      const after = drawHours(beginning, { from: startHour, days: DAYS_AFTER_SHIFT, planted });
      const scores = scoreHours(plan, countsOf([...before, ...after]));
      const run = { plan, rule: DEFAULT_RULE, scores, firstHour: FIRST_HOUR + from };
      const features = shift.features.map((at) => FEATURES[at]?.name ?? '');
      const found = delaysOf(judge(after), { shift, tuned });
      found.set(SCAN, hoursToAlert(run, { hour: FIRST_HOUR + startHour, features }));
      const ofShift = delays.get(shift.name) as Delays;
      for (const [rule, delay] of found) ofShift.set(rule, [...(ofShift.get(rule) ?? []), delay]);
    }
  }
  return delays;
}

/** Hours to the end of the first chunk in which a changed feature reaches the tuned threshold. */
function delaysOf(
  chunks: readonly JudgedChunk[],
  { shift, tuned }: { readonly shift: Shift; readonly tuned: ReadonlyMap<string, number> },
): Map<string, number | undefined> {
  const delays = new Map<string, number | undefined>();
  for (const { chunk, endHours, statistics } of chunks) {
    for (const [rule, values] of statistics) {
      const key = ruleKey(rule, chunk);
      const threshold = tuned.get(key) ?? Number.POSITIVE_INFINITY;
      const isFound = shift.features.some((feature) => (values[feature] ?? 0) >= threshold);
      if (delays.get(key) === undefined) delays.set(key, isFound ? endHours : undefined);
    }
  }
  return delays;
}

import { begin, drawHours, hoursOf } from './draw.ts';
import { FEATURES } from './features.ts';
import { peerKey } from './months.ts';
import {
  CHUNKS,
  type Chunk,
  preparePeers,
  type ReadyPeers,
  toChunks,
  type WindowCounts,
} from './peers.ts';
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
 * @param tuned Threshold of each peer and chunk.
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
    const peers = preparePeers(hoursOf(beginning.reference));
    const before = drawHours(beginning, { from, days: DAYS_BEFORE_SHIFT });
    for (const shift of SHIFTS) {
      const planted = { shift, startHour };
      const after = drawHours(beginning, { from: startHour, days: DAYS_AFTER_SHIFT, planted });
      const scores = scoreHours(plan, [...before, ...after]);
      const run = { plan, rule: DEFAULT_RULE, scores, startHour: from };
      const features = shift.features.map((at) => FEATURES[at]?.name ?? '');
      const found = peerDelays(peers, after, { shift, tuned });
      found.set(SCAN, hoursToAlert(run, { startHour, features }));
      const ofShift = delays.get(shift.name) as Delays;
      for (const [rule, delay] of found) ofShift.set(rule, [...(ofShift.get(rule) ?? []), delay]);
    }
  }
  return delays;
}

/** Hours to the end of the first chunk in which a changed feature reaches the tuned threshold. */
function peerDelays(
  peers: ReadyPeers,
  after: readonly WindowCounts[],
  { shift, tuned }: { readonly shift: Shift; readonly tuned: ReadonlyMap<string, number> },
): Map<string, number | undefined> {
  const delays = new Map<string, number | undefined>();
  for (const [chunk, length] of Object.entries(CHUNKS) as [Chunk, number][]) {
    for (const [at, window] of toChunks(after, length).entries()) {
      for (const [peer, statistics] of Object.entries(peers.judge(window, chunk))) {
        const key = peerKey(peer, chunk);
        const threshold = tuned.get(key) ?? Number.POSITIVE_INFINITY;
        const isFound = shift.features.some((feature) => (statistics[feature] ?? 0) >= threshold);
        if (delays.get(key) === undefined) delays.set(key, isFound ? (at + 1) * length : undefined);
      }
    }
  }
  return delays;
}

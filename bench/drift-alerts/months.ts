import { begin, drawHours, hoursOf } from './draw.ts';
import { CHUNKS, type Chunk, preparePeers, toChunks } from './peers.ts';
import { countFindings, DEFAULT_RULE, GATED_RULE, planScan, scoreHours } from './scan.ts';
import { LIVE_DAYS, type Setting } from './settings.ts';
import type { DayMaxima } from './tuning.ts';

/** Findings of the scan in months without drift, month by month. */
export interface ScanMonths {
  readonly findings: number[];
  /** With a minimum effect. */
  readonly gated: number[];
}

/** What is told and asked while months are scanned. */
export interface MonthsOptions {
  readonly months: number;
  /** Months that are scanned already: scanning goes on after them. */
  readonly known?: ScanMonths | undefined;
  /** Every fifty months, and at the end. */
  readonly save: (months: ScanMonths) => void;
}

const SAVE_EVERY = 50;

/** Scans months without drift; month m has the seed `[first part, m]`. */
export function scanMonths(setting: Setting, { months, known, save }: MonthsOptions): ScanMonths {
  const found: ScanMonths = known ?? { findings: [], gated: [] };
  const from = setting.referenceDays * 24;
  for (let month = found.findings.length; month < months; month++) {
    const beginning = begin(setting, [setting.seeds.falseAlerts, month], LIVE_DAYS);
    const plan = planScan(beginning.reference);
    const live = drawHours(beginning, { from, days: LIVE_DAYS });
    const run = { plan, scores: scoreHours(plan, live), startHour: from };
    found.findings.push(countFindings({ ...run, rule: DEFAULT_RULE }));
    found.gated.push(countFindings({ ...run, rule: GATED_RULE }));
    if (month % SAVE_EVERY === SAVE_EVERY - 1 || month === months - 1) save(found);
  }
  return found;
}

/** Of each peer and chunk the highest statistic of each day, month by month. */
export type PeerMonths = ReadonlyMap<string, readonly DayMaxima[]>;

/** How a peer with a length of chunks is called. */
export function peerKey(peer: string, chunk: Chunk): string {
  return `${peer} ${chunk}`;
}

/** Has the peers judge the same months. */
export function peerMonths(setting: Setting, months: number): PeerMonths {
  const maxima = new Map<string, DayMaxima[]>();
  const from = setting.referenceDays * 24;
  for (let month = 0; month < months; month++) {
    const beginning = begin(setting, [setting.seeds.falseAlerts, month], LIVE_DAYS);
    const peers = preparePeers(hoursOf(beginning.reference));
    const live = drawHours(beginning, { from, days: LIVE_DAYS });
    for (const [chunk, length] of Object.entries(CHUNKS) as [Chunk, number][]) {
      const days = new Map<string, DayMaxima>();
      for (const [at, window] of toChunks(live, length).entries()) {
        const day = Math.ceil(((at + 1) * length) / 24) - 1;
        for (const [peer, statistics] of Object.entries(peers.judge(window, chunk))) {
          const ofPeer = days.get(peer) ?? new Float64Array(LIVE_DAYS).fill(-Infinity);
          ofPeer[day] = Math.max(ofPeer[day] as number, ...statistics);
          days.set(peer, ofPeer);
        }
      }
      for (const [peer, ofPeer] of days) {
        const key = peerKey(peer, chunk);
        maxima.set(key, [...(maxima.get(key) ?? []), ofPeer]);
      }
    }
  }
  return maxima;
}

import { type Detection, estimateDetection, estimateRate, type Rate } from './estimate.ts';
import {
  type MonthsOptions,
  peerKey,
  peerMonths,
  type PeerMonths,
  type ScanMonths,
  scanMonths,
} from './months.ts';
import { type Chunk, CHUNKS, PEERS } from './peers.ts';
import { type Delays, plantShifts, SCAN } from './planted.ts';
import type { Setting } from './settings.ts';
import { countPeerFindings, type DayMaxima, tuneThreshold } from './tuning.ts';

/** How much is simulated. */
export interface Effort {
  /** Months without drift. */
  readonly months: number;
  /** Of these, how many the peers judge too. */
  readonly peerMonths: number;
  /** Of each shift. */
  readonly replications: number;
}

/** A peer with a length of chunks. */
export interface PeerResult {
  readonly peer: string;
  readonly chunk: Chunk;
  /** With its usual threshold. */
  readonly falseAlerts: Rate;
  /** Days with an alert, of 30. */
  readonly alertDays: number;
  /** At which it makes no more false alerts than the scan, in the same months; null where it never alerts. */
  readonly tunedThreshold: number | null;
  /** By shift, with the tuned threshold. */
  readonly detection: Readonly<Record<string, Detection>>;
}

/** Everything that was measured of a setting. */
export interface SettingResult {
  readonly setting: string;
  readonly scan: Rate;
  readonly gated: Rate;
  /** Findings of the scan, one digit a month (9 for more). */
  readonly months: string;
  readonly detection: Readonly<Record<string, Detection>>;
  readonly peers: readonly PeerResult[];
}

/** Measures the scan and the peers on one setting. */
export function measureSetting(
  setting: Setting,
  effort: Effort,
  options: Pick<MonthsOptions, 'known' | 'save'>,
): SettingResult {
  const scanned = scanMonths(setting, { months: effort.months, ...options });
  const judged = peerMonths(setting, effort.peerMonths);
  const tuned = tuneAll(judged, scanned, effort.peerMonths);
  const delays = setting.isPlanted
    ? plantShifts(setting, effort.replications, tuned)
    : new Map<string, Delays>();
  const findings = scanned.findings.slice(0, effort.months);
  return {
    setting: setting.id,
    scan: estimateRate(findings),
    gated: estimateRate(scanned.gated.slice(0, effort.months)),
    months: findings.map((count) => Math.min(9, count)).join(''),
    detection: detectionOf(SCAN, delays),
    peers: PEERS.flatMap(({ name, threshold }) =>
      (Object.keys(CHUNKS) as Chunk[]).map((chunk): PeerResult => {
        const key = peerKey(name, chunk);
        const months = judged.get(key) ?? [];
        const tunedThreshold = tuned.get(key) ?? Number.POSITIVE_INFINITY;
        return {
          peer: name,
          chunk,
          falseAlerts: estimateRate(months.map((days) => countPeerFindings(days, threshold))),
          alertDays: alertDays(months, threshold),
          tunedThreshold: Number.isFinite(tunedThreshold) ? tunedThreshold : null,
          detection: detectionOf(key, delays),
        };
      }),
    ),
  };
}

function tuneAll(
  judged: PeerMonths,
  { findings }: ScanMonths,
  months: number,
): Map<string, number> {
  const allowed = findings.slice(0, months).reduce((sum, count) => sum + count, 0);
  return new Map([...judged].map(([key, maxima]) => [key, tuneThreshold(maxima, allowed)]));
}

function detectionOf(rule: string, delays: ReadonlyMap<string, Delays>): Record<string, Detection> {
  return Object.fromEntries(
    [...delays].map(([shift, byRule]) => [shift, estimateDetection(byRule.get(rule) ?? [])]),
  );
}

function alertDays(months: readonly DayMaxima[], threshold: number): number {
  let days = 0;
  for (const month of months) for (const value of month) if (value >= threshold) days++;
  return Number((days / Math.max(1, months.length)).toFixed(1));
}

import { type Detection, estimateDetection, estimateRate, type Rate } from './estimate.ts';
import { ruleKey, RULES } from './judge-chunks.ts';
import { judgeMonths, type RuleMonths, type ScanMonths } from './months.ts';
import type { Chunk } from './peers.ts';
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

/** What is measured beside the months of the scan. */
export interface RulesResult {
  readonly peerMonths: number;
  readonly replications: number;
  /** Of the scan, by shift. */
  readonly detection: Readonly<Record<string, Detection>>;
  readonly peers: readonly PeerResult[];
}

/** Everything that was measured of a setting. */
export interface SettingResult extends RulesResult {
  readonly setting: string;
  readonly scan: Rate;
  /** Days of 30 on which the scan has an alert. */
  readonly alertDays: number;
  readonly gated: Rate;
  /** Findings of the scan, one digit a month; 9 for more. */
  readonly months: string;
}

/** Has the rules of other tools judge months without drift, tunes them, and plants shifts for them and the scan. */
export function measureRules(
  setting: Setting,
  { peerMonths, replications }: Omit<Effort, 'months'>,
  scanned: ScanMonths,
): RulesResult {
  const judged = judgeMonths(setting, peerMonths);
  const tuned = tuneAll(judged, scanned, peerMonths);
  const delays = setting.isPlanted
    ? plantShifts(setting, replications, tuned)
    : new Map<string, Delays>();
  return {
    peerMonths,
    replications,
    detection: detectionOf(SCAN, delays),
    peers: RULES.flatMap(({ name, threshold, chunks }) =>
      chunks.map((chunk): PeerResult => {
        const key = ruleKey(name, chunk);
        const months = judged.get(key) ?? [];
        const tunedThreshold = tuned.get(key) ?? Number.POSITIVE_INFINITY;
        return {
          peer: name,
          chunk,
          falseAlerts: estimateRate(months.map((days) => countPeerFindings(days, threshold))),
          alertDays: daysAbove(months, threshold),
          tunedThreshold: Number.isFinite(tunedThreshold) ? tunedThreshold : null,
          detection: detectionOf(key, delays),
        };
      }),
    ),
  };
}

/** Puts both together. */
export function toSettingResult(
  setting: Setting,
  scanned: ScanMonths,
  rules: RulesResult,
): SettingResult {
  return {
    setting: setting.id,
    scan: estimateRate(scanned.findings),
    alertDays: meanDays(scanned.alertDays),
    gated: estimateRate(scanned.gated),
    months: scanned.findings.map((count) => Math.min(9, count)).join(''),
    ...rules,
  };
}

function tuneAll(
  judged: RuleMonths,
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

function daysAbove(months: readonly DayMaxima[], threshold: number): number {
  return meanDays(months.map((days) => days.filter((value) => value >= threshold).length));
}

function meanDays(days: readonly number[]): number {
  const sum = days.reduce((total, count) => total + count, 0);
  return Number((sum / Math.max(1, days.length)).toFixed(2));
}

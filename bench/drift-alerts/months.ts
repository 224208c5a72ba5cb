import { begin, countsOf, drawHours } from './draw.ts';
import { createChunkJudge, ruleKey } from './judge-chunks.ts';
import { FIRST_HOUR } from './reference.ts';
import { DEFAULT_RULE, GATED_RULE, planScan, scanFeatures, scoreHours } from './scan.ts';
import { LIVE_DAYS, type Setting } from './settings.ts';
import type { DayMaxima } from './tuning.ts';

/** Findings of the scan in months without drift, month by month. */
export interface ScanMonths {
  readonly findings: number[];
  /** Days with an alert. */
  readonly alertDays: number[];
  /** With a minimum effect, in the first months. */
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
/** A minimum effect changes little, which fewer months show. */
const GATED_MONTHS = 100;

/** Scans months without drift; month m has the seed `[first part, m]`. */
export function scanMonths(setting: Setting, { months, known, save }: MonthsOptions): ScanMonths {
  const found: ScanMonths = known ?? { findings: [], alertDays: [], gated: [] };
  const from = setting.referenceDays * 24;
  for (let month = found.findings.length; month < months; month++) {
    const beginning = begin(setting, [setting.seeds.falseAlerts, month], LIVE_DAYS);
    const plan = planScan(beginning.reference);
    const live = drawHours(beginning, { from, days: LIVE_DAYS });
    const run = { plan, scores: scoreHours(plan, countsOf(live)), firstHour: FIRST_HOUR + from };
    const { findings, days } = scanFeatures({ ...run, rule: DEFAULT_RULE });
    found.findings.push(findings);
    found.alertDays.push(days);
    if (month < GATED_MONTHS) {
      found.gated.push(scanFeatures({ ...run, rule: GATED_RULE }).findings);
    }
    if (month % SAVE_EVERY === SAVE_EVERY - 1 || month === months - 1) save(found);
  }
  return found;
}

/** Of each rule and chunk the highest statistic of each day, month by month. */
export type RuleMonths = ReadonlyMap<string, readonly DayMaxima[]>;

/** Has the rules of other tools judge the same months. */
export function judgeMonths(setting: Setting, months: number): RuleMonths {
  const maxima = new Map<string, DayMaxima[]>();
  const from = setting.referenceDays * 24;
  for (let month = 0; month < months; month++) {
    const beginning = begin(setting, [setting.seeds.falseAlerts, month], LIVE_DAYS);
    const judge = createChunkJudge(beginning);
    const ofMonth = new Map<string, DayMaxima>();
    for (const { chunk, endHours, statistics } of judge(
      drawHours(beginning, { from, days: LIVE_DAYS }),
    )) {
      // The day on which the chunk ends.
      const day = Math.ceil(endHours / 24) - 1;
      for (const [rule, values] of statistics) {
        const key = ruleKey(rule, chunk);
        const days = ofMonth.get(key) ?? new Float64Array(LIVE_DAYS).fill(-Infinity);
        days[day] = Math.max(days[day] as number, ...values);
        ofMonth.set(key, days);
      }
    }
    for (const [key, days] of ofMonth) maxima.set(key, [...(maxima.get(key) ?? []), days]);
  }
  return maxima;
}

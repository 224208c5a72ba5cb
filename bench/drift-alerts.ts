import { parseArgs } from 'node:util';

import { compact, type CompactSetting, expand } from './drift-alerts/compact.ts';
import { measureReal, type RealResult } from './drift-alerts/measure-real.ts';
import {
  type Effort,
  measureRules,
  type RulesResult,
  type SettingResult,
  toSettingResult,
} from './drift-alerts/measure.ts';
import { type ScanMonths, scanMonths } from './drift-alerts/months.ts';
import { writePage } from './drift-alerts/page.ts';
import { REAL_STREAMS } from './drift-alerts/real-streams.ts';
import { type Setting, SETTINGS } from './drift-alerts/settings.ts';
import { openStore, type Store } from './drift-alerts/store.ts';
import { machine } from './support/comparisons.ts';

/**
 * Question: how often does the drift scan alert without drift, and how soon with it, beside the rules of other tools?
 * Budget: at most one false alert per model in 30 days, and a median delay of at most twice that of the best other
 * rule tuned to as many false alerts.
 *
 * Twenty simulated features, a reference of 28 days, 30 days of traffic without drift, or shifts planted after a week.
 * Rows are drawn one by one and counted by hour in the product's own bins; reference, plan, scan and findings are the
 * product's own code.
 */
/** The rules of other tools make so many alerts that fewer months tell their rates. */
const PEER_MONTHS_MAX = 50;
const DEFAULTS: Effort = { months: 200, peerMonths: PEER_MONTHS_MAX, replications: 20 };
const QUICK: Effort = { months: 2, peerMonths: 2, replications: 1 };

export const USAGE: string = [
  '--months <n>         months without drift of each setting',
  '--replications <n>   of each planted shift',
  '--settings <a,b>     only these settings, or all of these streams',
  '--resume <folder>    keeps there what was measured, and goes on after it',
  '--known              only what is there',
  '--real               the real streams too',
  '--quick              little of everything, to see that it works',
].join('\n');

/** What is kept in bench/results, as far as the page needs it. */
interface LaboratoryOutput {
  readonly results: readonly CompactSetting[];
  readonly real: readonly RealResult[];
}

export async function run(args: readonly string[]): Promise<unknown> {
  const { effort, settings, store, isKnown, isReal } = parseOptions(args);
  const results = settings.flatMap((setting) => {
    if (isKnown) return knownResult(setting, store);
    const started = performance.now();
    const result = measure(setting, effort, store);
    progress(`${setting.id}: ${Math.round((performance.now() - started) / 1000)} s`);
    return result;
  });
  return {
    question: 'how often the drift scan alerts without drift, and how soon with it',
    budget: 'at most one false alert per model in 30 days',
    page: 'reference/drift-alerts.md',
    ...machine(),
    results: results.map((result) => compact(result)),
    real: isReal ? await measureAllReal() : [],
  };
}

/** Makes the page of its own that the results have. */
export async function writeOwnPage(result: unknown): Promise<void> {
  const { results, real } = result as LaboratoryOutput;
  await writePage({ results: results.map((one) => expand(one)), real });
}

async function measureAllReal(): Promise<RealResult[]> {
  const results: RealResult[] = [];
  for (const stream of REAL_STREAMS) {
    results.push(await measureReal(stream));
    progress(`${stream.name}: done`);
  }
  return results;
}

function measure(setting: Setting, effort: Effort, store: Store): SettingResult {
  const { months, peerMonths, replications } = effort;
  const scanned = scanMonths(setting, {
    months,
    known: store.read<ScanMonths>(setting.id),
    save(found) {
      const sum = found.findings.reduce((total, count) => total + count, 0);
      progress(`${setting.id}: ${found.findings.length} months, ${sum} findings`);
      store.write(setting.id, found);
    },
  });
  const known = store.read<RulesResult>(rulesOf(setting));
  if (known?.peerMonths === peerMonths && known.replications === replications) {
    return toSettingResult(setting, scanned, known);
  }
  const rules = measureRules(setting, effort, scanned);
  store.write(rulesOf(setting), rules);
  return toSettingResult(setting, scanned, rules);
}

/** What earlier runs measured, if they measured everything. */
function knownResult(setting: Setting, store: Store): SettingResult[] {
  const scanned = store.read<ScanMonths>(setting.id);
  const rules = store.read<RulesResult>(rulesOf(setting));
  if (scanned === undefined || rules === undefined) return [];
  return [toSettingResult(setting, scanned, rules)];
}

function rulesOf({ id }: Setting): string {
  return `${id}.rules`;
}

function parseOptions(args: readonly string[]): {
  readonly effort: Effort;
  readonly settings: typeof SETTINGS;
  readonly store: Store;
  readonly isKnown: boolean;
  readonly isReal: boolean;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      months: { type: 'string' },
      replications: { type: 'string' },
      settings: { type: 'string' },
      resume: { type: 'string' },
      real: { type: 'boolean', default: false },
      known: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const base = values.quick ? QUICK : DEFAULTS;
  const months = toCount('months', values.months, base.months);
  const effort = {
    months,
    peerMonths: Math.min(months, PEER_MONTHS_MAX),
    replications: toCount('replications', values.replications, base.replications),
  };
  const names = values.settings?.split(',');
  const settings = SETTINGS.filter(
    ({ id, stream }) => names === undefined || names.includes(id) || names.includes(stream.name),
  );
  if (settings.length === 0) {
    const known = SETTINGS.map(({ id }) => id).join(', ');
    throw new TypeError(`--settings ${values.settings} names none of ${known}`);
  }
  const store = openStore(values.resume);
  return { effort, settings, store, isKnown: values.known, isReal: values.real };
}

function toCount(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new TypeError(`--${name} is ${JSON.stringify(text)}, expected a whole number from 1`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

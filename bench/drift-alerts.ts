import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type Effort, measureSetting } from './drift-alerts/measure.ts';
import type { ScanMonths } from './drift-alerts/months.ts';
import { SETTINGS } from './drift-alerts/settings.ts';
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
const DEFAULTS: Effort = { months: 200, peerMonths: 200, replications: 30 };
const QUICK: Effort = { months: 2, peerMonths: 2, replications: 1 };

export const USAGE: string = [
  '--months <n>         months without drift of each setting',
  '--replications <n>   of each planted shift',
  '--settings <a,b>     only these settings, or all of these streams',
  '--resume <folder>    keeps there what was scanned, and goes on after it',
  '--quick              little of everything, to see that it works',
].join('\n');

export function run(args: readonly string[]): unknown {
  const { effort, settings, folder } = parseOptions(args);
  const results = settings.map((setting) => {
    const started = performance.now();
    const path = folder === undefined ? undefined : join(folder, `${setting.id}.json`);
    const result = measureSetting(setting, effort, {
      known: path === undefined ? undefined : readMonths(path),
      save(months) {
        const { findings } = months;
        const sum = findings.reduce((total, count) => total + count, 0);
        progress(`${setting.id}: ${findings.length} months, ${sum} findings`);
        if (path !== undefined) writeFileSync(path, JSON.stringify(months));
      },
    });
    const seconds = Math.round((performance.now() - started) / 1000);
    progress(`${setting.id}: ${seconds} s`);
    return result;
  });
  return {
    question: 'how often the drift scan alerts without drift, and how soon with it',
    budget: 'at most one false alert per model in 30 days; see docs/reference/drift-alerts.md',
    ...machine(),
    effort,
    results,
  };
}

function parseOptions(args: readonly string[]): {
  readonly effort: Effort;
  readonly settings: typeof SETTINGS;
  readonly folder: string | undefined;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      months: { type: 'string' },
      replications: { type: 'string' },
      settings: { type: 'string' },
      resume: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const base = values.quick ? QUICK : DEFAULTS;
  const months = toCount('months', values.months, base.months);
  const effort = {
    months,
    peerMonths: Math.min(months, 300),
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
  if (values.resume !== undefined) mkdirSync(values.resume, { recursive: true });
  return { effort, settings, folder: values.resume };
}

function toCount(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new TypeError(`--${name} is ${JSON.stringify(text)}, expected a whole number from 1`);
}

/** Months that an earlier run scanned. */
function readMonths(path: string): ScanMonths | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ScanMonths) : undefined;
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

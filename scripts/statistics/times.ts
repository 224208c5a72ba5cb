import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, '../../bench/results/statistics.json');
const OURS = '@marigraph/statistics';

interface Measured {
  readonly statistic: string;
  readonly package: string;
  readonly nsPerEvaluation: number;
  readonly nsPerValue: number;
}

/** What each function costs, as `npm run bench -- statistics --write` measured it last; by the name of the function. */
export function measuredTimes(): Readonly<Record<string, string>> {
  if (!existsSync(RESULTS)) return {};
  const { table } = JSON.parse(readFileSync(RESULTS, 'utf8')) as {
    readonly table: readonly Measured[];
  };
  const times: Record<string, string> = {};
  for (const measured of table) {
    if (measured.package !== OURS) continue;
    // The first of several sizes or options.
    const [name = ''] = measured.statistic.split(/[ ,]/);
    times[name] ??= describe(measured);
  }
  return times;
}

function describe({ nsPerEvaluation, nsPerValue }: Measured): string {
  const evaluation = withUnit(nsPerEvaluation);
  return nsPerValue === nsPerEvaluation
    ? evaluation
    : `${evaluation}, ${withUnit(nsPerValue)} a value`;
}

function withUnit(nanoseconds: number): string {
  if (nanoseconds >= 1e6) return `${round(nanoseconds / 1e6)} ms`;
  return nanoseconds >= 1e3 ? `${round(nanoseconds / 1e3)} µs` : `${round(nanoseconds)} ns`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)));
}

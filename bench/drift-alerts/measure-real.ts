import { buildReference, createScanBins, type Reference } from '@marigraph/monitor';

import { createScanPlan } from '../../packages/monitor/src/scan-plan.ts';
import { estimateRate, type Rate } from './estimate.ts';
import { type Peer, PEERS, preparePeers, sumCounts, type WindowCounts } from './peers.ts';
import { type RealRows, type RealStream, rowsOfDays, startOf } from './real-streams.ts';
import { MODEL } from './reference.ts';
import { DEFAULT_RULE, GATED_RULE, scanFeatures, scoreHours } from './scan.ts';
import { countPeerFindings } from './tuning.ts';

const HOUR_MS = 3_600_000;

/** What was found in a real stream. */
export interface RealResult {
  readonly stream: string;
  /** Runs, each of `liveDays`. */
  readonly runs: number;
  readonly liveDays: number;
  /** Findings per 30 days; whether they are false nobody knows. */
  readonly scan: Rate;
  readonly gated: Rate;
  /** Days with an alert by feature, over all runs. */
  readonly alertDays: Readonly<Record<string, number>>;
  /** Of the reference: `ok`, `provisional` or `insufficient`. */
  readonly coverage: string;
  readonly peers: Readonly<Record<string, { readonly findings: Rate; readonly alertDays: number }>>;
}

/** Runs the scan and the usual rules over a real stream, from rows. */
export async function measureReal(stream: RealStream): Promise<RealResult> {
  const { reference, live = reference } = await stream.load();
  const { referenceDays, liveDays, origins } = stream;
  const findings: number[] = [];
  const gated: number[] = [];
  const alertDays: Record<string, number> = {};
  const peers = new Map(PEERS.map(({ name }) => [name, { findings: [] as number[], days: 0 }]));
  let coverage = '';
  for (const origin of origins) {
    const before = rowsOfDays(reference, { firstDay: origin, days: referenceDays });
    const document = buildReference(MODEL, before.columns, {
      timesMs: before.timesMs,
      timeZone: 'UTC',
    });
    const plan = createScanPlan(document, []);
    if (plan === undefined) throw new TypeError('a reference with times has a plan');
    coverage = plan.coverage.status;
    const firstDay = origin + referenceDays;
    const hours = countByHour(document, rowsOfDays(live, { firstDay, days: liveDays }), {
      startMs: startOf(live.timesMs) + firstDay * 24 * HOUR_MS,
      days: liveDays,
    });
    const run = {
      plan,
      scores: scoreHours(plan, hours),
      firstHour: startOf(live.timesMs) / HOUR_MS + firstDay * 24,
    };
    const scanned = scanFeatures({ ...run, rule: DEFAULT_RULE });
    findings.push(perMonth(scanned.findings, liveDays));
    gated.push(perMonth(scanFeatures({ ...run, rule: GATED_RULE }).findings, liveDays));
    for (const [feature, days] of scanned.alertDays) {
      alertDays[feature] = (alertDays[feature] ?? 0) + days;
    }
    judgePeers(document, hours, (peer, days) => {
      const of = peers.get(peer.name);
      if (of === undefined) return;
      of.findings.push(perMonth(countPeerFindings(days, peer.threshold), liveDays));
      of.days += days.filter((value) => value >= peer.threshold).length;
    });
  }
  return {
    stream: stream.name,
    runs: origins.length,
    liveDays,
    scan: estimateRate(findings),
    gated: estimateRate(gated),
    alertDays,
    coverage,
    peers: Object.fromEntries(
      [...peers].map(([name, of]) => [
        name,
        {
          findings: estimateRate(of.findings),
          alertDays: Number((of.days / origins.length).toFixed(1)),
        },
      ]),
    ),
  };
}

/** Rows by hour in the bins of a reference, counted by the product. */
function countByHour(
  { features }: Reference,
  { timesMs, columns }: RealRows,
  { startMs, days }: { readonly startMs: number; readonly days: number },
): WindowCounts[] {
  const bins = features.map((feature) => createScanBins(feature));
  const hours = Array.from({ length: 24 * days }, () =>
    bins.map(({ count }) => new Float64Array(count)),
  );
  for (const [at, { values }] of columns.entries()) {
    for (const [row, value] of values.entries()) {
      const hour = Math.floor(((timesMs[row] as number) - startMs) / HOUR_MS);
      const counts = hours[hour]?.[at];
      const bin = bins[at]?.find(value);
      if (counts !== undefined && bin !== undefined) counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return hours;
}

/** The highest statistic of each day, by peer. */
function judgePeers(
  { features, time }: Reference,
  hours: readonly WindowCounts[],
  take: (peer: Peer, days: Float64Array) => void,
): void {
  const ofReference = Array.from({ length: time?.hours ?? 0 }, (_, hour) =>
    features.map((feature) => {
      const { count } = createScanBins(feature);
      return Float64Array.from(feature.hourly?.subarray(hour * count, (hour + 1) * count) ?? []);
    }),
  );
  const isCategorical = features.map(({ type }) => type === 'category');
  const ready = preparePeers(ofReference, isCategorical);
  const maxima = new Map(PEERS.map(({ name }) => [name, [] as number[]]));
  for (let hour = 0; hour + 24 <= hours.length; hour += 24) {
    const statistics = ready.judge(sumCounts(hours.slice(hour, hour + 24)), 'day');
    for (const [name, values] of Object.entries(statistics)) {
      maxima.get(name)?.push(Math.max(...values));
    }
  }
  for (const peer of PEERS) take(peer, Float64Array.from(maxima.get(peer.name) ?? []));
}

function perMonth(findings: number, days: number): number {
  return (findings * 30) / days;
}

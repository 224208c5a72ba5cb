import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference, createScanPlan, type Reference } from '@marigraph/monitor';
import { driftLevel, isDriftAlert, judgeWindow, SCAN_SCALES } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import type { ReferenceSummary } from '../../src/commands/reference-summary.ts';
import { summarizeReference } from '../../src/commands/reference-summary.ts';
import { formatReference } from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';
import { marigraph } from '../support/marigraph.ts';
import { pseudoRandom } from '../support/pseudo-random.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-03-02T00:00:00Z');

interface Traffic {
  readonly days: number;
  readonly rowsPerHour: number;
  readonly timeZone?: string;
}

/** Independent rows: `x` uniform in 0 to 100, `c` one of four, one row in fifty without `x`. */
function referenceOf({ days, rowsPerHour, timeZone = 'UTC' }: Traffic): Reference {
  const random = pseudoRandom(7);
  const rows = days * 24 * rowsPerHour;
  const numbers = Array.from({ length: rows }, () => (random() < 0.02 ? null : random() * 100));
  const texts = Array.from({ length: rows }, () => 'abcd'[Math.floor(random() * 4)] ?? 'a');
  const timesMs = Array.from(
    { length: rows },
    (_, row) => START_MS + Math.floor(row / rowsPerHour) * HOUR_MS,
  );
  return buildReference(
    { name: 'm', version: '1' },
    [
      { name: 'x', values: numbers },
      { name: 'c', values: texts },
    ],
    { timesMs, timeZone },
  );
}

async function show(reference: Reference, ...more: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'reference.json'), formatReference(reference));
  const path = join(folder, 'reference.json');
  const { code, out, err } = await marigraph(folder, 'reference', 'show', path, ...more);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

describe('reference show', () => {
  it('says what is in a reference without times, and that drift cannot be judged with it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'r.json');
    const document = buildReference({ name: 'rain', version: '3' }, [
      { name: 'wind', values: [...Array.from({ length: 100 }, (_, at) => at), null] },
      { name: 'city\n', values: [...Array.from({ length: 100 }, () => 'Oslo'), 'Bergen'] },
    ]);
    const [wind, city] = document.features;
    if (wind?.type !== 'number' || city?.type !== 'category') throw new Error('other types');
    const features = [
      { ...wind, expected: { minimum: 0, maximum: 60, integer: true, unit: 'm/s' } },
      { ...city, expected: { categories: ['Oslo'], missingShareMax: 0 } },
    ];
    writeFileSync(path, formatReference({ ...document, features }));
    const { out } = await marigraph(folder, 'reference', 'show', path);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^rain 3, sha256:[\da-f]{64}$/),
      '101 rows of 2 features',
      'insufficient: no times: how much windows vary without drift is unknown; build it with --time',
      '',
      'feature  type      missing  range         5 %  50 %  95 %  most frequent             expected',
      'wind     integer   0.99 %   0 to 99       4    49    94                              >= 0, <= 60, whole numbers, in m/s',
      'city�    category  0 %      2 categories                   Oslo 99 %, Bergen 0.99 %  one of 1, missing <= 0 %',
      '',
    ]);
  });

  it('says the status with its reason, and the cycles that are covered', () => {
    const coverageOf = (traffic: Traffic): object =>
      summarizeReference(referenceOf(traffic)).coverage;
    expect(coverageOf({ days: 1, rowsPerHour: 30 })).toEqual({
      status: 'provisional',
      reason:
        'fewer than 3 days: only hours can be judged, and day against night counts as variation',
      timeZone: 'UTC',
      start: '2026-03-02T00:00:00Z',
      hours: 24,
      spanDays: 1,
      dailyCycles: 1,
      weeklyCycles: 1 / 7,
      yearlyCycles: 1 / 365.25,
    });
    expect(coverageOf({ days: 7, rowsPerHour: 2 })).toMatchObject({
      status: 'provisional',
      reason: expect.stringContaining('fewer than 14 days'),
      weeklyCycles: 1,
    });
    expect(coverageOf({ days: 14, rowsPerHour: 2 })).toMatchObject({
      status: 'ok',
      weeklyCycles: 2,
    });
    expect(coverageOf({ days: 14, rowsPerHour: 0.5 })).toMatchObject({
      status: 'provisional',
      reason: 'only 0 days have 20 rows or more, 14 are needed',
    });
  });

  it('says which shifts are too small to be seen, and prints the same as JSON', async () => {
    const reference = referenceOf({ days: 14, rowsPerHour: 60 });
    const out = await show(reference);
    expect(out).toContain(', 336 hours from 2026-03-02T00:00:00Z (UTC)\n');
    expect(out).toContain('covers 14 daily, 2 weekly, 0.03833 yearly cycles\n');
    expect(out).toMatch(/^x {8}location {4}\d+\.\d+ +\d+\.\d+ +\d+\.\d+$/m);
    expect(out).toMatch(/^x {8}missing {5}\d+\.\d+ % +\d+\.\d+ % +\d+\.\d+ %$/m);
    expect(out).toContain('Measured on 336 windows of 1 hour with usually 59 rows');
    const summary = JSON.parse(await show(reference, '--json')) as ReferenceSummary;
    expect(summary).toEqual(JSON.parse(JSON.stringify(summarizeReference(reference))));
    const kinds = summary.features[0]?.smallestShifts?.map(({ kind }) => kind);
    expect(kinds).toEqual(['location', 'spread', 'skew', 'tails', 'unseen', 'missing']);
  });

  it('sees smaller shifts where more false alerts are allowed', async () => {
    const reference = referenceOf({ days: 14, rowsPerHour: 60 });
    const shiftOf = async (budget: string): Promise<number> => {
      const { features } = JSON.parse(
        await show(reference, '--json', '--budget', budget),
      ) as ReferenceSummary;
      return features[0]?.smallestShifts?.[0]?.scales.day.shift ?? Number.NaN;
    };
    expect(await shiftOf('10')).toBeLessThan(await shiftOf('1'));
    expect(await shiftOf('0.1')).toBeGreaterThan(await shiftOf('1'));
    const { code, err } = await marigraph('', 'reference', 'show', 'x', '--budget', '0');
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('expected a number above 0'),
    });
  });

  it('says where a scale sees nothing', async () => {
    expect(await show(referenceOf({ days: 2, rowsPerHour: 12 }))).toMatch(
      /^x {8}location {4}too few rows {2}too few windows {2}too few windows$/m,
    );
    expect(await show(referenceOf({ days: 3, rowsPerHour: 25 }))).toContain('none however large');
  });
});

describe('the smallest shift', () => {
  const reference = referenceOf({ days: 28, rowsPerHour: 100 });
  const [feature] = createScanPlan(reference, [])?.features ?? [];
  if (feature === undefined) throw new Error('no feature');
  const { contrasts } = feature;
  const summaries = summarizeReference(reference).features[0]?.smallestShifts ?? [];

  /** How often a window of 100 rows with this drift is an alert. */
  const power = (kind: 'location' | 'missing', value: (random: () => number) => number): number => {
    const own = contrasts.find(({ contrast }) => contrast.kind === kind);
    if (own?.hour.status !== 'fitted') throw new Error('no such contrast');
    const { contrast, hour: fit } = own;
    const level = driftLevel({ scale: SCAN_SCALES.hour }) / 2 / contrasts.length;
    const random = pseudoRandom(11);
    const share = 'share' in contrast ? contrast.share : undefined;
    let alerts = 0;
    for (let window = 0; window < 400; window++) {
      let sum = 0;
      const n = kind === 'missing' ? 100 : 98;
      for (let row = 0; row < n; row++) sum += contrast.values[value(random)] ?? 0;
      const verdict = judgeWindow(fit, { n, sum, phases: [0, 0, 0, 0] }, { share });
      if (isDriftAlert(verdict, { level })) alerts++;
    }
    return alerts / 400;
  };

  it('of a location is found in about 4 windows of 5', () => {
    const shift = summaries.find(({ kind }) => kind === 'location')?.scales.hour.shift ?? 0;
    expect(shift).toBeGreaterThan(5);
    expect(shift).toBeLessThan(40);
    // Twenty bins of a uniform feature are five wide.
    const bin = (random: () => number): number =>
      Math.min(19, Math.floor((random() * 100 + shift) / 5));
    expect(power('location', bin)).toBeGreaterThan(0.7);
    expect(power('location', bin)).toBeLessThan(0.9);
  });

  it('of a rare share is found in about 4 windows of 5, though a t law would see less', () => {
    const { shift = 0, score = 0 } =
      summaries.find(({ kind }) => kind === 'missing')?.scales.hour ?? {};
    expect(shift).toBeGreaterThan(score * Math.sqrt(0.02 * 0.98));
    const bin = (random: () => number): number => (random() < 0.02 + shift ? 21 : 0);
    expect(power('missing', bin)).toBeGreaterThan(0.7);
    expect(power('missing', bin)).toBeLessThan(0.95);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference, type Reference, type ReferenceColumn } from '@marigraph/monitor';
import { jensenShannonDistance, kolmogorovSmirnov } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compareReferences } from '../../src/commands/reference-compare.ts';
import { leastGap, rebinNumbers } from '../../src/commands/reference-rebin.ts';
import { formatReference } from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type CommandRun, marigraph } from '../support/marigraph.ts';
import { pseudoRandom } from '../support/pseudo-random.ts';

function referenceOf(columns: Readonly<Record<string, ReferenceColumn['values']>>): Reference {
  return buildReference(
    { name: 'rain', version: '3' },
    Object.entries(columns).map(([name, values]) => ({ name, values })),
  );
}

function numericOf(
  values: readonly number[],
): Extract<Reference['features'][number], { type: 'number' }> {
  const [feature] = referenceOf({ x: values }).features;
  if (feature?.type !== 'number') throw new Error('expected a number');
  return feature;
}

async function diff(from: Reference, to: Reference, ...more: string[]): Promise<CommandRun> {
  const folder = temporaryFolder();
  const paths = [join(folder, 'from.json'), join(folder, 'to.json')] as const;
  writeFileSync(paths[0], formatReference(from));
  writeFileSync(paths[1], formatReference(to));
  return marigraph(folder, 'reference', 'diff', ...paths, ...more);
}

/** Roughly normal numbers. */
function normals(seed: number, count: number, shift = 0): number[] {
  const random = pseudoRandom(seed);
  return Array.from(
    { length: count },
    () => Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6) + shift,
  );
}

describe('reference diff', () => {
  const wind = normals(1, 4000);
  const city = wind.map((_, at) => ['Oslo', 'Bergen', 'Tromsø'][at % 3] ?? '');
  const before = referenceOf({ wind, city, gone: wind, code: wind.map((_, at) => at % 7) });

  it('says that a reference is the same as itself', async () => {
    expect(await diff(before, before, '--exit-code')).toEqual({
      code: 0,
      out: 'rain 3 (4000 rows) → rain 3 (4000 rows)\nthe same\n',
      err: '',
    });
  });

  it('says in words and as a table what was added, removed, retyped and moved', async () => {
    const after = referenceOf({
      wind: normals(2, 4000, 0.5),
      city: city.map((name, at) => (at % 9 === 0 ? 'Narvik' : at % 50 === 1 ? null : name)),
      code: wind.map((_, at) => `c${at % 7}`),
      fresh: wind,
    });
    const { code, out, err } = await diff(before, after);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').slice(0, 9)).toEqual([
      'rain 3 (4000 rows) → rain 3 (4000 rows)',
      'added: fresh',
      'removed: gone',
      'code: number → category',
      '2 of 3 features changed by more than chance',
      '',
      expect.stringMatching(
        /^feature +change +distance +bins allow +noise floor +PSI +missing +moved$/,
      ),
      expect.stringMatching(
        /^wind +changed +0\.1\d+ +± 0\.0\d+ +0\.0\d+ +0\.2\d+ +0 % +median -?0\.0\d+ → 0\.[45]\d*, minimum -\d/,
      ),
      expect.stringMatching(
        /^city +changed +0\.2\d+ +exact +0\.0\d+ +\S+ +0 % → \S+ % \(changed\) +Narvik 0 % → 11.3 %, Oslo 33.4 % → 22.2 %, /,
      ),
    ]);
  });

  it('ends with 1 where that was asked for and they differ', async () => {
    const after = referenceOf({ wind: normals(3, 4000), city, gone: wind, code: city });
    expect((await diff(before, after)).code).toBe(0);
    expect((await diff(before, after, '--exit-code')).code).toBe(1);
  });

  it('shows a change of expectations, which is no change of the hash', async () => {
    const [first, ...rest] = before.features;
    if (first?.type !== 'number') throw new Error('expected a number');
    const edited = { ...before, features: [{ ...first, expected: { minimum: 0 } }, ...rest] };
    const { code, out } = await diff(before, edited, '--exit-code');
    expect(code).toBe(1);
    expect(out).toContain('wind expected: nothing → >= 0\n');
    const reordered = {
      ...before,
      features: [{ ...first, expected: { maximum: 9, minimum: 0 } }, ...rest],
    };
    const other = {
      ...before,
      features: [{ ...first, expected: { minimum: 0, maximum: 9 } }, ...rest],
    };
    expect(compareReferences(reordered, other).isSame).toBe(true);
  });

  it('prints JSON', async () => {
    const after = referenceOf({ wind: normals(2, 4000, 0.5), city });
    const { out } = await diff(before, after, '--json');
    expect(JSON.parse(out)).toMatchObject({
      isSame: false,
      added: [],
      removed: ['gone', 'code'],
      features: [
        { name: 'wind', fromType: 'number', distribution: { change: 'changed', bins: 10 } },
        { name: 'city', missingChange: 'equal', distribution: { change: 'equal', distance: 0 } },
      ],
    });
  });

  it('refuses files that are no references, and names them', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'absent.json');
    const { code, err } = await marigraph(folder, 'reference', 'diff', path, path);
    expect(code).toBe(1);
    expect(err).toMatch(/^absent\.json cannot be read \(ENOENT\)/);
  });
});

describe('what is said of two samples of one law', () => {
  it('is chance, in at least 95 of 100 pairs', () => {
    let changed = 0;
    for (let pair = 0; pair < 100; pair++) {
      const sample = (side: number): Reference => {
        const values = normals(1000 + 2 * pair + side, 400);
        return referenceOf({
          x: values,
          n: values.map(Math.round),
          c: values.map((x) => String(x > 0)),
        });
      };
      const { features } = compareReferences(sample(0), sample(1));
      const isChanged = features.some(({ distribution }) => distribution?.change === 'changed');
      if (isChanged) changed++;
    }
    expect(changed).toBeLessThanOrEqual(5);
  });

  it('is a change where the law moved by a fifth of a standard deviation', () => {
    const from = referenceOf({ x: normals(1, 4000) });
    const to = referenceOf({ x: normals(2, 4000, 0.2) });
    expect(compareReferences(from, to).features[0]?.distribution?.change).toBe('changed');
  });

  it('is unclear where only the bins can have made the difference', () => {
    // All rows of both lie at 0.25, 1.25, … 7.25; the one has its edges at 1, 2, …, the other at 0.5, 1.5, ….
    const rows = [1, 3, 1, 3, 1, 3, 1, 3].map((count) => count * 100_000);
    const common = { ...numericOf([0, 8]), range: { minimum: 0, maximum: 8 } };
    const from = { ...common, edges: [1, 2, 3, 4, 5, 6, 7], counts: rows };
    const to = { ...common, edges: rows.map((_, at) => at + 0.5), counts: [...rows, 0] };
    const referenceOfOne = (feature: typeof common): Reference => ({
      ...referenceOf({ x: [1] }),
      features: [feature],
    });
    const [x] = compareReferences(referenceOfOne(from), referenceOfOne(to)).features;
    expect(x?.distribution).toMatchObject({ change: 'unclear', kolmogorovSmirnov: 0 });
  });
});

describe('the common bins', () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -8, max: 8, noNaN: true })),
    {
      minLength: 1,
      maxLength: 300,
    },
  );

  it('keep all rows, and are exact where both references are the same', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const bins = rebinNumbers(numericOf(a), numericOf(b));
        const total = (counts: readonly number[]): number => counts.reduce((s, n) => s + n, 0);
        expect(total(bins.from)).toBe(a.length);
        expect(total(bins.to)).toBeCloseTo(b.length, 9);
        expect(Math.min(...bins.to)).toBeGreaterThanOrEqual(-1e-9);
        expect(rebinNumbers(numericOf(a), numericOf(a)).resolution).toBe(0);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('are wrong by no more than they say', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [from, to] = [numericOf(a), numericOf(b)];
        const bins = rebinNumbers(from, to);
        const cuts = cutsOf(from, bins.from);
        const truth = bins.from.map(() => 0);
        for (const value of b) {
          const bin = cuts.filter((cut) => value > cut).length;
          truth[bin] = (truth[bin] ?? 0) + 1;
        }
        const estimate = jensenShannonDistance(bins.from, bins.to, { base: 2 });
        const exact = jensenShannonDistance(bins.from, truth, { base: 2 });
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(bins.resolution + 1e-7);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('show a gap that the values themselves have at least', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { statistic } = kolmogorovSmirnov(
          a.toSorted((x, y) => x - y),
          b.toSorted((x, y) => x - y),
        );
        expect(leastGap(numericOf(a), numericOf(b))).toBeLessThanOrEqual(statistic + 1e-12);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(leastGap(numericOf([1, 2, 3]), numericOf([7, 8]))).toBe(1);
  });
});

/** The edges at which the common bins end, from how many rows of the first reference lie below. */
function cutsOf(
  { edges, counts }: ReturnType<typeof numericOf>,
  common: readonly number[],
): number[] {
  let below = 0;
  const cumulative = counts.map((count) => (below += count));
  let wanted = 0;
  return common.slice(0, -1).map((rows) => {
    wanted += rows;
    return edges[cumulative.indexOf(wanted)] ?? Number.NaN;
  });
}

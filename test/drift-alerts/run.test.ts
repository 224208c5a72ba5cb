import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { run } from '../../bench/drift-alerts.ts';

const folder = mkdtempSync(join(tmpdir(), 'marigraph-laboratory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Output {
  readonly results: readonly {
    readonly setting: string;
    readonly scan: { readonly months: number };
    readonly detection: Readonly<Record<string, string>>;
    readonly peers: readonly { readonly peer: string; readonly tunedThreshold: number | null }[];
  }[];
}

it('measures a setting, keeps it, and gives it again', async () => {
  const quick = ['--months', '1', '--replications', '1', '--settings', 'iid-50'];
  const first = (await run([...quick, '--resume', folder])) as Output;
  const [result] = first.results;
  expect(result).toMatchObject({ setting: 'iid-50', scan: { months: 1 } });
  // A fifth of the values missing is found within a day of 50 rows, and 0.1 standard deviations are not in a week.
  expect(result?.detection['null20']).toMatch(/^0\/100\/100 /);
  expect(result?.detection['mean0.1']).toBe('0/0/0 -');
  expect(result?.peers.length).toBe(24);
  expect(readdirSync(folder).toSorted()).toEqual(['iid-50.json', 'iid-50.rules.json']);
  expect(await run(['--known', '--resume', folder])).toEqual(first);
}, 30_000);

it('says what is wrong with its options', async () => {
  await expect(run(['--settings', 'iid-51'])).rejects.toThrow(
    /--settings iid-51 names none of iid-/,
  );
  await expect(run(['--months', 'many'])).rejects.toThrow(/--months is "many", expected a whole/);
});

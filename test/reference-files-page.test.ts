import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { marigraph } from '../packages/collector/test/support/marigraph.ts';
import { pseudoRandom } from '../packages/collector/test/support/pseudo-random.ts';

const PAGE = 'docs/reference-files.md';
/** A file that the page shows, named in the sentence before it; commands; or what the commands before it print. */
const BLOCK =
  /(?:`(?<file>[\w.-]+)`[^`\n]*:\n\n)?```(?<language>json|yaml|sh|text)\n(?<body>[\s\S]*?)```/g;
const FILE = /\.(?:json|jsonl|yaml|csv|parquet)$/;

const folder = mkdtempSync(join(tmpdir(), 'marigraph-page-'));
const START_MS = Date.parse('2026-03-02T00:00:00Z');
const HOUR_MS = 3_600_000;

interface Delivery {
  readonly at: string;
  readonly order_id: string;
  readonly distance: number | null;
  readonly parcels: number;
  readonly weather: string;
}

beforeAll(() => {
  const training = deliveries({ seed: 1, hours: 28 * 24, farther: 0 });
  const columns = ['at', 'order_id', 'distance', 'parcels', 'weather'] as const;
  const types = ['STRING', 'STRING', 'DOUBLE', 'INT32', 'STRING'] as const;
  const columnData = columns.map((name, at) => ({
    name,
    data: training.map((row) => row[name]),
    type: types[at] ?? 'STRING',
  }));
  writeFileSync(
    join(folder, 'training.parquet'),
    new Uint8Array(parquetWriteBuffer({ columnData })),
  );
  const later = deliveries({ seed: 2, hours: 28 * 24, farther: 0.5 });
  const cells = later.map((row) => columns.map((name) => row[name] ?? '').join(','));
  writeFileSync(join(folder, 'training-5.csv'), [columns.join(','), ...cells, ''].join('\n'));
  const today = deliveries({ seed: 3, hours: 24, farther: 0 });
  const lines = today.map((row, at) => {
    const weather = at % 90 === 7 ? 'fog' : row.weather;
    return JSON.stringify({ ...row, weather, distance: at === 41 ? -1 : row.distance });
  });
  writeFileSync(join(folder, 'today.jsonl'), lines.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Deliveries of a shop that is open by day, farther out and more at weekends. */
function deliveries(options: {
  readonly seed: number;
  readonly hours: number;
  readonly farther: number;
}): Delivery[] {
  const { seed, hours, farther } = options;
  const random = pseudoRandom(seed);
  const rows: Delivery[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const isWeekend = Math.floor(hour / 24) % 7 >= 5;
    const count = Math.round(20 + 30 * Math.max(0, Math.sin(((hour % 24) - 6) / 4)) + 5 * random());
    for (let row = 0; row < count; row++) {
      const normal = Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6);
      const kilometres = Math.exp(2 + 0.5 * normal) + farther + (isWeekend ? 2 : 0);
      rows.push({
        at: new Date(START_MS + hour * HOUR_MS).toISOString(),
        order_id: `order-${rows.length}`,
        distance: random() < 0.01 ? null : Math.round(kilometres * 10) / 10,
        parcels: 1 + Math.floor(3 * random() ** 3),
        weather: ['dry', 'dry', 'rain', 'snow'][Math.floor(4 * random())] ?? 'dry',
      });
    }
  }
  return rows;
}

/** Runs a line of the page; a name of a file means that file in the folder. */
async function run(line: string): Promise<string> {
  const [command, ...args] = line.split(' ');
  expect(command).toBe('marigraph');
  const paths = args.map((arg) => (FILE.test(arg) ? join(folder, arg) : arg));
  const { out, err } = await marigraph(folder, ...paths);
  return err + out;
}

it('shows what its commands print', async () => {
  const page = readFileSync(PAGE, 'utf8');
  let printed = '';
  let commands = 0;
  const outputs: string[] = [];
  for (const { groups = {} } of page.matchAll(BLOCK)) {
    const { file, language, body = '' } = groups;
    if (language === 'text') outputs.push(printed);
    else if (language !== 'sh') writeFileSync(join(folder, file ?? ''), body);
    if (language !== 'sh') continue;
    const results: string[] = [];
    for (const line of body.trim().split('\n')) results.push(await run(line));
    commands += results.length;
    printed = results.join('');
  }
  expect(commands).toBe(7);
  const renewed = page.replaceAll(
    /```text\n[\s\S]*?```/g,
    () => `\`\`\`text\n${outputs.shift()}\`\`\``,
  );
  // `vitest -u` writes the page anew.
  await expect(renewed).toMatchFileSnapshot(join('..', PAGE));
});

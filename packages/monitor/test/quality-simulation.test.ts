import {
  buildReference,
  createMonitor,
  DEFAULT_QUALITY,
  type QualityFinding,
} from '@marigraph/monitor';
import { expect, it } from 'vitest';

import { addRow, define, HOUR, MINUTE, START } from './support/monitor.ts';
import { randomOf, said } from './support/quality.ts';

const SEED = 61;
const ROWS_PER_HOUR = 60;
const HOURS = 3 * 24;
const NAMES = ['normal', 'lognormal', 'heavy', 'few', 'many', 'flag'];
const MISSING = [0, 0.01, 0.1, 0.03, 0.001, 0];

type Values = (number | string | null)[];

/** A row of a model whose features are of all kinds, some of them heavy-tailed or with rare categories. */
function rowOf(random: () => number): Values {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = [
    normal(),
    Math.exp(normal()),
    (1 - random()) ** -0.5,
    'abcd'.charAt(Math.floor(random() * 4)),
    `c${Math.floor((1 / (1 - random() * 0.9995)) ** 0.9)}`,
    random() < 0.2 ? 1 : 0,
  ];
  return values.map((value, at) => (random() < (MISSING[at] ?? 0) ? null : value));
}

/** Findings of three days without any fault, after a reference of three days. @param clump How many rows in a row are equal. */
function daysOf(seed: number, clump: number, hasTime: boolean): QualityFinding[] {
  const random = randomOf(seed);
  const draw = (count: number): Values[] =>
    Array.from({ length: count / clump }).flatMap(() =>
      Array.from<Values>({ length: clump }).fill(rowOf(random)),
    );
  const known = draw(HOURS * ROWS_PER_HOUR);
  const times = {
    timesMs: known.map((_, at) => START - HOURS * HOUR + at * MINUTE),
    timeZone: 'UTC',
  };
  const document = buildReference(
    { name: 'rain', version: '1' },
    NAMES.map((name, at) => ({ name, values: known.map((values) => values[at] ?? null) })),
    hasTime ? times : undefined,
  );
  const definition = define({ segmentKeys: [], evaluate: ['all'], quality: DEFAULT_QUALITY });
  const monitor = createMonitor({
    definitions: [definition],
    defaults: definition,
    references: [{ id: 'r', document }],
  });
  return draw(HOURS * ROWS_PER_HOUR).flatMap((values, at) => {
    const timeMs = START + at * MINUTE;
    const features = NAMES.map((name, index) => [name, values[index] ?? null] as const);
    addRow(monitor, { id: `${at}`, timeMs, features, label: random() < 0.3 ? 'wet' : 'dry' });
    if (at % 10 !== 0) return [];
    monitor.advance(timeMs);
    return monitor.judgeQuality(timeMs);
  });
}

// With a budget of 0.1 in 30 days, three days without a fault have a finding in one of a hundred runs at most.
it.each([
  { name: 'independent rows', clump: 1, hasTime: true },
  { name: 'independent rows, a reference without time', clump: 1, hasTime: false },
  { name: 'sessions of ten equal rows', clump: 10, hasTime: true },
  { name: 'sessions of ten equal rows, a reference without time', clump: 10, hasTime: false },
])(`finds nothing where nothing is wrong, seed ${SEED}: $name`, ({ clump, hasTime }) => {
  expect(said(daysOf(SEED, clump, hasTime))).toEqual([]);
});

import { buildReference, type LoadedReference, type Monitor } from '@marigraph/monitor';
import fc from 'fast-check';

import { addRow, addTruth, DEFINITION, MINUTE, type RowOf, START, type Value } from './monitor.ts';

/** What happens to a monitor, in order. */
export type Step =
  | { readonly kind: 'row'; readonly row: RowOf; readonly receivedAtMs: number }
  | {
      readonly kind: 'truth';
      readonly id: string;
      readonly label?: string;
      readonly value?: number;
    }
  | { readonly kind: 'advance'; readonly nowMs: number };

/** Reference columns of the model version `1`; version `2` has none. */
export const SAMPLES = {
  x: Array.from({ length: 400 }, (_, at) => (at % 5 === 0 ? 7 : (at * 37) % 100)),
  y: Array.from({ length: 400 }, (_, at) => Math.sin(at)),
  c: Array.from({ length: 400 }, (_, at) => ['a', 'b', 'c', '1'][at % 4] ?? ''),
};

export const REFERENCE: LoadedReference = {
  id: 'rain-1-0123456789ab',
  document: buildReference(
    { name: DEFINITION.model, version: '1' },
    Object.entries(SAMPLES).map(([name, values]) => ({ name, values })),
  ),
};

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -5, max: 105 }) },
  { weight: 2, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Value>(
      'a',
      'b',
      'new',
      '7',
      1,
      null,
      true,
      Number.NaN,
      Infinity,
      -Infinity,
    ),
  },
);
const category = fc.constantFrom<Value>('a', 'a', 'b', 'c', '1', 1, 2, 'new', null);
const features = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(value, value, category).map(([x, y, c]) => named({ x, y, c })) },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(fc.constantFrom('x', 'y', 'c', 'unknown'), value), {
      maxLength: 5,
    }),
  },
);

function named(values: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(values);
}

const segment = fc.constantFrom('a', 'b', undefined);

/** One step: time goes on by `forward`, and a row comes `back` behind it. */
const move = fc.record({
  kind: fc.constantFrom('row', 'row', 'row', 'row', 'row', 'truth', 'truth', 'advance'),
  forward: fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * MINUTE }) },
  ),
  back: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: -10 * MINUTE, max: 40 * MINUTE }) },
  ),
  id: fc.nat(150),
  version: fc.constantFrom('1', '1', '1', '2'),
  region: segment,
  device: segment,
  features,
  predicted: fc.constantFrom('wet', 'dry', undefined),
  actual: fc.constantFrom('wet', 'dry', undefined),
  value: fc.constantFrom(Number.NaN, 1, 2.5, 1e9, Infinity),
  trace: fc.option(fc.tuple(fc.nat(30), fc.nat(2)), { nil: undefined }),
});

/** A few hundred steps over about an hour, with late rows, clocks ahead, pauses and repeated ids. */
export const script: fc.Arbitrary<Step[]> = fc
  .array(move, { minLength: 1, maxLength: 250, size: 'max' })
  .map((moves) => {
    let nowMs = START;
    return moves.map((own): Step => {
      nowMs += own.forward;
      if (own.kind === 'advance') return { kind: 'advance', nowMs };
      if (own.kind === 'truth') {
        return {
          kind: 'truth',
          id: `${own.id}`,
          ...(own.actual !== undefined && { label: own.actual }),
          value: own.value,
        };
      }
      return {
        kind: 'row',
        receivedAtMs: nowMs,
        row: {
          id: `${own.id}`,
          timeMs: nowMs - own.back,
          version: own.version,
          segments: { region: own.region, device: own.device },
          features: own.features,
          label: own.predicted,
          value: own.value,
          trace: own.trace,
        },
      };
    });
  });

/** Time at which every window of a script has long been closed. */
export function afterwards(steps: readonly Step[]): number {
  return Math.max(START, ...steps.map(timeOf)) + 24 * 60 * MINUTE;
}

function timeOf(step: Step): number {
  if (step.kind === 'row') return Math.max(step.receivedAtMs, step.row.timeMs);
  return step.kind === 'advance' ? step.nowMs : START;
}

export function runStep(monitor: Monitor, step: Step): string | number {
  if (step.kind === 'row') return addRow(monitor, step.row, step.receivedAtMs);
  if (step.kind === 'truth') return addTruth(monitor, step.id, step);
  return monitor.advance(step.nowMs).evaluations.length;
}

import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { AnyProcessor, Signal } from '../../src/component.ts';
import { type Ingress, ingressOf } from '../../src/configuration/ingress.ts';
import type { Configured, Pipeline } from '../../src/configuration/resolved.ts';

/** `id: a,b > x,y`: receivers and processors of one pipeline. Ids that begin with `i` are of the ingress. */
function divide(...pipelines: readonly string[]): Ingress {
  return ingressOf(configurationOf(pipelines.map(toPipeline)));
}

function toPipeline(text: string): Pipeline {
  const [id = '', receivers = '', processors = ''] = text.split(/: | > /);
  return {
    id,
    signal: id.split('/', 1)[0] as Signal,
    receivers: receivers.split(','),
    processors: processors === '' ? [] : processors.split(','),
    exporters: [],
  };
}

function configurationOf(pipelines: readonly Pipeline[]): Parameters<typeof ingressOf>[0] {
  const ids = new Set(pipelines.flatMap(({ processors }) => processors));
  const processors = [...ids].map((id) => {
    const stage = id.startsWith('i') ? 'ingress' : 'egress';
    return { id, definition: { stage } } as Configured<AnyProcessor>;
  });
  return { pipelines, processors };
}

/** `receiver signal: what runs before` and `pipeline: what runs behind`. */
function show({ receivers, pipelines }: Ingress): readonly string[] {
  const before = [...receivers].flatMap(([id, signals]) =>
    [...signals].map(([signal, processors]) => `${id} ${signal}: ${processors.join()}`),
  );
  return [...before, ...[...pipelines].map(([id, processors]) => `${id}: ${processors.join()}`)];
}

it.each([
  ['one pipeline', ['traces: otlp > i1,i2'], ['otlp traces: i1,i2', 'traces: ']],
  ['no processors', ['traces: otlp'], ['otlp traces: ', 'traces: ']],
  [
    'an egress processor and what stands behind it',
    ['traces: otlp > i1,e1,i2'],
    ['otlp traces: i1', 'traces: e1,i2'],
  ],
  [
    'what only some pipelines have',
    ['traces/a: otlp > i1,i2', 'traces/b: otlp > i1'],
    ['otlp traces: i1', 'traces/a: i2', 'traces/b: '],
  ],
  [
    'another order',
    ['traces/a: otlp > i1,i2', 'traces/b: otlp > i2,i1'],
    ['otlp traces: ', 'traces/a: i1,i2', 'traces/b: i2,i1'],
  ],
  [
    'signals, each on its own',
    ['traces: otlp > i1', 'logs: otlp > i2'],
    ['otlp traces: i1', 'otlp logs: i2', 'traces: ', 'logs: '],
  ],
  [
    'receivers that share nothing',
    ['traces/a: a > i1', 'traces/b: b > i2'],
    ['a traces: i1', 'b traces: i2', 'traces/a: ', 'traces/b: '],
  ],
  [
    // What is left of `traces/both` must not depend on the receiver.
    'receivers that share a pipeline',
    ['traces/a: a > i1', 'traces/b: b > i1,i2', 'traces/both: a,b > i1,i2'],
    ['a traces: i1', 'b traces: i1', 'traces/a: ', 'traces/b: i2', 'traces/both: i2'],
  ],
])('divides %s', (_, pipelines, expected) => {
  expect(show(divide(...pipelines))).toEqual(expected);
});

const ids = (of: readonly string[], minLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...of), { minLength });
const pipelinesOf = fc.array(
  fc.record({
    signal: fc.constantFrom<Signal>('traces', 'logs'),
    receivers: ids(['a', 'b', 'c'], 1),
    processors: ids(['i1', 'i2', 'e1'], 0),
    exporters: fc.constant([]),
  }),
  { maxLength: 6 },
);

it('leaves each pipeline what it had, in its order, for each of its receivers', () => {
  fc.assert(
    fc.property(pipelinesOf, (given) => {
      const pipelines = given.map((pipeline, index) => ({ id: String(index), ...pipeline }));
      const ingress = ingressOf(configurationOf(pipelines));
      for (const { id, signal, receivers, processors } of pipelines) {
        for (const receiver of receivers) {
          const before = ingress.receivers.get(receiver)?.get(signal) ?? [];
          expect(before.every((processor) => processor.startsWith('i'))).toBe(true);
          expect([...before, ...(ingress.pipelines.get(id) ?? [])]).toEqual(processors);
        }
      }
    }),
  );
});

it('runs as much before the log as it can', () => {
  fc.assert(
    fc.property(pipelinesOf, (given) => {
      const pipelines = given.map((pipeline, index) => ({ id: String(index), ...pipeline }));
      const ingress = ingressOf(configurationOf(pipelines));
      // One receiver more: its pipeline alone says what runs.
      const alone = { id: 'alone', signal: 'traces' as const, receivers: ['d'], exporters: [] };
      const more = [...pipelines, { ...alone, processors: ['i1', 'i2', 'e1'] }];
      const extended = ingressOf(configurationOf(more));
      expect(extended.receivers.get('d')?.get('traces')).toEqual(['i1', 'i2']);
      expect(extended.pipelines.get('alone')).toEqual(['e1']);
      for (const [id, behind] of ingress.pipelines) {
        expect(extended.pipelines.get(id)).toEqual(behind);
      }
    }),
  );
});

import { ComponentError } from '@marigraph/collector';
import { countItems, OtlpError } from '@marigraph/otlp';
import { ATTR_ML_FEATURE_VALUE, ATTR_ML_FEATURES } from '@marigraph/semantic-conventions';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import {
  attributes,
  batchOf,
  createProcessor,
  encodeRequest,
  type ProcessorUnderTest,
  requestOf,
} from '../support/processor.ts';

const VALUES = {
  [ATTR_ML_FEATURE_VALUE('a')]: 'x',
  [ATTR_ML_FEATURES]: { a: 1, b: ['y', { c: true }] },
  'sampling.priority': 1n,
};

const RECORD = {
  name: 'name',
  traceId: Buffer.alloc(16, 7),
  traceState: 'ot=th:8,vendor=x',
  body: { stringValue: 'text' },
  attributes: attributes(VALUES),
  events: [{ attributes: attributes(VALUES) }],
  sum: { dataPoints: [{ attributes: attributes(VALUES), exemplars: [{ asInt: 5 }] }] },
};

const CONFIGURATIONS = [
  [
    'ml_redaction',
    { hash_key: 'k'.repeat(16), features: { default: 'hash', rules: { b: 'drop' } } },
  ],
  [
    'attributes',
    {
      actions: [
        { pattern: '.', action: 'hash' },
        { key: 'a', value: 1, action: 'upsert' },
      ],
    },
  ],
  ['probabilistic_sampler', { sampling_percentage: 50, mode: 'equalizing', fail_closed: false }],
  ['filter', { logs: { log_record: [{ body: 'other' }] }, traces: { span: [{ name: 'other' }] } }],
] as const;

/** What a processor throws for these bytes. */
async function thrownFor(
  { component }: ProcessorUnderTest,
  signal: 'traces' | 'logs' | 'metrics',
  bytes: Uint8Array,
): Promise<unknown> {
  try {
    await component.consume(batchOf(signal, bytes));
    return undefined;
  } catch (error) {
    return error;
  }
}

function isRequest(signal: 'traces' | 'logs' | 'metrics', bytes: Uint8Array): boolean {
  try {
    countItems(signal, bytes);
    return true;
  } catch (error) {
    if (error instanceof OtlpError) return false;
    throw error;
  }
}

it.each(CONFIGURATIONS)(
  '%s takes every request, and refuses what is none',
  async (type, config) => {
    const signals = [
      'traces',
      'logs',
      ...(type === 'probabilistic_sampler' ? [] : ['metrics' as const]),
    ] as const;
    const processor = createProcessor(type, config);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...signals),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
        async (signal, damages) => {
          const bytes = encodeRequest(signal, requestOf(signal, [RECORD]));
          for (const [at, byte] of damages) bytes[at % bytes.length] = byte;
          const before = processor.batches.length;
          const thrown = await thrownFor(processor, signal, bytes);
          expect(thrown === undefined || thrown instanceof ComponentError).toBe(true);
          if (!isRequest(signal, bytes)) return;
          expect(thrown).toBeUndefined();
          for (const batch of processor.batches.slice(before)) {
            expect(isRequest(signal, batch.body)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  },
);

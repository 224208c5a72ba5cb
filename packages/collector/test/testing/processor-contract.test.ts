import {
  type Batch,
  ComponentError,
  type Consumer,
  defineProcessor,
  type ProcessorDefinition,
} from '@marigraph/collector';
import { processorContract, storedBatch } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { otlpRequest } from '../support/requests.ts';

type Consume = (batch: Batch, next: Consumer) => void | Promise<void>;

function processorOf(
  consume: Consume,
  shutdown = async (): Promise<void> => {},
): ProcessorDefinition<Record<string, never>> {
  return defineProcessor({
    type: 'tested',
    stability: 'development',
    signals: ['traces'],
    stage: 'egress',
    mutates: false,
    config: z.strictObject({}),
    create: ({ next }) => ({ consume: (batch) => consume(batch, next), shutdown }),
  });
}

const BATCHES = [storedBatch({ body: otlpRequest('traces', 'a', 2), items: 2, tenant: 't' })];

describe('a processor that hands everything on', () => {
  const definition = processorOf((batch, next) => next.consume(batch));
  it.each(processorContract({ definition, passed: BATCHES, untouched: BATCHES }))(
    '$name',
    async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});

describe('the contract of a processor finds', () => {
  let kept: Batch | undefined;
  const BROKEN: readonly (readonly [string, Consume, RegExp])[] = [
    [
      'a copy where none is needed',
      (batch, next) => next.consume({ ...batch, body: batch.body.slice() }),
      /the body is not the one that came in/,
    ],
    [
      'a place that is lost',
      (batch, next) => next.consume({ ...batch, sequence: 99n }),
      /has another place/,
    ],
    [
      'a body that is written to',
      (batch, next) => {
        batch.body[0] = 0;
        return next.consume(batch);
      },
      /the body was written to/,
    ],
    [
      'a body that is kept',
      async (batch, next) => {
        await next.consume(kept ?? batch);
        kept = batch;
      },
      /a body was kept/,
    ],
    [
      'an end that comes too early',
      (batch, next) => void Promise.resolve(next.consume(batch)).catch(() => {}),
      /settled while the next consumer was still at work/,
    ],
    [
      'a refusal that is swallowed',
      async (batch, next) => {
        try {
          await next.consume(batch);
        } catch {
          // This is what the contract is for.
        }
      },
      /expected the refusal itself, found undefined/,
    ],
    [
      'a refusal that is changed',
      async (batch, next) => {
        try {
          await next.consume(batch);
        } catch (cause) {
          throw new ComponentError('data_invalid', 'changed', { cause });
        }
      },
      /expected the refusal itself, found ComponentError: changed/,
    ],
    [
      'bytes that break it',
      (batch, next) => {
        if (batch.body[0] === 0xff) throw new RangeError('offset');
        return next.consume(batch);
      },
      /expected a ComponentError, found RangeError: offset/,
    ],
  ];

  it.each(BROKEN)('%s', async (_, consume, message) => {
    const cases = processorContract({
      definition: processorOf(consume),
      passed: BATCHES,
      untouched: BATCHES,
    });
    expect(await failuresOf(cases)).toMatch(message);
  });

  it('a shutdown that does not end', async () => {
    const definition = processorOf(
      (batch, next) => next.consume(batch),
      () => new Promise(() => {}),
    );
    const [first] = processorContract({ definition, passed: BATCHES });
    await expect(first?.run()).rejects.toThrow(/a shutdown without a start takes more than/);
  });
});

async function failuresOf(cases: ReturnType<typeof processorContract>): Promise<string> {
  const failures: string[] = [];
  for (const { run } of cases) await run().catch((error: unknown) => failures.push(String(error)));
  return failures.join('\n');
}

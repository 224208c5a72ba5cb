import { countItems, createSplicer, OtlpError, type Signal } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { createPlannedSplicer, editDecoded, type EditPlan } from './support/edits.ts';
import { decode } from './support/records.ts';
import { scramble } from './support/scramble.ts';

const SIGNALS = ['traces', 'logs', 'metrics'] as const;

const plans: fc.Arbitrary<EditPlan> = fc.record({
  seed: fc.nat({ max: 100 }),
  dropEvery: fc.nat({ max: 3 }),
  appends: fc.boolean(),
});

/** Requests of every shape, each with the form that encoders give it and with one that none does. */
function requests(signal: Signal): fc.Arbitrary<Uint8Array> {
  const type = requestTypes[signal];
  return fc
    .tuple(messageOf(type), fc.integer(), fc.boolean())
    .map(([message, seed, isScrambled]) => {
      const bytes = new Uint8Array(type.encode(type.fromObject(message)).finish());
      return isScrambled ? scramble(bytes, type, createRandom(seed)) : bytes;
    });
}

function thrownBy(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(SIGNALS)('a splicer of %s', (signal) => {
  it('makes what decoding, editing and encoding makes', () => {
    fc.assert(
      fc.property(requests(signal), plans, (bytes, plan) => {
        const spliced = createPlannedSplicer(signal, plan).splice(bytes);
        expect(decode(requestTypes[signal], spliced)).toEqual(editDecoded(signal, bytes, plan));
        countItems(signal, spliced);
      }),
      { numRuns: 400 },
    );
  });

  it('hands back the same bytes where nothing is changed', () => {
    fc.assert(
      fc.property(requests(signal), (bytes) => {
        const splicer = createSplicer({
          signal,
          classify: () => 1,
          onRecord({ attributes }) {
            for (let index = 0; index < attributes.count; index++) attributes.value(index);
          },
        });
        expect(splicer.splice(bytes)).toBe(bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('throws nothing but an OtlpError for damaged bytes', () => {
    fc.assert(
      fc.property(
        requests(signal),
        plans,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (bytes, plan, damages) => {
          const damaged = bytes.slice();
          for (const [at, byte] of damages) if (bytes.length > 0) damaged[at % bytes.length] = byte;
          const error = thrownBy(() => createPlannedSplicer(signal, plan).splice(damaged));
          expect(error === undefined || error instanceof OtlpError).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

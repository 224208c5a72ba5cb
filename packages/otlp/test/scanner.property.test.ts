import { concatenate, countItems, createScanner } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { createClassifier, expectedRecords, toRecord, type Record } from './support/records.ts';
import { scramble } from './support/scramble.ts';

/** Requests of every shape, each with the form that encoders give it and with one that none does. */
function requests(signal: 'traces' | 'logs'): fc.Arbitrary<Uint8Array> {
  const type = requestTypes[signal];
  return fc
    .tuple(messageOf(type), fc.integer(), fc.boolean())
    .map(([message, seed, isScrambled]) => {
      const bytes = type.encode(type.fromObject(message)).finish();
      return isScrambled ? scramble(bytes, type, createRandom(seed)) : bytes;
    });
}

describe.each(['traces', 'logs'] as const)('a scanner of %s', (signal) => {
  it('finds what an independent decoder finds', () => {
    fc.assert(
      fc.property(fc.array(requests(signal), { minLength: 1, maxLength: 3 }), (bodies) => {
        const classify = createClassifier((key) => key.length % 3 !== 2);
        const scanner = createScanner({ signal, classify, keysMax: 8 });
        for (const bytes of bodies) {
          const records: Record[] = [];
          const count = scanner.scan(bytes, (view) => records.push(toRecord(view)));
          expect(records).toEqual(expectedRecords(signal, bytes, classify));
          expect(count).toBe(records.length);
          expect(countItems(signal, bytes)).toBe(count);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('finds in joined requests what it finds in each', () => {
    fc.assert(
      fc.property(fc.array(requests(signal), { maxLength: 4 }), (bodies) => {
        const scanner = createScanner({ signal, classify: createClassifier() });
        const scan = (bytes: Uint8Array): Record[] => {
          const records: Record[] = [];
          scanner.scan(bytes, (view) => records.push(toRecord(view)));
          return records;
        };
        expect(scan(concatenate(bodies))).toEqual(bodies.flatMap(scan));
      }),
      { numRuns: 100 },
    );
  });
});

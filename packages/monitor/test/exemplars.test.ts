import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createExemplarSet, EXEMPLARS_PER_BIN, type ExemplarSet } from '../src/exemplars.ts';
import { traceOf } from './support/monitor.ts';

interface Example {
  readonly slot: number;
  readonly hash: number;
  readonly span: number;
}

const SLOTS = 3;
/** Few hashes and spans, so that equal hashes and equal spans are common. */
const example = fc.record({
  slot: fc.integer({ min: 0, max: SLOTS - 1 }),
  hash: fc.integer({ min: 0, max: 3 }),
  span: fc.integer({ min: 0, max: 5 }),
});

function content(set: ExemplarSet): Example[] {
  const found: Example[] = [];
  set.each(0, set.slots, (slot, hash, traces, offset) => {
    found.push({ slot, hash, span: traces[offset + 23] ?? -1 });
  });
  return found;
}

function setOf(examples: readonly Example[]): ExemplarSet {
  const set = createExemplarSet(SLOTS);
  for (const { slot, hash, span } of examples) set.add(slot, hash, traceOf(hash, span), 0);
  return set;
}

/** The smallest of each slot by hash and span, each once. */
function smallest(examples: readonly Example[]): Example[] {
  return Array.from({ length: SLOTS }, (_, slot) => {
    const unique = new Map(
      examples.filter((one) => one.slot === slot).map((one) => [one.hash * 100 + one.span, one]),
    );
    return [...unique]
      .toSorted(([a], [b]) => a - b)
      .slice(0, EXEMPLARS_PER_BIN)
      .map(([, one]) => one);
  }).flat();
}

describe('createExemplarSet', () => {
  it('keeps the smallest of each slot whatever the order, each span once', () => {
    fc.assert(
      fc.property(fc.array(example, { maxLength: 30 }), (examples) => {
        expect(content(setOf(examples))).toEqual(smallest(examples));
        expect(content(setOf(examples.toReversed()))).toEqual(smallest(examples));
      }),
    );
  });

  it('gives by merging parts what the whole gives', () => {
    fc.assert(
      fc.property(fc.array(fc.array(example, { maxLength: 8 }), { maxLength: 5 }), (parts) => {
        const merged = createExemplarSet(SLOTS);
        for (const part of parts) {
          setOf(part).each(0, SLOTS, (slot, hash, traces, offset) => {
            merged.add(slot, hash, traces, offset);
          });
        }
        expect(content(merged)).toEqual(smallest(parts.flat()));
      }),
    );
  });

  it('visits only the slots asked for, and nothing once cleared', () => {
    const set = setOf([
      { slot: 0, hash: 1, span: 1 },
      { slot: 1, hash: 2, span: 2 },
      { slot: 2, hash: 3, span: 3 },
    ]);
    const slots: number[] = [];
    set.each(1, 2, (slot) => slots.push(slot));
    expect(slots).toEqual([1]);
    set.clear();
    expect(content(set)).toEqual([]);
  });
});

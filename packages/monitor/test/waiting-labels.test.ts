import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createStateReader, createStateWriter } from '../src/state-codec.ts';
import { createWaitingLabels, WAITING_MAX, type WaitingLabels } from '../src/waiting-labels.ts';
import { keyOf } from './support/monitor.ts';

const command = fc.record({
  kind: fc.constantFrom('put', 'put', 'take', 'restart'),
  id: fc.nat(8),
  label: fc.option(fc.constantFrom('wet', ''), { nil: undefined }),
  value: fc.constantFrom(Number.NaN, 1.5, -0),
});

function restarted(labels: WaitingLabels): WaitingLabels {
  const writer = createStateWriter();
  labels.save(writer);
  const next = createWaitingLabels();
  next.load(createStateReader(writer.finish()));
  return next;
}

describe('createWaitingLabels', () => {
  it('does what a map does, also across a restart', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let labels = createWaitingLabels();
        const model = new Map<number, { label: string | undefined; value: number }>();
        const outcomes: unknown[][] = [];
        for (const { kind, id, label, value } of commands) {
          const key = keyOf(`${id}`);
          if (kind === 'put') {
            outcomes.push([labels.put({ key, label, value }), !model.has(id)]);
            if (!model.has(id)) model.set(id, { label, value });
          } else if (kind === 'take') {
            const taken = labels.take(key);
            outcomes.push([taken && { label: taken.label, value: taken.value }, model.get(id)]);
            model.delete(id);
          } else labels = restarted(labels);
          expect(labels.size).toBe(model.size);
        }
        expect(outcomes.map(([actual]) => actual)).toEqual(outcomes.map(([, own]) => own));
        expect(labels.unmatched).toBe(0);
      }),
    );
  });

  it('copies the key', () => {
    const labels = createWaitingLabels();
    const key = keyOf('a');
    labels.put({ key, label: 'wet', value: Number.NaN });
    key.fill(0);
    expect(labels.take(keyOf('a'))).toMatchObject({ label: 'wet' });
  });

  it('never joins an id with the label of another one that shares its first bits', () => {
    const labels = createWaitingLabels();
    labels.put({ key: Uint32Array.of(1, 2, 3, 4), label: 'wet', value: Number.NaN });
    for (const other of [
      Uint32Array.of(1, 2, 3, 5),
      Uint32Array.of(1, 2, 9, 4),
      Uint32Array.of(1, 3, 3, 4),
    ]) {
      expect(labels.take(other)).toBeUndefined();
    }
    expect(labels.take(Uint32Array.of(1, 2, 3, 4))).toMatchObject({ label: 'wet' });
  });

  it('lets the oldest give way, and counts them', () => {
    let labels = createWaitingLabels();
    const key = new Uint32Array(4);
    for (let id = 0; id < WAITING_MAX + 2; id++) {
      key[0] = id;
      expect(labels.put({ key, label: `${id}`, value: Number.NaN })).toBe(true);
    }
    labels = restarted(labels);
    expect(labels.size).toBe(WAITING_MAX);
    expect(labels.unmatched).toBe(2);
    expect(labels.take(Uint32Array.of(1, 0, 0, 0))).toBeUndefined();
    expect(labels.take(Uint32Array.of(2, 0, 0, 0))).toMatchObject({ label: '2' });
    expect(labels.take(Uint32Array.of(WAITING_MAX + 1, 0, 0, 0))).toMatchObject({
      label: '100001',
    });
  });
});

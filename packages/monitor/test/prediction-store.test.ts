import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  emptyPrediction,
  NO_LABEL,
  type OpenPrediction,
  PredictionStore,
} from '../src/prediction-store.ts';
import { createPartReader, createPartWriter, type SnapshotPart } from '../src/snapshot-parts.ts';
import { createStateReader, createStateWriter } from '../src/state-codec.ts';
import { bytesOf } from './support/monitor.ts';

interface Model {
  /** Oldest first: the buckets of the retention, cut where a table is full. */
  tables: { readonly bucket: number; readonly entries: Map<number, OpenPrediction> }[];
  evicted: number;
}

const RETENTION_MINUTES = 80;
const BUCKET_MINUTES = 10;
const MAX = 40;
const TABLE_MAX = 5;

/** Keys that mostly share their first word, so that nearly all collide. */
function keyOf(id: number): Uint32Array {
  return Uint32Array.of(id % 3, id >> 4, 0xffff_ffff, id);
}

function predictionOf(id: number, minute: number): OpenPrediction {
  return {
    minute,
    version: id % 65_536,
    slice: 65_535 - (id % 100),
    label: id % 3 === 0 ? NO_LABEL : id % 256,
    value: id % 2 === 0 ? Number.NaN : id / 3,
    joined: false,
  };
}

function addToModel(model: Model, id: number, minute: number): void {
  const size = (): number => model.tables.reduce((total, { entries }) => total + entries.size, 0);
  while (size() >= MAX) model.evicted += model.tables.shift()?.entries.size ?? 0;
  const bucket = Math.floor(minute / BUCKET_MINUTES);
  let table = model.tables.findLast((own) => own.bucket === bucket);
  if (table === undefined || table.entries.size >= TABLE_MAX) {
    table = { bucket, entries: new Map() };
    model.tables.push(table);
    model.tables = model.tables.toSorted((a, b) => a.bucket - b.bucket);
  }
  table.entries.set(id, predictionOf(id, minute));
}

function findInModel(model: Model, id: number): OpenPrediction | undefined {
  return model.tables.find(({ entries }) => entries.has(id))?.entries.get(id);
}

/** Saves one store and loads another with it. */
function reload(
  from: PredictionStore,
  to: PredictionStore,
  sliceOf: (version: number, slice: number) => number,
): void {
  const writer = createStateWriter();
  const parts = new Map<string, SnapshotPart>();
  from.save(writer, createPartWriter(parts, new Map(), 'p/'));
  const reader = createStateReader(writer.finish());
  to.load(reader, createPartReader(bytesOf(parts), 'p/'), sliceOf);
}

function restarted(store: PredictionStore): PredictionStore {
  const next = new PredictionStore({ retentionMinutes: RETENTION_MINUTES, max: MAX });
  reload(store, next, (_version, slice) => slice);
  return next;
}

const command = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'add', 'join', 'join', 'expire', 'restart'),
  id: fc.nat(120),
  minute: fc.nat(90),
});

describe('PredictionStore', () => {
  it('does what maps do: insert, find, join, expire, give way, save and load', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 150 }), (commands) => {
        let store = new PredictionStore({ retentionMinutes: RETENTION_MINUTES, max: MAX });
        const model: Model = { tables: [], evicted: 0 };
        const out = emptyPrediction();
        const joins: unknown[][] = [];
        for (const { kind, id, minute } of commands) {
          const known = findInModel(model, id);
          expect(store.has(keyOf(id))).toBe(known !== undefined);
          if (kind === 'add' && known === undefined) {
            store.add(keyOf(id), predictionOf(id, minute));
            addToModel(model, id, minute);
          } else if (kind === 'join') {
            joins.push([
              store.join(keyOf(id), out) ? { ...out } : undefined,
              known && { ...known },
            ]);
            if (known !== undefined) known.joined = true;
          } else if (kind === 'expire') {
            store.expire(minute);
            model.tables = model.tables.filter(
              ({ bucket }) => (bucket + 1) * BUCKET_MINUTES > minute,
            );
          } else if (kind === 'restart') store = restarted(store);
          expect(store.size).toBe(
            model.tables.reduce((total, { entries }) => total + entries.size, 0),
          );
          expect(store.size).toBeLessThanOrEqual(MAX);
          expect(store.evicted).toBe(model.evicted);
        }
        expect(joins.map(([found]) => found)).toEqual(joins.map(([, known]) => known));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every prediction while it grows', () => {
    const store = new PredictionStore({ retentionMinutes: 1, max: 1_000_000 });
    const out = emptyPrediction();
    for (let id = 0; id < 5000; id++) store.add(keyOf(id), predictionOf(id, 7));
    for (let id = 0; id < 5000; id++) {
      expect(store.join(keyOf(id), out)).toBe(true);
      expect(out).toEqual(predictionOf(id, 7));
    }
    expect(store.has(keyOf(5000))).toBe(false);
    expect(store.size).toBe(5000);
  });

  it('loses an eighth at a time, the oldest, when all come within one bucket', () => {
    const store = new PredictionStore({ retentionMinutes: 1e6, max: 800 });
    for (let id = 0; id < 801; id++) store.add(keyOf(id), predictionOf(id, 7));
    expect(store.evicted).toBe(100);
    expect(store.size).toBe(701);
    expect([0, 99, 100, 800].map((id) => store.has(keyOf(id)))).toEqual([false, false, true, true]);
  });

  it('works with room for one', () => {
    const store = new PredictionStore({ retentionMinutes: 1, max: 1 });
    store.add(keyOf(1), predictionOf(1, 5));
    store.add(keyOf(2), predictionOf(2, 4));
    expect([store.has(keyOf(1)), store.has(keyOf(2)), store.size]).toEqual([false, true, 1]);
  });

  it('can be loaded with other limits and other slices', () => {
    const store = new PredictionStore({ retentionMinutes: RETENTION_MINUTES, max: MAX });
    for (let id = 0; id < 20; id++) store.add(keyOf(id), predictionOf(id, id * 4));
    const out = emptyPrediction();
    store.join(keyOf(3), out);
    const smaller = new PredictionStore({ retentionMinutes: 16, max: 10 });
    reload(store, smaller, (version, slice) => (version === 19 ? 1 : slice));
    expect(smaller.size).toBe(20);
    expect(smaller.join(keyOf(3), out)).toBe(true);
    expect(out).toEqual({ ...predictionOf(3, 12), joined: true });
    smaller.join(keyOf(19), out);
    expect(out.slice).toBe(1);
    smaller.add(keyOf(50), predictionOf(50, 80));
    expect(smaller.size).toBe(10);
    expect(smaller.has(keyOf(50))).toBe(true);
  });
});

import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from '../../src/wal/record.ts';
import { openWal, readAll, segmentsIn } from '../support/file-wal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { newRecord, textOf } from '../support/records.ts';

describe('the file log against a model', () => {
  type Step =
    | { readonly kind: 'append'; readonly sizes: readonly number[] }
    | { readonly kind: 'read'; readonly at: number }
    | { readonly kind: 'release'; readonly at: number }
    | { readonly kind: 'reopen'; readonly cut: number };

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        sizes: fc.array(fc.nat(700), { minLength: 1, maxLength: 8 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), at: share }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), at: share }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('reopen' as const), cut: fc.nat(120) }) },
  );

  it('gives back everything that was acknowledged and not released, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(2_000), async (steps, cache) => {
        const folder = temporaryFolder();
        const options = { segmentBytes: 1_500, cacheBytes: cache };
        const model = new Map<bigint, string>();
        let wal = await openWal(folder, options);
        let released = 0n;
        let counter = 0;
        const at = (part: number): bigint => BigInt(Math.floor(Number(wal.next) * part));
        const check = async (from: bigint): Promise<void> => {
          const expected = [...model].filter(([sequence]) => sequence >= from);
          const read = await readAll(wal, from);
          const wanted = read.filter(
            (record) => record.sequence >= released || model.has(record.sequence),
          );
          expect(wanted.map((r) => [r.sequence, textOf(r.body)])).toEqual(expected);
        };
        for (const action of steps) {
          if (action.kind === 'append') {
            const bodies = action.sizes.map((size) => `${counter++}:`.padEnd(size, '#'));
            const sequences = await Promise.all(bodies.map((body) => wal.append(newRecord(body))));
            for (const [i, sequence] of sequences.entries()) model.set(sequence, bodies[i] ?? '');
          } else if (action.kind === 'read') {
            const from = at(action.at);
            await check(from < released ? released : from);
          } else if (action.kind === 'release') {
            const upTo = at(action.at);
            if (upTo > released) released = upTo;
            wal.release(released);
            for (const sequence of model.keys()) if (sequence < released) model.delete(sequence);
          } else if (action.kind === 'reopen') {
            await wal.close();
            cutTail(folder, action.cut, model);
            wal = await openWal(folder, { ...options, startAt: released });
          }
        }
        await check(released);
        await wal.close();
      }),
      { numRuns: 60 },
    );
  });

  /** Cuts bytes off the newest segment, as a crash in the middle of a write would have. */
  function cutTail(folder: string, bytes: number, model: Map<bigint, string>): void {
    const name = segmentsIn(folder).at(-1);
    if (name === undefined || bytes === 0) return;
    const path = join(folder, name);
    const length = Math.max(0, readFileSync(path).length - bytes);
    truncateSync(path, length);
    // The model loses what does not end before the cut: those were the newest appends.
    const first = BigInt(name.slice(0, 20));
    let end = SEGMENT_HEADER_BYTES;
    const inSegment = [...model.entries()].filter(([sequence]) => sequence >= first);
    const missing = inSegment.length === 0 ? 0n : (inSegment[0]?.[0] ?? first) - first;
    if (missing > 0n) {
      // Released records of the segment are still in the file, with sizes the model has forgotten.
      const kept = wholeRecords(readFileSync(path));
      for (const [sequence] of inSegment) if (!kept.has(sequence)) model.delete(sequence);
      return;
    }
    for (const [sequence, body] of inSegment) {
      end += RECORD_HEADER_BYTES + 'otlp'.length + body.length;
      if (end > length) model.delete(sequence);
    }
  }

  /** Sequences of the records that lie in a file from start to end, by their lengths alone. */
  function wholeRecords(bytes: Buffer): Set<bigint> {
    const sequences = new Set<bigint>();
    let at = SEGMENT_HEADER_BYTES;
    while (at + RECORD_HEADER_BYTES <= bytes.length) {
      const end = at + RECORD_HEADER_BYTES + 'otlp'.length + bytes.readUInt32LE(at + 4);
      if (end > bytes.length) break;
      sequences.add(bytes.readBigUInt64LE(at + 8));
      at = end;
    }
    return sequences;
  }
});

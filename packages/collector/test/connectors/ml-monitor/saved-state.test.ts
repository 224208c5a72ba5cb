import type { Evaluation } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import {
  decodeState,
  encodeState,
  SavedStateError,
} from '../../../src/connectors/ml-monitor/saved-state.ts';
import { bytesOfParts } from '../../support/parts.ts';
import { evaluationOf } from './evaluations.ts';

const PARTS = new Map([
  ['core', { version: 4, bytes: Uint8Array.of(1, 2, 3) }],
  ['changes', { version: 7, bytes: undefined }],
]);

function encode(evaluations: readonly Evaluation[]): ReturnType<typeof encodeState> {
  return encodeState(new Map(), () => PARTS, { version: 3, statements: evaluations });
}

describe('the saved state', () => {
  it('is read back as it was', () => {
    const changes = [evaluationOf({ modelName: 'größe' }), evaluationOf({ revision: 2 })];
    for (const evaluations of [[], changes]) {
      const read = decodeState(bytesOfParts(encode(evaluations)));
      expect(read.monitor).toEqual(new Map([['core', Uint8Array.of(1, 2, 3)]]));
      expect(read.changes).toEqual(evaluations);
    }
  });

  it('keeps the names and versions of the monitor apart from its own', () => {
    const asked: unknown[] = [];
    const saved = new Map([
      ['changes', 1],
      ['monitor/core', 2],
      ['monitor/changes', 7],
    ]);
    const parts = encodeState(
      saved,
      (own) => {
        asked.push(own);
        return PARTS;
      },
      { version: 3, statements: [] },
    );
    expect(asked).toEqual([
      new Map([
        ['core', 2],
        ['changes', 7],
      ]),
    ]);
    expect([...parts].map(([name, { version }]) => [name, version])).toEqual([
      ['changes', 3],
      ['monitor/core', 4],
      ['monitor/changes', 7],
    ]);
  });

  it('is refused when it is of another format, or damaged', () => {
    const parts = bytesOfParts(encode([evaluationOf()]));
    const cut = parts.get('changes')?.subarray(0, -1) ?? Buffer.of();
    for (const wrong of [
      new Map<string, Uint8Array>(),
      new Map([['', Buffer.from('something else altogether')]]),
      new Map([...parts, ['changes', cut]]),
      new Map([...parts, ['changes', Buffer.of()]]),
    ]) {
      expect(() => decodeState(wrong)).toThrow(SavedStateError);
    }
  });
});

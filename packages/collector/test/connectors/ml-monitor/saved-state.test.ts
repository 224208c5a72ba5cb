import { describe, expect, it } from 'vitest';

import {
  decodeState,
  encodeState,
  SavedStateError,
} from '../../../src/connectors/ml-monitor/saved-state.ts';
import { evaluationOf } from './evaluations.ts';

describe('the saved state', () => {
  it('is read back as it was', () => {
    const changes = [evaluationOf({ modelName: 'größe' }), evaluationOf({ revision: 2 })];
    for (const state of [
      { monitor: new Uint8Array(0), changes: [] },
      { monitor: Uint8Array.of(1, 2, 3), changes },
    ]) {
      const read = decodeState(encodeState(state));
      expect(Uint8Array.from(read.monitor)).toEqual(state.monitor);
      expect(read.changes).toEqual(state.changes);
    }
  });

  it('is refused when it is of another format, cut short, or damaged', () => {
    const bytes = encodeState({ monitor: Uint8Array.of(1), changes: [evaluationOf()] });
    const damaged = Uint8Array.from(bytes);
    damaged[20] = 0;
    for (const wrong of [
      new Uint8Array(0),
      Buffer.from('something else altogether'),
      bytes.subarray(0, 15),
      bytes.subarray(0, 100),
      damaged,
    ]) {
      expect(() => decodeState(wrong)).toThrow(SavedStateError);
    }
  });
});

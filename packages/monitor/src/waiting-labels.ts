import type { GroundTruth } from './row.ts';
import type { StateReader, StateWriter } from './state-codec.ts';

/** Labels that may wait per model; the oldest give way. */
export const WAITING_MAX = 100_000;

/** Ground truth that came before its prediction, kept until the prediction comes. */
export interface WaitingLabels {
  readonly size: number;
  /** Labels that gave way unmatched. */
  readonly unmatched: number;
  /** Returns false, and keeps the first, when ground truth of this id waits already. */
  put(groundTruth: Pick<GroundTruth, 'key' | 'label' | 'value'>): boolean;
  /** Hands over and forgets. */
  take(key: Uint32Array): Pick<GroundTruth, 'label' | 'value'> | undefined;
  save(writer: StateWriter): void;
  load(reader: StateReader): void;
}

/** No labels. */
export function createWaitingLabels(): WaitingLabels {
  const labels = new Map<number, Pick<GroundTruth, 'key' | 'label' | 'value'>>();
  let unmatched = 0;

  return {
    get size() {
      return labels.size;
    },
    get unmatched() {
      return unmatched;
    },
    put({ key, label, value }) {
      const handle = handleOf(key);
      if (labels.has(handle)) return false;
      if (labels.size >= WAITING_MAX) {
        const oldest = labels.keys().next();
        if (oldest.done !== true) labels.delete(oldest.value);
        unmatched++;
      }
      labels.set(handle, { key: key.slice(), label, value });
      return true;
    },
    take(key) {
      const handle = handleOf(key);
      const waiting = labels.get(handle);
      if (waiting === undefined || !isSameKey(waiting.key, key)) return undefined;
      labels.delete(handle);
      return waiting;
    },
    save(writer) {
      writer.number(unmatched);
      writer.number(labels.size);
      for (const { key, label, value } of labels.values()) {
        writer.numbers(key);
        writer.optionalText(label);
        writer.number(value);
      }
    },
    load(reader) {
      unmatched = reader.number();
      const count = reader.number();
      for (let at = 0; at < count; at++) {
        const key = Uint32Array.from(reader.numbers());
        const label = reader.optionalText();
        labels.set(handleOf(key), { key, label, value: reader.number() });
      }
    },
  };
}

/**
 * 53 of the 128 bits, so that looking up makes no text. Should two ids of 100,000 share them (probability 6e-7),
 * the second one's label counts as a duplicate; none is ever joined with another id's prediction.
 */
function handleOf(key: Uint32Array): number {
  return (key[0] as number) * 0x20_0000 + ((key[1] as number) >>> 11);
}

function isSameKey(a: Uint32Array, b: Uint32Array): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

/** Bytes of a trace id and a span id. */
export const TRACE_BYTES = 24;
/** Example rows kept per feature and coarse bin. */
export const EXEMPLARS_PER_BIN = 2;

/**
 * The example rows of a cell: per slot (one feature, one coarse bin) the rows with the smallest hash of their
 * trace id, those of one hash by their bytes. That order is total, so "the smallest two" is associative and
 * commutative: merging cells keeps exactly the rows that one big cell would keep.
 */
export interface ExemplarSet {
  readonly slots: number;
  add(slot: number, hash: number, trace: Uint8Array, offset: number): void;
  /**
   * Calls `visit` for every example of the slots from `first` to before `end`, smallest hash first; `offset` is
   * where its 24 bytes start in `traces`.
   */
  each(
    first: number,
    end: number,
    visit: (slot: number, hash: number, traces: Uint8Array, offset: number) => void,
  ): void;
  clear(): void;
}

/** Dense: made once per open cell and used again, so that a row allocates nothing. */
export function createExemplarSet(slots: number): ExemplarSet {
  const hashes = new Float64Array(slots * EXEMPLARS_PER_BIN).fill(Number.POSITIVE_INFINITY);
  const traces = new Uint8Array(slots * EXEMPLARS_PER_BIN * TRACE_BYTES);

  /** Order of a row to the example at `at`; 0 when it is the same span. */
  function compare(hash: number, trace: Uint8Array, offset: number, at: number): number {
    const other = hashes[at] as number;
    if (hash !== other) return hash - other;
    for (let byte = 0; byte < TRACE_BYTES; byte++) {
      const order = (trace[offset + byte] as number) - (traces[at * TRACE_BYTES + byte] as number);
      if (order !== 0) return order;
    }
    return 0;
  }

  return {
    slots,
    add(slot, hash, trace, offset) {
      const first = slot * EXEMPLARS_PER_BIN;
      let at = first + EXEMPLARS_PER_BIN;
      // Nearly every row ends here: the slot holds smaller hashes.
      if (hash > (hashes[at - 1] as number)) return;
      while (at > first) {
        const order = compare(hash, trace, offset, at - 1);
        if (order === 0) return;
        if (order > 0) break;
        at--;
      }
      const last = first + EXEMPLARS_PER_BIN - 1;
      if (at > last) return;
      for (let to = last; to > at; to--) {
        hashes[to] = hashes[to - 1] as number;
        traces.copyWithin(to * TRACE_BYTES, (to - 1) * TRACE_BYTES, to * TRACE_BYTES);
      }
      hashes[at] = hash;
      for (let byte = 0; byte < TRACE_BYTES; byte++) {
        traces[at * TRACE_BYTES + byte] = trace[offset + byte] as number;
      }
    },
    each(first, end, visit) {
      for (let at = first * EXEMPLARS_PER_BIN; at < end * EXEMPLARS_PER_BIN; at++) {
        const hash = hashes[at] as number;
        if (hash !== Number.POSITIVE_INFINITY) {
          visit(Math.floor(at / EXEMPLARS_PER_BIN), hash, traces, at * TRACE_BYTES);
        }
      }
    },
    clear() {
      hashes.fill(Number.POSITIVE_INFINITY);
    },
  };
}

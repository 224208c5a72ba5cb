/** How many rows up to the last one have no value of each feature. */
export interface AbsentRows {
  note(index: number): void;
  /** 0 where the last row has a value. */
  count(index: number): number;
  save(): SavedAbsent;
  load(saved: SavedAbsent): void;
}

/** By feature; those that the last row has are left out. */
export type SavedAbsent = readonly (readonly [index: number, rows: number])[];

/** @param ledger Says which row is the last one. */
export function createAbsentRows(features: number, ledger: { readonly rows: number }): AbsentRows {
  const counts = new Float64Array(features);
  const lastRows = new Float64Array(features);

  const count = (index: number): number =>
    lastRows[index] === ledger.rows ? (counts[index] as number) : 0;

  return {
    note(index) {
      // Rows that have a value are not looked at: they are told by the gap.
      const isNext = lastRows[index] === ledger.rows - 1;
      counts[index] = (isNext ? (counts[index] as number) : 0) + 1;
      lastRows[index] = ledger.rows;
    },
    count,
    save: () =>
      Array.from(counts, (_, index) => [index, count(index)] as const).filter(([, own]) => own > 0),
    load(saved) {
      for (const [index, own] of saved) {
        counts[index] = own;
        lastRows[index] = ledger.rows;
      }
    },
  };
}

import { type Cell, createCell, type DenseCell } from './cell.ts';
import type { Scope } from './scope.ts';

/** The rows of a model version that share the values of all segment keys. */
export interface Slice {
  readonly id: number;
  /** One value per segment key, `undefined` where the rows have no such tag. */
  readonly values: readonly (string | undefined)[];
  /** Cells by minute. */
  readonly cells: Map<number, Cell>;
  /** Minutes that rows are being added to, on top of what `cells` holds. */
  readonly dense: Map<number, DenseCell>;
  /** Scopes whose windows hold these rows. */
  readonly scopes: readonly Scope[];
}

/** The cell of a minute, made when there is none. */
export function cellOf(slice: Slice, minute: number): Cell {
  let cell = slice.cells.get(minute);
  if (cell === undefined) slice.cells.set(minute, (cell = createCell(minute)));
  return cell;
}

/** Finds slices by their values without making a key: one map per segment key. */
export interface SliceIndex {
  find(values: readonly (string | undefined)[]): Slice | undefined;
  insert(slice: Slice): void;
}

interface Node {
  readonly next: Map<string | undefined, Node>;
  slice: Slice | undefined;
}

/** An index of no slices. */
export function createSliceIndex(): SliceIndex {
  const root: Node = { next: new Map(), slice: undefined };
  return {
    find(values) {
      let node: Node | undefined = root;
      for (let at = 0; at < values.length && node !== undefined; at++)
        node = node.next.get(values[at]);
      return node?.slice;
    },
    insert(slice) {
      let node = root;
      for (const value of slice.values) {
        let next = node.next.get(value);
        if (next === undefined)
          node.next.set(value, (next = { next: new Map(), slice: undefined }));
        node = next;
      }
      node.slice = slice;
    },
  };
}

import { countBelow } from './sorted.ts';
import { draw } from './validate.ts';

/** Plain numbers and an array, so that a detector can save and restore them. */
export type TwoPartWindowMemory = {
  /** Values in the window. */
  count: number;
  /** Where the next value goes: the oldest one's place once the window is full. */
  next: number;
  readonly window: Float64Array;
};

export interface TwoPartWindowSizes {
  readonly windowSize: number;
  readonly recentSize: number;
  /** How many of the older values are drawn; all of them without `random`. */
  readonly drawnSize: number;
}

/**
 * A window of the newest values, its recent part and its older part each in ascending order.
 *
 * The order is kept from value to value: one leaves each part and one enters, O(w). Drawn older
 * values are sorted anew, O(w log w).
 */
export class TwoPartWindow {
  readonly memory: TwoPartWindowMemory;
  /** Ascending once `append` has returned true; the next `append` overwrites both. */
  readonly older: Float64Array;
  readonly recent: Float64Array;
  readonly #olderSize: number;
  readonly #random: (() => number) | undefined;
  /** Whether the parts belong to the memory; not after a start, a restart or a restore. */
  #isSorted = false;

  constructor(
    { windowSize, recentSize, drawnSize }: TwoPartWindowSizes,
    random: (() => number) | undefined,
  ) {
    this.memory = { count: 0, next: 0, window: new Float64Array(windowSize) };
    this.older = new Float64Array(drawnSize);
    this.recent = new Float64Array(recentSize);
    this.#olderSize = windowSize - recentSize;
    this.#random = random;
  }

  /** Takes a value; true once the window is full. */
  append(value: number): boolean {
    const { memory } = this;
    const { window } = memory;
    const gone = window[memory.next]!;
    window[memory.next] = value;
    memory.next = (memory.next + 1) % window.length;
    memory.count = Math.min(window.length, memory.count + 1);
    if (memory.count < window.length) {
      this.#isSorted = false;
      return false;
    }

    const aged = this.#valueAt(this.#olderSize - 1);
    if (this.#isSorted) replaceSorted(this.recent, aged, value);
    else this.#copyRecent().sort();
    if (this.#isSorted && this.#random === undefined) replaceSorted(this.older, gone, aged);
    else this.#chooseOlder();
    this.#isSorted = true;
    return true;
  }

  /** Drops the older part of a full window. */
  forgetOlder(): void {
    const { memory } = this;
    this.#copyRecent();
    memory.window.fill(0);
    memory.window.set(this.recent);
    memory.count = this.recent.length;
    memory.next = this.recent.length;
    this.#isSorted = false;
  }

  mean(): number {
    const { count, window } = this.memory;
    let sum = 0;
    for (let index = 0; index < count; index++) sum += window[index]!;
    return sum / count;
  }

  /** The oldest value has age 0. */
  #valueAt(age: number): number {
    const { next, window } = this.memory;
    return window[(next + age) % window.length]!;
  }

  #copyRecent(): Float64Array {
    for (let index = 0; index < this.recent.length; index++) {
      this.recent[index] = this.#valueAt(this.#olderSize + index);
    }
    return this.recent;
  }

  /** Sampling without replacement in one pass: each older value by the share still wanted. */
  #chooseOlder(): void {
    const { older } = this;
    const random = this.#random;
    let chosen = 0;
    for (let age = 0; age < this.#olderSize; age++) {
      const wanted = (older.length - chosen) / (this.#olderSize - age);
      if (random === undefined || draw(random) < wanted) older[chosen++] = this.#valueAt(age);
    }
    older.sort();
  }
}

/** Puts a value into an ascending array in place of one that equals `gone`. */
function replaceSorted(ascending: Float64Array, gone: number, value: number): void {
  const from = countBelow(ascending, gone);
  const to = countBelow(ascending, value);
  if (to > from) {
    ascending.copyWithin(from, from + 1, to);
    ascending[to - 1] = value;
  } else {
    ascending.copyWithin(to + 1, to, from);
    ascending[to] = value;
  }
}

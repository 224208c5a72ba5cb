/**
 * A level holds at least this many values, so that the levels at the bottom are not compacted for
 * nothing.
 */
const LEVEL_CAPACITY_MIN = 8;
/** How much smaller a level is than the one above. */
const CAPACITY_RATIO = 2 / 3;

/**
 * The levels of a KLL sketch in one array.
 *
 * Level h lies from `#starts[h]` to before `#starts[h + 1]`, the top one at the end of the array;
 * the free space lies before level 0. Level 0 is in order of arrival, those above are ascending.
 */
export class KllLevels {
  readonly #random: () => number;
  readonly #k: number;
  #items: Float64Array;
  #starts: number[];
  /** Holds the survivors of a compaction while they are merged into the next level. */
  #survivors: Float64Array;

  constructor(random: () => number, k: number) {
    this.#random = random;
    this.#k = k;
    this.#items = new Float64Array(this.#capacityOf(1));
    this.#starts = [this.#items.length, this.#items.length];
    this.#survivors = new Float64Array(k);
  }

  /** Number of levels, from 1. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** Number of values that are kept. */
  get population(): number {
    return this.#items.length - this.#starts[0]!;
  }

  /** Adds a value that stands for itself. */
  push(value: number): void {
    if (this.#starts[0] === 0) this.#compact();
    this.#items[--this.#starts[0]!] = value;
  }

  /**
   * Adds a value that stands for `weight` values: once to every level whose bit of the weight is
   * set.
   */
  insert(value: number, weight: number): void {
    let rest = weight;
    for (let level = 0; rest > 0; level++, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 0) continue;
      while (this.count <= level) this.#addLevel();
      if (this.#starts[0] === 0) this.#compact();
      this.#insertAt(level, value);
    }
  }

  /** Adds the levels of another sketch of the same k, which stays as it is. */
  merge(other: KllLevels): void {
    const levels: Float64Array[] = [];
    for (let level = 0; level < Math.max(this.count, other.count); level++) {
      const both = new Float64Array(this.#sizeOf(level) + other.#sizeOf(level));
      both.set(this.valuesOf(level));
      both.set(other.valuesOf(level), this.#sizeOf(level));
      levels.push(level === 0 ? both : both.toSorted());
    }
    this.load(levels);
  }

  /** Takes these levels in place of its own, compacted until they fit. */
  load(levels: readonly Float64Array[]): void {
    const population = levels.reduce((sum, { length }) => sum + length, 0);
    const capacity = this.#capacityOf(levels.length);
    this.#items = new Float64Array(Math.max(population, capacity));
    let start = this.#items.length - population;
    this.#starts = [start];
    for (const values of levels) {
      this.#items.set(values, start);
      start += values.length;
      this.#starts.push(start);
    }
    while (this.population > this.#capacityOf(this.count)) this.#compact();
    this.#resize(this.#capacityOf(this.count));
  }

  /** Removes all values and levels. */
  clear(): void {
    this.load([new Float64Array()]);
  }

  /** The values of a level, a view; none for a level that does not exist. */
  valuesOf(level: number): Float64Array {
    if (level >= this.count) return new Float64Array();
    return this.#items.subarray(this.#starts[level], this.#starts[level + 1]);
  }

  /** Calls `visit` for every value with the number of values it stands for. */
  each(visit: (value: number, weight: number) => void): void {
    for (let level = 0; level < this.count; level++) {
      for (const value of this.valuesOf(level)) visit(value, 2 ** level);
    }
  }

  #sizeOf(level: number): number {
    return level < this.count ? this.#starts[level + 1]! - this.#starts[level]! : 0;
  }

  /** How many values a level may hold when there are `count` levels. */
  #levelCapacity(level: number, count: number): number {
    return Math.max(LEVEL_CAPACITY_MIN, Math.ceil(this.#k * CAPACITY_RATIO ** (count - 1 - level)));
  }

  #capacityOf(count: number): number {
    let capacity = 0;
    for (let level = 0; level < count; level++) capacity += this.#levelCapacity(level, count);
    return capacity;
  }

  /** Halves the lowest level that is full, which there is when all of them together are. */
  #compact(): void {
    let level = 0;
    while (this.#sizeOf(level) < this.#levelCapacity(level, this.count)) level++;
    if (level === this.count - 1) this.#addLevel();
    this.#halve(level);
  }

  #halve(level: number): void {
    const items = this.#items;
    const start = this.#starts[level]!;
    const end = this.#starts[level + 1]!;
    // With an odd number of values one stays behind, so that the weight of all remains the same.
    const first = start + ((end - start) % 2);
    const half = (end - first) / 2;
    const last = items[start]!;
    if (level === 0) items.subarray(first, end).sort();
    this.#survive(first, half);
    this.#mergeSurvivors(half, end, this.#starts[level + 2]!);
    items.copyWithin(this.#starts[0]! + half, this.#starts[0]!, start);
    if (first > start) items[start + half] = last;
    for (let below = 0; below <= level; below++) this.#starts[below]! += half;
    this.#starts[level + 1] = end - half;
  }

  /** Copies every other of 2 `half` values from `first` on: the even or the odd ones. */
  #survive(first: number, half: number): void {
    if (this.#survivors.length < half) this.#survivors = new Float64Array(half);
    const offset = first + (this.#random() < 0.5 ? 0 : 1);
    for (let pair = 0; pair < half; pair++) this.#survivors[pair] = this.#items[offset + 2 * pair]!;
  }

  /** Merges the survivors and the values from `start` to `end`; the result ends at `end`. */
  #mergeSurvivors(half: number, start: number, end: number): void {
    const items = this.#items;
    const survivors = this.#survivors;
    // The place that is written never overtakes the one that is read.
    let to = start - half;
    let at = start;
    for (let survivor = 0; survivor < half;) {
      const takesSurvivor = at === end || survivors[survivor]! <= items[at]!;
      items[to++] = takesSurvivor ? survivors[survivor++]! : items[at++]!;
    }
  }

  /** Puts a value in its place in a level above the first, or at the beginning of the first. */
  #insertAt(level: number, value: number): void {
    const items = this.#items;
    const end = this.#starts[level + 1]!;
    let place = this.#starts[level]!;
    if (level > 0) while (place < end && items[place]! < value) place++;
    items.copyWithin(this.#starts[0]! - 1, this.#starts[0]!, place);
    items[place - 1] = value;
    for (let below = 0; below <= level; below++) this.#starts[below]!--;
  }

  #addLevel(): void {
    this.#starts.push(this.#items.length);
    this.#resize(Math.max(this.population, this.#capacityOf(this.count)));
  }

  #resize(length: number): void {
    const more = length - this.#items.length;
    if (more === 0) return;
    const items = new Float64Array(length);
    items.set(this.#items.subarray(this.#starts[0]), this.#starts[0]! + more);
    this.#items = items;
    for (let level = 0; level < this.#starts.length; level++) this.#starts[level]! += more;
  }
}

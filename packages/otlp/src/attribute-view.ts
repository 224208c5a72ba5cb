/**
 * The wanted attributes of one record or resource, as parallel arrays of which the first `count` entries are
 * valid, and only during the callback that hands them over. A key that occurs twice is there twice, in order.
 */
export interface AttributeView {
  readonly count: number;
  /** What `classify` answered for the key, above 0. */
  readonly action: Int32Array;
  /** One of `ValueType`. */
  readonly type: Uint8Array;
  /** A bool as 0 or 1, an int rounded to a double, a double; NaN for every other type. */
  readonly number: Float64Array;
  /** First byte of a string or byte string, or of the body of an ArrayValue or KeyValueList; otherwise 0. */
  readonly start: Int32Array;
  /** Behind its last byte. */
  readonly end: Int32Array;
}

const CAPACITY_FIRST = 64;

/** An `AttributeView` that grows up to a maximum and never shrinks. */
export class AttributeBuffer implements AttributeView {
  readonly #attributesMax: number;
  /** What was dropped because the maximum was reached, since the buffer was made. */
  dropped = 0;
  count = 0;
  action: Int32Array;
  type: Uint8Array;
  number: Float64Array;
  start: Int32Array;
  end: Int32Array;

  constructor(attributesMax: number) {
    const capacity = Math.min(CAPACITY_FIRST, attributesMax);
    this.#attributesMax = attributesMax;
    this.action = new Int32Array(capacity);
    this.type = new Uint8Array(capacity);
    this.number = new Float64Array(capacity);
    this.start = new Int32Array(capacity);
    this.end = new Int32Array(capacity);
  }

  /** Appends a bool, int or double. */
  addNumber(action: number, type: number, number: number): void {
    const index = this.count;
    if (index === this.action.length && !this.#grow()) return;
    this.action[index] = action;
    this.type[index] = type;
    this.number[index] = number;
    this.start[index] = 0;
    this.end[index] = 0;
    this.count = index + 1;
  }

  /** Appends a value of any other type. */
  addRange(action: number, type: number, start: number, end: number): void {
    const index = this.count;
    if (index === this.action.length && !this.#grow()) return;
    this.action[index] = action;
    this.type[index] = type;
    this.number[index] = Number.NaN;
    this.start[index] = start;
    this.end[index] = end;
    this.count = index + 1;
  }

  #grow(): boolean {
    const capacity = Math.min(this.#attributesMax, this.action.length * 2);
    if (capacity === this.action.length) {
      this.dropped++;
      return false;
    }
    this.action = grown(this.action, new Int32Array(capacity));
    this.type = grown(this.type, new Uint8Array(capacity));
    this.number = grown(this.number, new Float64Array(capacity));
    this.start = grown(this.start, new Int32Array(capacity));
    this.end = grown(this.end, new Int32Array(capacity));
    return true;
  }
}

function grown<T extends Int32Array | Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

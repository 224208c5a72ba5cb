import { type Allocate, allocated } from './allocate.ts';
import { MessageWriter } from './message-writer.ts';
import { behindVarint, checkSize } from './wire.ts';

const CAPACITY_FIRST = 64;

/** Room that is kept from one request to the next. */
const KEPT_PATCHES_MAX = 65_536;
const KEPT_BYTES_MAX = 1024 * 1024;

/** Runs of at most so many bytes are copied faster one by one than through a view of them. */
const SHORT_RUN = 24;

const NO_BYTES = new Uint8Array(0);

/**
 * Changes to one protobuf message, collected while it is read and carried out in one pass over its bytes.
 *
 * A patch puts bytes in the place of a range. An embedded message is opened before anything inside it is patched
 * and closed behind it, which gives it its new length; one in which nothing was patched leaves no trace. Patches of
 * different messages may come in any order; those at one position are carried out in the order in which they came.
 */
export class Patches {
  /** What patches put in, one after the other. Write here, then call `replaceWith`. */
  readonly writer: MessageWriter = new MessageWriter();
  #bytes: Uint8Array = NO_BYTES;
  #count = 0;
  #isOrdered = true;
  /** By how many bytes the message has grown so far. */
  #growth = 0;
  #from: Int32Array = new Int32Array(CAPACITY_FIRST);
  #to: Int32Array = new Int32Array(CAPACITY_FIRST);
  #writtenStart: Int32Array = new Int32Array(CAPACITY_FIRST);
  #writtenEnd: Int32Array = new Int32Array(CAPACITY_FIRST);
  #growthBefore: Float64Array = new Float64Array(CAPACITY_FIRST);

  /** Begins with another message. */
  begin(bytes: Uint8Array): void {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#count = 0;
    this.#isOrdered = true;
    this.#growth = 0;
    this.writer.clear(KEPT_BYTES_MAX);
  }

  /** How many patches there are, messages that were opened included. */
  get count(): number {
    return this.#count;
  }

  /** Opens the message in the delimited field at `field`, which has been checked. The answer closes it. */
  open(field: number): number {
    const lengthStart = behindVarint(this.#bytes, field);
    this.#push(lengthStart, behindVarint(this.#bytes, lengthStart), 0, 0);
    return this.#count - 1;
  }

  /** Closes a message that ends at `end`. */
  close(opened: number, end: number): void {
    if (this.#count === opened + 1) {
      this.#count = opened;
      return;
    }
    const lengthStart = this.#from[opened] as number;
    const start = this.#to[opened] as number;
    const growth = this.#growth - (this.#growthBefore[opened] as number);
    if (growth === 0) {
      this.#to[opened] = lengthStart;
      return;
    }
    const written = this.writer.length;
    this.writer.bareVarint(end - start + growth);
    this.#writtenStart[opened] = written;
    this.#writtenEnd[opened] = this.writer.length;
    this.#growth += this.writer.length - written - (start - lengthStart);
  }

  /** Takes the field [field, end) out, whose message has been opened, and all changes inside it. */
  drop(opened: number, field: number, end: number): void {
    this.#count = opened;
    this.#growth = this.#growthBefore[opened] as number;
    this.remove(field, end);
  }

  /** Takes a range out. */
  remove(from: number, to: number): void {
    this.#push(from, to, 0, 0);
    this.#growth -= to - from;
  }

  /**
   * Puts what `writer` has written since its length was `written` in the place of a range, which may be empty.
   * Does nothing if the bytes are the same.
   */
  replaceWith(written: number, from: number, to: number): void {
    const end = this.writer.length;
    if (end - written === to - from && this.#isSame(written, from, to)) return;
    this.#push(from, to, written, end);
    this.#growth += end - written - (to - from);
  }

  /**
   * The changed message in memory of its own; nothing if there is no patch.
   *
   * @throws {OtlpError} `too_large` when the result would be longer than 2 GiB.
   */
  finish(allocate: Allocate): Uint8Array | undefined {
    if (this.#count === 0) return undefined;
    checkSize(this.#bytes.length + this.#growth);
    const order = this.#isOrdered ? undefined : this.#sorted();
    const bytes = this.#bytes;
    const into = allocated(allocate, bytes.length + this.#growth);
    const written = this.writer.written(0, this.writer.length);
    let position = 0;
    let offset = 0;
    for (let at = 0; at < this.#count; at++) {
      const patch = order === undefined ? at : (order[at] as number);
      const from = this.#from[patch] as number;
      offset = copy(bytes, position, from, into, offset);
      const [start, end] = [this.#writtenStart[patch] as number, this.#writtenEnd[patch] as number];
      offset = copy(written, start, end, into, offset);
      position = this.#to[patch] as number;
    }
    copy(bytes, position, bytes.length, into, offset);
    return into;
  }

  /** Lets go of the bytes and of the memory for unusually many changes. */
  release(): void {
    this.#bytes = NO_BYTES;
    this.#count = 0;
    if (this.#from.length <= KEPT_PATCHES_MAX) return;
    this.#from = new Int32Array(CAPACITY_FIRST);
    this.#to = new Int32Array(CAPACITY_FIRST);
    this.#writtenStart = new Int32Array(CAPACITY_FIRST);
    this.#writtenEnd = new Int32Array(CAPACITY_FIRST);
    this.#growthBefore = new Float64Array(CAPACITY_FIRST);
  }

  #isSame(written: number, from: number, to: number): boolean {
    if (from === to) return true;
    const { buffer, byteOffset } = this.#bytes;
    const before = new Uint8Array(buffer, byteOffset + from, to - from);
    const after = this.writer.written(written, this.writer.length);
    return before.every((byte, at) => byte === after[at]);
  }

  #push(from: number, to: number, start: number, end: number): void {
    const at = this.#count++;
    if (at === this.#from.length) this.#grow();
    this.#from[at] = from;
    this.#to[at] = to;
    this.#writtenStart[at] = start;
    this.#writtenEnd[at] = end;
    this.#growthBefore[at] = this.#growth;
    if (at > 0 && this.#isBefore(at, at - 1)) this.#isOrdered = false;
  }

  /** What is put in at a position comes before what begins there is replaced: it belongs to what ends there. */
  #isBefore(a: number, b: number): boolean {
    const distance = (this.#from[a] as number) - (this.#from[b] as number);
    return distance < 0 || (distance === 0 && (this.#to[a] as number) < (this.#to[b] as number));
  }

  #sorted(): Uint32Array {
    const order = Uint32Array.from({ length: this.#count }, (_, at) => at);
    return order.toSorted((a, b) => {
      if (this.#isBefore(a, b)) return -1;
      return this.#isBefore(b, a) ? 1 : a - b;
    });
  }

  #grow(): void {
    const capacity = this.#from.length * 2;
    this.#from = grown(this.#from, new Int32Array(capacity));
    this.#to = grown(this.#to, new Int32Array(capacity));
    this.#writtenStart = grown(this.#writtenStart, new Int32Array(capacity));
    this.#writtenEnd = grown(this.#writtenEnd, new Int32Array(capacity));
    this.#growthBefore = grown(this.#growthBefore, new Float64Array(capacity));
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Copies [start, end) to `offset` and answers the offset behind it. */
// oxlint-disable-next-line eslint/max-params -- called per change on the hot path: an object would be allocated each time
function copy(
  from: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  offset: number,
): number {
  if (end - start > SHORT_RUN) {
    into.set(from.subarray(start, end), offset);
  } else {
    for (let at = start; at < end; at++) into[offset + at - start] = from[at] as number;
  }
  return offset + end - start;
}

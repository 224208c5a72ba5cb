/** A message around items, as far as it is in a part. */
interface Node {
  readonly tag: number;
  readonly own: readonly number[];
  /** Length of the body. */
  length: number;
  /** Messages, and ranges of the request as two numbers in turn. */
  readonly children: (Node | number)[];
}

/** A message around items that are being added. */
interface Envelope {
  readonly tag: number;
  /** Ranges of the fields that every part repeats, and their length. */
  readonly own: readonly number[];
  readonly ownLength: number;
  /** Whether a part with it and what is around it has no room for any item. */
  readonly isOversized: boolean;
  /** Nothing while the part holds no item of it. */
  node: Node | undefined;
}

/** Bytes of an empty field: its tag and its length. */
const ITEM_BYTES_MIN = 2;

/**
 * The part of a request that is being filled. Envelopes are entered and left as they are in the request; they are in the
 * part once an item is added inside them. The length is known exactly before anything is copied.
 */
export class Part {
  readonly bytes: Uint8Array;
  readonly #maxBytes: number;
  readonly #maxItems: number;
  readonly #open: Envelope[] = [];
  #root: Node = createNode(0, [], 0);
  #items = 0;

  constructor(bytes: Uint8Array, maxBytes: number, maxItems: number) {
    this.bytes = bytes;
    this.#maxBytes = maxBytes;
    this.#maxItems = maxItems;
  }

  get isEmpty(): boolean {
    return this.#root.children.length === 0;
  }

  /** How many envelopes are open. */
  get depth(): number {
    return this.#open.length;
  }

  enter(tag: number, own: readonly number[]): void {
    let ownLength = 0;
    for (let at = 0; at < own.length; at += 2) {
      ownLength += (own[at + 1] as number) - (own[at] as number);
    }
    let length = sizeOf(ownLength + ITEM_BYTES_MIN);
    for (const around of this.#open.toReversed()) length = sizeOf(around.ownLength + length);
    const isOversized = length > this.#maxBytes;
    this.#open.push({ tag, own, ownLength, isOversized, node: undefined });
  }

  leave(): void {
    this.#open.pop();
  }

  /** Whether the part must be finished before so much is added. */
  isFullFor(length: number, items: number): boolean {
    if (this.isEmpty) return false;
    if (items > 0 && this.#items + items > this.#maxItems) return true;
    if (this.#root.length + this.#growthFor(length) <= this.#maxBytes) return false;
    // What is in an oversized envelope stays together: a part for each item would repeat all of it for each.
    return this.#open.find(({ isOversized }) => isOversized)?.node === undefined;
  }

  /** Adds the field [start, end) of the innermost envelope. */
  add(start: number, end: number, items: number): void {
    this.#items += items;
    this.#grow(end - start);
    let parent = this.#root;
    for (const { node } of this.#open) {
      if (node === undefined) continue;
      // A node without children has just been made.
      if (node.children.length === 0) parent.children.push(node);
      parent = node;
    }
    const { children } = parent;
    if (children.at(-1) === start) children[children.length - 1] = end;
    else children.push(start, end);
  }

  /** The part as a request; the next one begins. */
  finish(): Uint8Array {
    const into = new Uint8Array(this.#root.length);
    writeBody(this.bytes, this.#root, into, 0);
    this.#root = createNode(0, [], 0);
    this.#items = 0;
    for (const envelope of this.#open) envelope.node = undefined;
    return into;
  }

  /** By how much the part grows with a field of this length. */
  #growthFor(length: number): number {
    let growth = length;
    for (const { node, ownLength } of this.#open.toReversed()) {
      growth =
        node === undefined
          ? sizeOf(ownLength + growth)
          : sizeOf(node.length + growth) - sizeOf(node.length);
    }
    return growth;
  }

  /** Makes room for a field of this length in the open envelopes, and nodes for those that have none. */
  #grow(length: number): void {
    let growth = length;
    for (const envelope of this.#open.toReversed()) {
      const { node, tag, own, ownLength } = envelope;
      if (node === undefined) {
        envelope.node = createNode(tag, own, ownLength + growth);
        growth = sizeOf(envelope.node.length);
      } else {
        const before = sizeOf(node.length);
        node.length += growth;
        growth = sizeOf(node.length) - before;
      }
    }
    this.#root.length += growth;
  }
}

function createNode(tag: number, own: readonly number[], length: number): Node {
  return { tag, own, length, children: [] };
}

/** Bytes of a delimited field with a tag of one byte and a body of this length. */
function sizeOf(length: number): number {
  let size = 2 + length;
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Writes a body at `offset` and answers the offset behind it. */
function writeBody(bytes: Uint8Array, node: Node, into: Uint8Array, offset: number): number {
  let next = writeRanges(bytes, node.own, into, offset);
  const { children } = node;
  for (let at = 0; at < children.length; at++) {
    const child = children[at] as Node | number;
    if (typeof child === 'number') {
      next = writeRanges(bytes, [child, children[++at] as number], into, next);
    } else {
      into[next++] = child.tag;
      let rest = child.length;
      for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) into[next++] = (rest & 0x7f) | 0x80;
      into[next++] = rest;
      next = writeBody(bytes, child, into, next);
    }
  }
  return next;
}

function writeRanges(
  bytes: Uint8Array,
  ranges: readonly number[],
  into: Uint8Array,
  offset: number,
): number {
  let next = offset;
  for (let at = 0; at < ranges.length; at += 2) {
    const [start, end] = [ranges[at] as number, ranges[at + 1] as number];
    into.set(bytes.subarray(start, end), next);
    next += end - start;
  }
  return next;
}

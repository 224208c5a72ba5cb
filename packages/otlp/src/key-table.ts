import { ABSENT, ByteTable, FULL, hashBytes } from './byte-table.ts';

/** Attributes of a record whose key is guessed from the one that stood there before. */
const POSITIONS = 1024;

/** Average bytes per key that the table has room for. */
const BYTES_PER_KEY = 256;

/** A key longer than this is never kept. */
const KEY_BYTES_MAX = 1024;

/** Ignored keys are dropped only when at least one key in so many is ignored, so that it pays. */
const WORTH_EVICTING = 4;

/**
 * What `classify` says of each attribute key, looked up by bytes.
 *
 * Records of one source carry the same keys in the same order, so the key at a position is first compared with
 * the key that stood there in the last record; only if it differs it is hashed. `classify` is asked once per
 * key while the key is kept.
 */
export class KeyTable {
  readonly #classify: (key: string) => number;
  readonly #keysMax: number;
  readonly #table: ByteTable;
  readonly #actions: Int32Array;
  readonly #guesses: Int32Array[] = [];
  readonly #decoder: TextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #wanted = 0;
  /** How often all ignored keys were dropped. */
  evictions = 0;
  /** How often a key was classified without being kept. */
  unkept = 0;

  constructor(classify: (key: string) => number, keysMax: number) {
    this.#classify = classify;
    this.#keysMax = keysMax;
    this.#table = new ByteTable(keysMax, Math.max(KEY_BYTES_MAX, keysMax * BYTES_PER_KEY));
    this.#actions = new Int32Array(keysMax);
  }

  /** Says which bytes the offsets of the next calls refer to. */
  bind(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
  }

  /** Guesses for one kind of message, whose keys come in an order of their own. */
  createGuesses(): Int32Array {
    const guesses = new Int32Array(POSITIONS).fill(ABSENT);
    this.#guesses.push(guesses);
    return guesses;
  }

  /** The action for the key in [start, end), which stands at `position` of the messages with these guesses. */
  action(guesses: Int32Array, position: number, start: number, end: number): number {
    const guess = guesses[position] ?? ABSENT;
    if (guess !== ABSENT && this.#table.equals(guess, this.#view, start, end - start)) {
      return this.#actions[guess] as number;
    }
    return this.#lookUp(guesses, position, start, end);
  }

  #lookUp(guesses: Int32Array, position: number, start: number, end: number): number {
    const length = end - start;
    const hash = hashBytes(this.#view, start, length);
    const known = this.#table.find(this.#view, start, length, hash);
    if (known !== ABSENT) {
      guesses[position] = known;
      return this.#actions[known] as number;
    }
    const key = this.#decoder.decode(this.#bytes.subarray(start, end));
    const action = Math.max(0, Math.trunc(this.#classify(key)));
    const id = length > KEY_BYTES_MAX ? FULL : this.#add(start, length, hash);
    if (id === FULL) {
      this.unkept++;
      return action;
    }
    this.#actions[id] = action;
    if (action > 0) this.#wanted++;
    guesses[position] = id;
    return action;
  }

  #add(start: number, length: number, hash: number): number {
    const id = this.#table.add(this.#view, start, length, hash);
    if (id !== FULL || !this.#evict()) return id;
    return this.#table.add(this.#view, start, length, hash);
  }

  #evict(): boolean {
    const ignored = this.#table.size - this.#wanted;
    if (ignored === 0 || ignored * WORTH_EVICTING < this.#keysMax) return false;
    const actions = this.#actions;
    this.#table.retain((id) => (actions[id] as number) > 0);
    let kept = 0;
    for (const action of actions) if (action > 0) actions[kept++] = action;
    actions.fill(0, kept);
    for (const guesses of this.#guesses) guesses.fill(ABSENT);
    this.evictions++;
    return true;
  }
}

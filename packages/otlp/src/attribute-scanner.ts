import type { AttributeBuffer } from './attribute-view.ts';
import type { KeyTable } from './key-table.ts';
import { KeyValueReader } from './key-value-reader.ts';
import { ValueType } from './value-type.ts';
import { byteAt } from './wire.ts';

/** Bytes of the shortest attribute field that can be plain: tag, length, an empty key, an empty value. */
const PLAIN_BYTES_MIN = 6;

/** Finds the wanted attributes of one record or resource after another and puts them in a buffer. */
export class AttributeScanner {
  readonly #keys: KeyTable;
  readonly #guesses: Int32Array;
  #index = 0;
  readonly #into: AttributeBuffer;
  readonly #reader: KeyValueReader = new KeyValueReader();
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  constructor(keys: KeyTable, into: AttributeBuffer) {
    this.#keys = keys;
    this.#guesses = keys.createGuesses();
    this.#into = into;
  }

  /** Begins another record or resource. */
  reset(): void {
    this.#index = 0;
    this.#into.count = 0;
  }

  /** Says which bytes the positions of the next calls refer to. */
  bind(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#reader.bind(bytes, view);
  }

  /**
   * Takes the attribute fields in a row at `position` that are plain, and answers the position behind them,
   * which is `position` itself where there is none.
   *
   * Plain is what every encoder writes: the attribute's tag and a length of one byte, a key and then a value
   * that fills the rest. Everything else is left to `take`.
   */
  takePlain(position: number, end: number, tag: number): number {
    const bytes = this.#bytes;
    const keys = this.#keys;
    const guesses = this.#guesses;
    let index = this.#index;
    let field = position;
    while (end - field >= PLAIN_BYTES_MIN && byteAt(bytes, field) === tag) {
      const next = field + 2 + byteAt(bytes, field + 1);
      const key = field + 4;
      const value = key + byteAt(bytes, field + 3);
      // One comparison with `next` also bounds both lengths inside, as the one outside is below 128.
      if (
        byteAt(bytes, field + 1) > 0x7f ||
        next > end ||
        byteAt(bytes, field + 2) !== 0x0a ||
        value + 2 > next ||
        byteAt(bytes, value) !== 0x12 ||
        value + 2 + byteAt(bytes, value + 1) !== next
      ) {
        break;
      }
      const action = keys.action(guesses, index++, key, value);
      if (action > 0) this.#addValue(action, value + 2, next);
      field = next;
    }
    this.#index = index;
    return field;
  }

  /** Takes the attribute whose KeyValue is [start, end), of whatever form. */
  take(start: number, end: number): void {
    const reader = this.#reader;
    reader.readKeyValue(start, end);
    const action = this.#keys.action(this.#guesses, this.#index++, reader.keyStart, reader.keyEnd);
    if (action > 0) this.#addRead(action);
  }

  #addValue(action: number, start: number, end: number): void {
    const bytes = this.#bytes;
    if (end - start === 9 && byteAt(bytes, start) === 0x21) {
      this.#into.addNumber(action, ValueType.DOUBLE, this.#view.getFloat64(start + 1, true));
    } else if (
      end - start >= 2 &&
      byteAt(bytes, start) === 0x0a &&
      start + 2 + byteAt(bytes, start + 1) === end
    ) {
      this.#into.addRange(action, ValueType.STRING, start + 2, end);
    } else {
      this.#reader.readValue(start, end);
      this.#addRead(action);
    }
  }

  #addRead(action: number): void {
    const { type, number, start, end } = this.#reader;
    if (Number.isNaN(number)) this.#into.addRange(action, type, start, end);
    else this.#into.addNumber(action, type, number);
  }
}

import type { AttributeView } from './attribute-view.ts';
import { checkMessage } from './check-message.ts';
import { writeAnyValue, readAnyValue } from './common-codec.ts';
import { messageNumber } from './grammar.ts';
import type { KeyTable } from './key-table.ts';
import { KeyValueReader } from './key-value-reader.ts';
import { readerOf } from './message-reader.ts';
import type { AnyValue } from './model.ts';
import type { Patches } from './patches.ts';
import { ValueType } from './value-type.ts';
import { behindVarint, bodyOfField, byteAt, placeInside, skipField, type Place } from './wire.ts';

/**
 * The attributes that `classify` wants, of one record, resource or scope, or the entries of one map. As an
 * `AttributeView` it shows the bytes of the request: what was written since has the range 0 to 0 and is read with
 * `value`. Valid only during the callback that hands it over.
 */
export interface AttributeEntries extends AttributeView {
  /** The first attribute with that number above 0 which has not been removed; -1 when there is none. */
  find(action: number): number;
  key(index: number): string;
  /**
   * The value as an object, exact also for integers of 64 bits.
   *
   * @throws {OtlpError} `malformed` or `too_deep`.
   */
  value(index: number): AnyValue;
}

/**
 * Attributes that can be changed. What is written is seen at once by the methods here, and goes into the new request
 * when the callback returns. `index` is below `count`; one that was removed has the number 0 and must not be used.
 */
export interface EditableAttributes extends AttributeEntries {
  remove(index: number): void;
  /** Gives an attribute another value. All else that its bytes may hold stays. */
  replace(index: number, value: AnyValue): void;
  /** Gives an attribute another key; its value stays as the bytes it is. */
  rename(index: number, key: string): void;
  /** Adds an attribute behind the others. That its key is new is for the caller to see to. */
  append(key: string, value: AnyValue): void;
  /**
   * Hands the entries of a map to `edit` once this callback has returned; nothing happens where the value is no map.
   * The entries are those that `classifyEntry` wants, and maps within them can be edited in turn.
   */
  editMap(index: number, edit: (entries: EditableAttributes) => void): void;
}

const KEY_VALUE = messageNumber('KeyValue');
const KEY_VALUE_LIST = messageNumber('KeyValueList');
const ANY_VALUE = messageNumber('AnyValue');

const CAPACITY_FIRST = 64;

/** Room that is kept from one request to the next. */
const KEPT_ENTRIES_MAX = 4096;

/** Bytes of the shortest attribute field that can be plain: tag, length, an empty key, an empty value. */
const PLAIN_BYTES_MIN = 6;

const KEY_FIELD = 1;
const VALUE_FIELD = 2;
const ENTRIES_FIELD = 1;

type EditMap = (entries: EditableAttributes) => void;

/** What is to become of one attribute. */
interface Edit {
  isRemoved: boolean;
  key: string | undefined;
  value: AnyValue | undefined;
  map: EditMap | undefined;
}

/** Which keys are wanted. */
export interface Vocabulary {
  readonly keys: KeyTable;
  readonly classify: (key: string) => number;
}

/** What the editors of one splicer share. */
export interface EditorContext {
  readonly patches: Patches;
  readonly attributes: Vocabulary;
  /** Of the entries of maps. */
  readonly entries: Vocabulary;
}

/** Finds the wanted attributes of one message after another, and turns changes to them into patches. */
export class AttributeEditor implements EditableAttributes {
  readonly #context: EditorContext;
  readonly #vocabulary: Vocabulary;
  readonly #guesses: Int32Array;
  readonly #depth: Place;
  readonly #reader: KeyValueReader = new KeyValueReader();
  readonly #decoder: TextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #edits: Map<number, Edit> = new Map();
  #inner: AttributeEditor | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** Attributes met, wanted or not. */
  #met = 0;
  /** Attributes that stand in the bytes; appended ones follow. */
  #found = 0;
  count = 0;
  action: Int32Array = new Int32Array(CAPACITY_FIRST);
  type: Uint8Array = new Uint8Array(CAPACITY_FIRST);
  number: Float64Array = new Float64Array(CAPACITY_FIRST);
  start: Int32Array = new Int32Array(CAPACITY_FIRST);
  end: Int32Array = new Int32Array(CAPACITY_FIRST);
  #field: Int32Array = new Int32Array(CAPACITY_FIRST);
  #fieldEnd: Int32Array = new Int32Array(CAPACITY_FIRST);
  #keyStart: Int32Array = new Int32Array(CAPACITY_FIRST);
  #keyEnd: Int32Array = new Int32Array(CAPACITY_FIRST);

  constructor(context: EditorContext, vocabulary: Vocabulary, depth: Place) {
    this.#context = context;
    this.#vocabulary = vocabulary;
    this.#guesses = vocabulary.keys.createGuesses();
    this.#depth = depth;
  }

  /** Says which bytes the offsets of the next calls refer to. */
  bind(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#reader.bind(bytes, view);
    this.#inner?.bind(bytes, view);
    if (this.action.length > KEPT_ENTRIES_MAX) this.#resize(CAPACITY_FIRST);
    this.reset();
  }

  /** Begins another message. */
  reset(): void {
    this.#met = 0;
    this.#found = 0;
    this.count = 0;
    if (this.#edits.size > 0) this.#edits.clear();
  }

  /** Whether anything was asked to be changed. */
  get isEdited(): boolean {
    return this.#edits.size > 0;
  }

  /**
   * Takes the attribute fields in a row at `position` that have this tag of one byte and are written as encoders write
   * them, and answers the position behind them: `position` itself where there is none.
   */
  collectPlain(position: number, end: number, tag: number): number {
    const bytes = this.#bytes;
    const { keys } = this.#vocabulary;
    const guesses = this.#guesses;
    let met = this.#met;
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
      const action = keys.action(guesses, met++, key, value);
      if (action > 0) {
        this.#reader.readKeyValue(field + 2, next);
        this.#addRead(action, field, next);
      }
      field = next;
    }
    this.#met = met;
    return field;
  }

  /** Takes the attribute in the field [field, end) whose KeyValue begins at `start`. */
  collect(field: number, start: number, end: number): void {
    this.#reader.readKeyValue(start, end);
    const { keyStart, keyEnd } = this.#reader;
    const action = this.#vocabulary.keys.action(this.#guesses, this.#met++, keyStart, keyEnd);
    if (action > 0) this.#addRead(action, field, end);
  }

  find(action: number): number {
    for (let index = 0; index < this.count; index++) {
      if (this.action[index] === action) return index;
    }
    return -1;
  }

  key(index: number): string {
    const key = this.#edits.get(index)?.key;
    if (key !== undefined) return key;
    return this.#text(this.#keyStart[index], this.#keyEnd[index]);
  }

  value(index: number): AnyValue {
    const value = this.#edits.get(index)?.value;
    if (value !== undefined) return value;
    const type = this.type[index];
    if (type === ValueType.EMPTY) return null;
    if (type === ValueType.STRING) return this.#text(this.start[index], this.end[index]);
    if (type === ValueType.BOOL) return this.number[index] !== 0;
    if (type === ValueType.DOUBLE) return this.number[index] as number;
    return this.#decode(index);
  }

  remove(index: number): void {
    this.#editOf(index).isRemoved = true;
    this.action[index] = 0;
  }

  replace(index: number, value: AnyValue): void {
    const edit = this.#editOf(index);
    edit.value = value;
    edit.map = undefined;
    this.#show(index, value);
  }

  rename(index: number, key: string): void {
    this.#editOf(index).key = key;
    this.action[index] = this.#vocabulary.classify(key);
  }

  append(key: string, value: AnyValue): void {
    const index = this.#add(this.#vocabulary.classify(key));
    const edit = this.#editOf(index);
    edit.key = key;
    edit.value = value;
    this.#show(index, value);
  }

  editMap(index: number, edit: EditMap): void {
    if (this.type[index] === ValueType.KEY_VALUE_LIST) this.#editOf(index).map = edit;
  }

  /** Patches the attributes that stand in [start, end). */
  commit(start: number, end: number): void {
    const { patches } = this.#context;
    for (const index of [...this.#edits.keys()].toSorted((a, b) => a - b)) {
      const field = this.#field[index] as number;
      if (index >= this.#found || field < start || field >= end) continue;
      const edit = this.#edits.get(index) as Edit;
      const fieldEnd = this.#fieldEnd[index] as number;
      if (edit.isRemoved) {
        patches.remove(field, fieldEnd);
        continue;
      }
      const opened = patches.open(field);
      const body = bodyOf(this.#bytes, field);
      if (edit.key !== undefined) this.#patch(body, fieldEnd, KEY_FIELD, edit.key);
      if (edit.value !== undefined) this.#patch(body, fieldEnd, VALUE_FIELD, edit.value);
      else if (edit.map !== undefined) this.#patchMap(body, fieldEnd, edit.map);
      patches.close(opened, fieldEnd);
    }
  }

  /** Patches in the attributes that were added, as fields numbered `field` at `position`. */
  commitAppended(position: number, field: number): void {
    if (this.count === this.#found) return;
    const { patches } = this.#context;
    const written = patches.writer.length;
    this.writeAppended(field);
    patches.replaceWith(written, position, position);
  }

  /** Writes the attributes that were added, as fields numbered `field`. */
  writeAppended(field: number): void {
    const { writer } = this.#context.patches;
    for (let index = this.#found; index < this.count; index++) {
      const edit = this.#edits.get(index) as Edit;
      if (edit.isRemoved) continue;
      writer.message(field, () => {
        writer.string(KEY_FIELD, edit.key);
        writeAnyValue(writer, VALUE_FIELD, edit.value as AnyValue);
      });
    }
  }

  /** Whether attributes were added and not removed again. */
  get hasAppended(): boolean {
    for (let index = this.#found; index < this.count; index++) {
      if (this.#edits.get(index)?.isRemoved === false) return true;
    }
    return false;
  }

  /** Adds the attribute that the reader holds. */
  #addRead(action: number, field: number, end: number): void {
    const { keyStart, keyEnd, type, number, start, end: to } = this.#reader;
    const index = this.#add(action);
    this.#found = this.count;
    this.type[index] = type;
    this.number[index] = number;
    this.start[index] = start;
    this.end[index] = to;
    this.#field[index] = field;
    this.#fieldEnd[index] = end;
    this.#keyStart[index] = keyStart;
    this.#keyEnd[index] = keyEnd;
  }

  /**
   * Writes a key or value in the place of the last one; earlier ones, which it overrides, go.
   * The end of the KeyValue is the place where there is none.
   */
  #patch(start: number, end: number, field: number, value: AnyValue): void {
    const { patches } = this.#context;
    const bytes = this.#bytes;
    let last = -1;
    for (let position = start; position < end;) {
      const next = skipField(bytes, position, end, KEY_VALUE);
      if (bodyOfField(bytes, position, field) >= 0) {
        if (last >= 0) patches.remove(last, skipField(bytes, last, end, KEY_VALUE));
        last = position;
      }
      position = next;
    }
    const written = patches.writer.length;
    if (field === KEY_FIELD) patches.writer.string(KEY_FIELD, value as string);
    else writeAnyValue(patches.writer, VALUE_FIELD, value);
    const [from, to] = last < 0 ? [end, end] : [last, skipField(bytes, last, end, KEY_VALUE)];
    patches.replaceWith(written, from, to);
  }

  /** KeyValue: 2 value AnyValue. AnyValue: 6 KeyValueList. */
  #patchMap(start: number, end: number, edit: EditMap): void {
    const { patches } = this.#context;
    const bytes = this.#bytes;
    for (let position = start; position < end;) {
      const next = skipField(bytes, position, end, KEY_VALUE);
      const body = bodyOfField(bytes, position, VALUE_FIELD);
      if (body >= 0) {
        const opened = patches.open(position);
        for (let inner = body; inner < next;) {
          const innerEnd = skipField(bytes, inner, next, ANY_VALUE);
          const list = bodyOfField(bytes, inner, ValueType.KEY_VALUE_LIST);
          if (list >= 0) this.#patchList(inner, list, innerEnd, edit);
          inner = innerEnd;
        }
        patches.close(opened, next);
      }
      position = next;
    }
  }

  /** KeyValueList: 1 values repeated KeyValue. */
  #patchList(field: number, start: number, end: number, edit: EditMap): void {
    const { patches, entries } = this.#context;
    const bytes = this.#bytes;
    const depth = placeInside(this.#depth, KEY_VALUE_LIST, field);
    let inner = this.#inner;
    if (inner === undefined) {
      inner = new AttributeEditor(this.#context, entries, depth);
      inner.bind(bytes, this.#view);
      this.#inner = inner;
    }
    inner.reset();
    for (let position = start; position < end;) {
      const next = skipField(bytes, position, end, KEY_VALUE_LIST);
      const body = bodyOfField(bytes, position, ENTRIES_FIELD);
      if (body >= 0) inner.collect(position, body, next);
      position = next;
    }
    edit(inner);
    if (!inner.isEdited) return;
    const opened = patches.open(field);
    inner.commit(start, end);
    inner.commitAppended(end, ENTRIES_FIELD);
    patches.close(opened, end);
  }

  #editOf(index: number): Edit {
    const known = this.#edits.get(index);
    if (known !== undefined) return known;
    const edit: Edit = { isRemoved: false, key: undefined, value: undefined, map: undefined };
    this.#edits.set(index, edit);
    return edit;
  }

  /** Lets the view say what kind of value was written. */
  #show(index: number, value: AnyValue): void {
    this.type[index] = typeOf(value);
    this.start[index] = 0;
    this.end[index] = 0;
    const isNumber =
      typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint';
    this.number[index] = isNumber ? Number(value) : Number.NaN;
  }

  #text(start: number | undefined, end: number | undefined): string {
    return this.#decoder.decode(this.#bytes.subarray(start, end));
  }

  #decode(index: number): AnyValue {
    const start = bodyOf(this.#bytes, this.#field[index] as number);
    const end = this.#fieldEnd[index] as number;
    checkMessage(this.#bytes, start, end, placeInside(this.#depth, KEY_VALUE, start));
    const value = readerOf(this.#bytes.subarray(start, end)).message(VALUE_FIELD);
    return value === undefined ? null : readAnyValue(value);
  }

  #add(action: number): number {
    const index = this.count++;
    if (index === this.action.length) this.#resize(index * 2);
    this.action[index] = action;
    return index;
  }

  #resize(capacity: number): void {
    this.action = resized(this.action, new Int32Array(capacity));
    this.type = resized(this.type, new Uint8Array(capacity));
    this.number = resized(this.number, new Float64Array(capacity));
    this.start = resized(this.start, new Int32Array(capacity));
    this.end = resized(this.end, new Int32Array(capacity));
    this.#field = resized(this.#field, new Int32Array(capacity));
    this.#fieldEnd = resized(this.#fieldEnd, new Int32Array(capacity));
    this.#keyStart = resized(this.#keyStart, new Int32Array(capacity));
    this.#keyEnd = resized(this.#keyEnd, new Int32Array(capacity));
  }
}

function typeOf(value: AnyValue): number {
  if (typeof value === 'string') return ValueType.STRING;
  if (typeof value === 'boolean') return ValueType.BOOL;
  if (typeof value === 'bigint') return ValueType.INT;
  if (typeof value === 'number') return ValueType.DOUBLE;
  if (value === null) return ValueType.EMPTY;
  if (value instanceof Uint8Array) return ValueType.BYTES;
  return Array.isArray(value) ? ValueType.ARRAY : ValueType.KEY_VALUE_LIST;
}

/** Where the body of the delimited field at `field`, which has been checked, begins. */
function bodyOf(bytes: Uint8Array, field: number): number {
  return behindVarint(bytes, behindVarint(bytes, field));
}

function resized<T extends Int32Array | Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}

import { type Allocate, allocateNew } from './allocate.ts';
import { AttributeEditor, type EditableAttributes } from './attribute-editor.ts';
import { CurrentRecord, type DroppableMetric, type EditableRecord } from './editable-record.ts';
import { messageNumber } from './grammar.ts';
import { KeyTable } from './key-table.ts';
import { Patches } from './patches.ts';
import type { Signal } from './signal.ts';
import {
  DATA_POINTS,
  type InnerGrammar,
  type RecordGrammar,
  RESOURCE,
  SCOPE,
  SIGNALS,
  type SignalGrammar,
} from './splice-grammar.ts';
import { behindVarint, bodyOfField, checkSize, readTag, skipField } from './wire.ts';

/** What a splicer looks for, and who changes it. Callbacks must not call the same splicer. */
export interface SplicerOptions {
  readonly signal: Signal;
  /** As for a scanner: 0 leaves attributes with this key alone, a number above 0 hands them over with it. */
  readonly classify: (key: string) => number;
  /**
   * The same for the entries of maps.
   *
   * @default Every entry is handed over, with the number 1.
   */
  readonly classifyEntry?: (key: string) => number;
  readonly onResource?: (attributes: EditableAttributes) => void;
  readonly onScope?: (attributes: EditableAttributes) => void;
  /** Called for a metric before its data points; they are not met if it is dropped. */
  readonly onMetric?: (metric: DroppableMetric) => void;
  readonly onRecord?: (record: EditableRecord) => void;
  /** Attributes of an event or link of a span, or of an exemplar of a data point, that stays. */
  readonly onInner?: (attributes: EditableAttributes) => void;
  /**
   * The most keys kept, as for a scanner.
   *
   * @default 4096
   */
  readonly keysMax?: number;
}

/** What a splicer has done since it was made. */
export interface SplicerCounters {
  /** Spans, log records and data points met; those of a dropped metric are not. */
  readonly records: number;
  /** Spans, log records and metrics' data points that a callback dropped by themselves. */
  readonly droppedRecords: number;
  readonly droppedMetrics: number;
  /** Records in which something was changed: an attribute, the trace state. */
  readonly changedRecords: number;
}

/** Edits requests in place of decoding them. */
export interface Splicer {
  /**
   * The request as the callbacks changed it, in new bytes; the same bytes if they changed nothing. What they do not
   * touch is copied as it stands, unknown fields and unusual encodings included; only lengths are written anew.
   * Scopes, resources and metrics whose last record was dropped go with it.
   *
   * Checks what it reads and nothing else, as a scanner does.
   *
   * @param allocate Gives the memory of what was changed; called once at most. New memory unless given.
   * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
   */
  splice(bytes: Uint8Array, allocate?: Allocate): Uint8Array;
  readonly counters: SplicerCounters;
}

/** Makes a splicer for the export requests of one signal. */
export function createSplicer(options: SplicerOptions): Splicer {
  return new RequestSplicer(options);
}

const KEYS_MAX = 4096;

const METRIC = messageNumber('Metric');
const DATA_POINT = 1;

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

class RequestSplicer implements Splicer {
  readonly #options: SplicerOptions;
  readonly #grammar: SignalGrammar;
  readonly #patches: Patches = new Patches();
  readonly #keys: KeyTable;
  readonly #entryKeys: KeyTable;
  readonly #inner: AttributeEditor;
  readonly #current: CurrentRecord;
  readonly #counters: Mutable<SplicerCounters> = {
    records: 0,
    droppedRecords: 0,
    droppedMetrics: 0,
    changedRecords: 0,
  };
  #bytes: Uint8Array = NO_BYTES;

  constructor(options: SplicerOptions) {
    const { signal, classify, classifyEntry = () => 1, keysMax = KEYS_MAX } = options;
    this.#options = options;
    this.#grammar = SIGNALS[signal];
    this.#keys = new KeyTable(classify, keysMax);
    this.#entryKeys = new KeyTable(classifyEntry, keysMax);
    const context = {
      patches: this.#patches,
      attributes: { keys: this.#keys, classify },
      entries: { keys: this.#entryKeys, classify: classifyEntry },
    };
    const create = (): AttributeEditor => new AttributeEditor(context, context.attributes, 0);
    this.#inner = create();
    this.#current = new CurrentRecord(create(), create(), create());
  }

  get counters(): SplicerCounters {
    return this.#counters;
  }

  splice(bytes: Uint8Array, allocate: Allocate = allocateNew): Uint8Array {
    checkSize(bytes.length);
    this.#bind(bytes);
    this.#patches.begin(bytes);
    try {
      this.#spliceRequest(bytes.length);
      return this.#patches.finish(allocate) ?? bytes;
    } finally {
      this.#patches.release();
      this.#bind(NO_BYTES);
    }
  }

  #bind(bytes: Uint8Array): void {
    const { attributes, resource, scope } = this.#current;
    const { buffer, byteOffset, length } = bytes;
    const view = length === 0 ? NO_VIEW : new DataView(buffer, byteOffset, length);
    this.#bytes = bytes;
    this.#current.bytes = bytes;
    this.#keys.bind(bytes, view);
    this.#entryKeys.bind(bytes, view);
    for (const editor of [attributes, resource, scope, this.#inner]) editor.bind(bytes, view);
  }

  /** Request: 1 repeated Resource…. */
  #spliceRequest(end: number): void {
    for (let position = 0; position < end;) {
      const next = skipField(this.#bytes, position, end, this.#grammar.request);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) this.#spliceOfResource(position, body, next);
      position = next;
    }
  }

  /** Resource…: 1 resource Resource, 2 repeated Scope…. */
  #spliceOfResource(field: number, start: number, end: number): void {
    const opened = this.#patches.open(field);
    const place = this.#grammar.ofResource;
    this.#spliceHead(start, end, place, RESOURCE, this.#current.resource, this.#options.onResource);
    let kept = 0;
    let dropped = 0;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, place);
      const body = bodyOfField(this.#bytes, position, 2);
      if (body >= 0) {
        if (this.#spliceOfScope(position, body, next)) kept++;
        else dropped++;
      }
      position = next;
    }
    this.#close(opened, [field, end], dropped > 0 && kept === 0);
  }

  /** Scope…: 1 scope InstrumentationScope, 2 repeated Span, LogRecord or Metric. False when it goes. */
  #spliceOfScope(field: number, start: number, end: number): boolean {
    const opened = this.#patches.open(field);
    const place = this.#grammar.ofScope;
    const { record } = this.#grammar;
    this.#spliceHead(start, end, place, SCOPE, this.#current.scope, this.#options.onScope);
    let kept = 0;
    let dropped = 0;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, place);
      const body = bodyOfField(this.#bytes, position, 2);
      if (body >= 0) {
        const isKept =
          record === undefined
            ? this.#spliceMetric(position, body, next)
            : this.#spliceRecord(position, body, next, record);
        if (isKept) kept++;
        else dropped++;
      }
      position = next;
    }
    return this.#close(opened, [field, end], dropped > 0 && kept === 0);
  }

  /** The resource or scope in field 1 of [start, end). One that comes twice is merged, so both are met at once. */
  // oxlint-disable-next-line eslint/max-params -- called per scope: an object would be allocated each time
  #spliceHead(
    start: number,
    end: number,
    place: number,
    grammar: InnerGrammar,
    editor: AttributeEditor,
    edit: ((attributes: EditableAttributes) => void) | undefined,
  ): void {
    editor.reset();
    let last = -1;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, place);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) {
        last = position;
        this.#collect(editor, body, next, grammar);
      }
      position = next;
    }
    edit?.(editor);
    if (!editor.isEdited) return;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, place);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) {
        const opened = this.#patches.open(position);
        editor.commit(body, next);
        if (position === last) editor.commitAppended(next, grammar.attributes);
        this.#patches.close(opened, next);
      }
      position = next;
    }
    if (last < 0) this.#addHead(start, grammar, editor);
  }

  /** Writes a resource or scope where there is none. */
  #addHead(position: number, grammar: InnerGrammar, editor: AttributeEditor): void {
    if (!editor.hasAppended) return;
    const { writer } = this.#patches;
    const written = writer.length;
    writer.message(1, () => editor.writeAppended(grammar.attributes));
    this.#patches.replaceWith(written, position, position);
  }

  /** Metric: 1 name string, and its data. Data: 1 repeated data point. */
  #spliceMetric(field: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    const current = this.#current;
    current.readMetric(start, end);
    const opened = this.#patches.open(field);
    this.#options.onMetric?.(current);
    if (current.isDropped) {
      this.#counters.droppedMetrics++;
      return this.#close(opened, [field, end], true);
    }
    let kept = 0;
    let dropped = 0;
    for (let position = start; position < end;) {
      const next = skipField(bytes, position, end, METRIC);
      const tag = readTag(bytes, position, end, METRIC);
      const grammar = (tag & 7) === 2 ? DATA_POINTS.get(tag >>> 3) : undefined;
      if (grammar !== undefined) {
        const points = this.#counters.records;
        const gone = this.#splicePoints(position, next, grammar);
        dropped += gone;
        kept += this.#counters.records - points - gone;
      }
      position = next;
    }
    return this.#close(opened, [field, end], dropped > 0 && kept === 0);
  }

  /** Answers how many points were dropped. */
  #splicePoints(field: number, end: number, grammar: RecordGrammar): number {
    const bytes = this.#bytes;
    const opened = this.#patches.open(field);
    let dropped = 0;
    for (let position = behindVarint(bytes, behindVarint(bytes, field)); position < end;) {
      const next = skipField(bytes, position, end, METRIC);
      const body = bodyOfField(bytes, position, DATA_POINT);
      if (body >= 0 && !this.#spliceRecord(position, body, next, grammar)) dropped++;
      position = next;
    }
    this.#patches.close(opened, end);
    return dropped;
  }

  /** A span, log record or data point. False when it goes. */
  #spliceRecord(field: number, start: number, end: number, grammar: RecordGrammar): boolean {
    const current = this.#current;
    const opened = this.#patches.open(field);
    this.#counters.records++;
    current.read(start, end, grammar);
    this.#options.onRecord?.(current);
    if (current.isDropped) {
      this.#counters.droppedRecords++;
      return this.#close(opened, [field, end], true);
    }
    const { attributes } = current;
    const before = this.#patches.count;
    attributes.commit(start, end);
    if (current.hasInner) this.#spliceInner(start, end, grammar);
    attributes.commitAppended(end, grammar.attributes);
    current.commitTraceState(this.#patches, end, grammar);
    if (this.#patches.count > before) this.#counters.changedRecords++;
    return this.#close(opened, [field, end], false);
  }

  /** Events, links and exemplars. */
  #spliceInner(start: number, end: number, grammar: RecordGrammar): void {
    const edit = this.#options.onInner;
    if (edit === undefined) return;
    const bytes = this.#bytes;
    const editor = this.#inner;
    for (let position = start; position < end;) {
      const next = skipField(bytes, position, end, grammar.message);
      const tag = readTag(bytes, position, end, grammar.message);
      const inner = (tag & 7) === 2 ? grammar.inner.get(tag >>> 3) : undefined;
      if (inner !== undefined) {
        const body = behindVarint(bytes, behindVarint(bytes, position));
        editor.reset();
        this.#collect(editor, body, next, inner);
        edit(editor);
        if (editor.isEdited) {
          const opened = this.#patches.open(position);
          editor.commit(body, next);
          editor.commitAppended(next, inner.attributes);
          this.#patches.close(opened, next);
        }
      }
      position = next;
    }
  }

  #collect(editor: AttributeEditor, start: number, end: number, grammar: InnerGrammar): void {
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, grammar.message);
      const body = bodyOfField(this.#bytes, position, grammar.attributes);
      if (body >= 0) editor.collect(position, body, next);
      position = next;
    }
  }

  /** Closes a message or takes it out. Whether it stays. */
  #close(opened: number, [field, end]: readonly [number, number], isDropped: boolean): boolean {
    if (isDropped) this.#patches.drop(opened, field, end);
    else this.#patches.close(opened, end);
    return !isDropped;
  }
}

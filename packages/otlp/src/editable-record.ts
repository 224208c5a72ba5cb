import type { AttributeEditor, AttributeEntries, EditableAttributes } from './attribute-editor.ts';
import { checkMessage } from './check-message.ts';
import { readAnyValue } from './common-codec.ts';
import { messageNumber } from './grammar.ts';
import { readInt64 } from './key-value-reader.ts';
import { readerOf } from './message-reader.ts';
import type { AnyValue } from './model.ts';
import type { Patches } from './patches.ts';
import type { RecordGrammar } from './splice-grammar.ts';
import { behindVarint, bodyOfField, byteAt, readTag, skipField } from './wire.ts';

/** One span, log record or data point that can be changed. Valid only during the callback. */
export interface EditableRecord {
  /** The request. */
  readonly bytes: Uint8Array;
  /** Name of a span, event name of a log record, name of a data point's metric. */
  readonly name: string;
  /** Offset of the 16 bytes of the trace id; -1 when it is absent or of another length. */
  readonly traceIdStart: number;
  /** W3C trace state of a span; empty when absent. */
  readonly traceState: string;
  /** Severity number of a log record; 0 when absent. */
  readonly severityNumber: number;
  /** Body of a log record; `null` when absent or empty. @throws {OtlpError} `malformed` or `too_deep`. */
  readonly body: AnyValue;
  readonly attributes: EditableAttributes;
  /** Of its resource and scope, with what has been changed in them. */
  readonly resource: AttributeEntries;
  readonly scope: AttributeEntries;
  /** Takes the record out of the request. */
  drop(): void;
  /** Writes the trace state of a span. Nothing else has one: `splice` throws a TypeError. */
  setTraceState(text: string): void;
}

/** A metric, which can be dropped with all its data points. Valid only during the callback. */
export interface DroppableMetric {
  readonly name: string;
  readonly resource: AttributeEntries;
  readonly scope: AttributeEntries;
  drop(): void;
}

const METRIC = messageNumber('Metric');
const ANY_VALUE = messageNumber('AnyValue');
const METRIC_NAME = 1;
const TRACE_ID_BYTES = 16;

const NO_BYTES = new Uint8Array(0);

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the parts of the record stand that is being read; an empty range means absent. */
export class CurrentRecord implements EditableRecord, DroppableMetric {
  readonly attributes: AttributeEditor;
  readonly resource: AttributeEditor;
  readonly scope: AttributeEditor;
  bytes: Uint8Array = NO_BYTES;
  nameStart = 0;
  nameEnd = 0;
  traceIdStart = -1;
  /** The field, and its body. */
  traceStateField = -1;
  traceStateStart = 0;
  traceStateEnd = 0;
  severityNumber = 0;
  bodyStart = 0;
  bodyEnd = 0;
  hasInner = false;
  isDropped = false;
  newTraceState: string | undefined;

  constructor(attributes: AttributeEditor, resource: AttributeEditor, scope: AttributeEditor) {
    this.attributes = attributes;
    this.resource = resource;
    this.scope = scope;
  }

  reset(): void {
    this.traceIdStart = -1;
    this.traceStateField = -1;
    this.traceStateStart = 0;
    this.traceStateEnd = 0;
    this.severityNumber = 0;
    this.bodyStart = 0;
    this.bodyEnd = 0;
    this.hasInner = false;
    this.isDropped = false;
    this.newTraceState = undefined;
    this.attributes.reset();
  }

  /** Reads the record in [start, end). */
  read(start: number, end: number, grammar: RecordGrammar): void {
    const { bytes } = this;
    this.reset();
    // A data point has its metric's name.
    if (grammar.name > 0) this.#setName(0, 0);
    const attributeTag = (grammar.attributes << 3) | 2;
    for (let position = start; position < end;) {
      const behind = this.attributes.collectPlain(position, end, attributeTag);
      if (behind > position) {
        position = behind;
        continue;
      }
      const next = skipField(bytes, position, end, grammar.message);
      let tag = byteAt(bytes, position);
      if (tag > 0x7f) tag = readTag(bytes, position, end, grammar.message);
      if (tag === attributeTag) {
        const body = behindVarint(bytes, behindVarint(bytes, position));
        this.attributes.collect(position, body, next);
      } else if ((tag & 7) === 2) {
        this.#readDelimited(tag >>> 3, position, next, grammar);
      } else if (tag === grammar.severity << 3) {
        this.severityNumber = readInt64(bytes, behindVarint(bytes, position)) | 0;
      }
      position = next;
    }
  }

  /** Reads the name of the metric in [start, end). */
  readMetric(start: number, end: number): void {
    this.reset();
    this.#setName(0, 0);
    for (let position = start; position < end;) {
      const next = skipField(this.bytes, position, end, METRIC);
      const body = bodyOfField(this.bytes, position, METRIC_NAME);
      if (body >= 0) this.#setName(body, next);
      position = next;
    }
  }

  /** Puts the new trace state where the last one stands, which is the one that counts. */
  commitTraceState(patches: Patches, end: number, { traceState }: RecordGrammar): void {
    if (this.newTraceState === undefined) return;
    if (traceState === 0) throw new TypeError('only a span has a trace state');
    const written = patches.writer.length;
    patches.writer.string(traceState, this.newTraceState);
    if (this.traceStateField < 0) patches.replaceWith(written, end, end);
    else patches.replaceWith(written, this.traceStateField, this.traceStateEnd);
  }

  get name(): string {
    return this.#text(this.nameStart, this.nameEnd);
  }

  get traceState(): string {
    return this.newTraceState ?? this.#text(this.traceStateStart, this.traceStateEnd);
  }

  get body(): AnyValue {
    if (this.bodyStart === this.bodyEnd) return null;
    checkMessage(this.bytes, this.bodyStart, this.bodyEnd, ANY_VALUE);
    return readAnyValue(readerOf(this.bytes.subarray(this.bodyStart, this.bodyEnd)));
  }

  drop(): void {
    this.isDropped = true;
  }

  setTraceState(text: string): void {
    this.newTraceState = text;
  }

  #readDelimited(number: number, position: number, end: number, grammar: RecordGrammar): void {
    const start = behindVarint(this.bytes, behindVarint(this.bytes, position));
    switch (number) {
      case grammar.name:
        this.#setName(start, end);
        break;
      case grammar.traceId:
        this.traceIdStart = end - start === TRACE_ID_BYTES ? start : -1;
        break;
      case grammar.traceState:
        this.traceStateField = position;
        this.traceStateStart = start;
        this.traceStateEnd = end;
        break;
      case grammar.body:
        this.bodyStart = start;
        this.bodyEnd = end;
        break;
      default:
        if (grammar.inner.has(number)) this.hasInner = true;
    }
  }

  #setName(start: number, end: number): void {
    this.nameStart = start;
    this.nameEnd = end;
  }

  #text(start: number, end: number): string {
    return start === end ? '' : DECODER.decode(this.bytes.subarray(start, end));
  }
}

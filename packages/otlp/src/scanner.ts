import { AttributeScanner } from './attribute-scanner.ts';
import { AttributeBuffer, type AttributeView } from './attribute-view.ts';
import { messageNumber } from './grammar.ts';
import { KeyTable } from './key-table.ts';
import { readInt64 } from './key-value-reader.ts';
import {
  behindVarint,
  bodyOfField,
  byteAt,
  checkSize,
  readBodyEnd,
  readTag,
  skipField,
  skipFixed,
} from './wire.ts';

/**
 * One span or log record, as a view over the request. One object is used for all of them: it is valid only
 * during the callback. Offsets count from the start of `bytes`; an empty range means absent.
 */
export interface RecordView {
  /** The request. */
  readonly bytes: Uint8Array;
  /** Range of the record's own message body. */
  readonly start: number;
  readonly end: number;
  /** End of a span; time of a log record, or else the time it was observed. Fractional; 0 when absent. */
  readonly timeUnixMs: number;
  /** Start of a span; of a log record the same as `timeUnixMs`. */
  readonly startTimeUnixMs: number;
  /** Offset of the 16 bytes of the trace id; -1 when it is absent, of another length or all zero. */
  readonly traceIdStart: number;
  /** Offset of the 8 bytes of the span id; -1 likewise. */
  readonly spanIdStart: number;
  /** Name of a span, event name of a log record. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** W3C trace state of a span; empty for a log record. */
  readonly traceStateStart: number;
  readonly traceStateEnd: number;
  /** Of a span: 0 unset, 1 ok, 2 error, and other numbers as they came; 0 for a log record. */
  readonly statusCode: number;
  readonly attributes: AttributeView;
  /** Wanted attributes of the resource, complete also where it follows its records in the bytes. */
  readonly resource: AttributeView;
}

/** What a scanner looks for. */
export interface ScannerOptions {
  readonly signal: 'traces' | 'logs';
  /**
   * Asked once per distinct attribute key for as long as the key is kept: 0 ignores it, a number above 0 hands
   * its values over with that number.
   */
  readonly classify: (key: string) => number;
  /**
   * The most keys kept. When they are reached, ignored keys are dropped and wanted ones stay; when that would
   * free less than a quarter, further keys are classified each time they are met.
   *
   * @default 4096
   */
  readonly keysMax?: number;
  /**
   * The most wanted attributes of one record or resource; what is beyond is dropped and counted.
   *
   * @default 1024
   */
  readonly attributesMax?: number;
}

/** Reads spans or log records in place. */
export interface Scanner {
  /**
   * Calls `onRecord` for every span or log record, in the order of the bytes, and answers how many there were.
   *
   * Checks what it reads and nothing else: use `countItems` on bytes of unknown origin. What `countItems`
   * accepts never throws. Records before a fault have been handed over when it is found. `onRecord` must not
   * call `scan` of the same scanner; what it throws passes through.
   *
   * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
   */
  scan(bytes: Uint8Array, onRecord: (record: RecordView) => void): number;
  readonly counters: ScannerCounters;
}

/** What a scanner could not do within its limits, since it was made. */
export interface ScannerCounters {
  /** Wanted attributes beyond `attributesMax`. */
  readonly droppedAttributes: number;
  /** How often all ignored keys were dropped. */
  readonly evictions: number;
  /** How often a key was classified without being kept. */
  readonly unkeptKeys: number;
}

const KEYS_MAX = 4096;
const ATTRIBUTES_MAX = 1024;

/**
 * A scanner for the export requests of one signal. It allocates one DataView per request and nothing
 * per record or value.
 */
export function createScanner(options: ScannerOptions): Scanner {
  return new RecordScanner(options);
}

/** What a field of a record is to the scanner. */
const ROLE = {
  OTHER: 0,
  ATTRIBUTE: 1,
  TRACE_ID: 2,
  SPAN_ID: 3,
  TRACE_STATE: 4,
  NAME: 5,
  START_TIME: 6,
  TIME: 7,
  OBSERVED_TIME: 8,
  STATUS: 9,
} as const;

/*
 *   Span       1 trace_id bytes, 2 span_id bytes, 3 trace_state string, 5 name string,
 *              7 start_time_unix_nano fixed64, 8 end_time_unix_nano fixed64, 9 attributes repeated KeyValue,
 *              15 status Status
 *   LogRecord  1 time_unix_nano fixed64, 6 attributes repeated KeyValue, 9 trace_id bytes, 10 span_id bytes,
 *              11 observed_time_unix_nano fixed64, 12 event_name string
 *
 * The key is the tag: field number * 8 + wire type.
 */
const ROLES: Readonly<Record<ScannerOptions['signal'], Readonly<Record<number, number>>>> = {
  traces: {
    0x0a: ROLE.TRACE_ID,
    0x12: ROLE.SPAN_ID,
    0x1a: ROLE.TRACE_STATE,
    0x2a: ROLE.NAME,
    0x39: ROLE.START_TIME,
    0x41: ROLE.TIME,
    0x4a: ROLE.ATTRIBUTE,
    0x7a: ROLE.STATUS,
  },
  logs: {
    0x09: ROLE.TIME,
    0x32: ROLE.ATTRIBUTE,
    0x4a: ROLE.TRACE_ID,
    0x52: ROLE.SPAN_ID,
    0x59: ROLE.OBSERVED_TIME,
    0x62: ROLE.NAME,
  },
};

const MESSAGES = {
  traces: {
    request: messageNumber('ExportTraceServiceRequest'),
    ofResource: messageNumber('ResourceSpans'),
    ofScope: messageNumber('ScopeSpans'),
    record: messageNumber('Span'),
  },
  logs: {
    request: messageNumber('ExportLogsServiceRequest'),
    ofResource: messageNumber('ResourceLogs'),
    ofScope: messageNumber('ScopeLogs'),
    record: messageNumber('LogRecord'),
  },
} as const;

const RESOURCE = messageNumber('Resource');
const STATUS = messageNumber('Span.Status');

const NANOS_PER_MS = 1e6;
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

type RecordVisitor = (record: RecordView) => void;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

class RecordScanner implements Scanner {
  readonly #isTraces: boolean;
  readonly #messages: (typeof MESSAGES)['traces' | 'logs'];
  readonly #roles: Uint8Array = new Uint8Array(128);
  readonly #keys: KeyTable;
  readonly #attributeBuffers: readonly AttributeBuffer[];
  readonly #attributes: AttributeScanner;
  readonly #resource: AttributeScanner;
  readonly #record: Mutable<RecordView>;
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = NO_VIEW;

  constructor({
    signal,
    classify,
    keysMax = KEYS_MAX,
    attributesMax = ATTRIBUTES_MAX,
  }: ScannerOptions) {
    this.#isTraces = signal === 'traces';
    this.#messages = MESSAGES[signal];
    for (const [tag, role] of Object.entries(ROLES[signal])) this.#roles[Number(tag)] = role;
    this.#keys = new KeyTable(classify, keysMax);
    const attributes = new AttributeBuffer(attributesMax);
    const resource = new AttributeBuffer(attributesMax);
    this.#attributeBuffers = [attributes, resource];
    this.#attributes = new AttributeScanner(this.#keys, attributes);
    this.#resource = new AttributeScanner(this.#keys, resource);
    this.#record = {
      bytes: NO_BYTES,
      start: 0,
      end: 0,
      timeUnixMs: 0,
      startTimeUnixMs: 0,
      traceIdStart: -1,
      spanIdStart: -1,
      nameStart: 0,
      nameEnd: 0,
      traceStateStart: 0,
      traceStateEnd: 0,
      statusCode: 0,
      attributes,
      resource,
    };
  }

  get counters(): ScannerCounters {
    return {
      droppedAttributes: this.#attributeBuffers.reduce((sum, { dropped }) => sum + dropped, 0),
      evictions: this.#keys.evictions,
      unkeptKeys: this.#keys.unkept,
    };
  }

  scan(bytes: Uint8Array, onRecord: RecordVisitor): number {
    checkSize(bytes.length);
    this.#bind(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    try {
      return this.#scanRequest(bytes.length, onRecord);
    } finally {
      // A scanner outlives its requests and must not keep the last one in memory.
      this.#bind(NO_BYTES, NO_VIEW);
    }
  }

  #bind(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#keys.bind(bytes, view);
    this.#attributes.bind(bytes, view);
    this.#resource.bind(bytes, view);
    this.#record.bytes = bytes;
  }

  /** Export…ServiceRequest: 1 repeated Resource… */
  #scanRequest(end: number, onRecord: RecordVisitor): number {
    let records = 0;
    for (let position = 0; position < end;) {
      const next = skipField(this.#bytes, position, end, this.#messages.request);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) records += this.#scanOfResource(body, next, onRecord);
      position = next;
    }
    return records;
  }

  /** Resource…: 1 resource Resource, 2 repeated Scope…. Two rounds, as the resource may come last. */
  #scanOfResource(start: number, end: number, onRecord: RecordVisitor): number {
    this.#resource.reset();
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, this.#messages.ofResource);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) this.#scanResource(body, next);
      position = next;
    }
    let records = 0;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, this.#messages.ofResource);
      const body = bodyOfField(this.#bytes, position, 2);
      if (body >= 0) records += this.#scanOfScope(body, next, onRecord);
      position = next;
    }
    return records;
  }

  /** Resource: 1 attributes repeated KeyValue. A resource that comes twice is merged. */
  #scanResource(start: number, end: number): void {
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, RESOURCE);
      const body = bodyOfField(this.#bytes, position, 1);
      if (body >= 0) this.#resource.take(body, next);
      position = next;
    }
  }

  /** Scope…: 2 repeated record. */
  #scanOfScope(start: number, end: number, onRecord: RecordVisitor): number {
    let records = 0;
    for (let position = start; position < end;) {
      const next = skipField(this.#bytes, position, end, this.#messages.ofScope);
      const body = bodyOfField(this.#bytes, position, 2);
      if (body >= 0) {
        this.#scanRecord(body, next);
        onRecord(this.#record);
        records++;
      }
      position = next;
    }
    return records;
  }

  #scanRecord(start: number, end: number): void {
    const bytes = this.#bytes;
    const record = this.#record;
    const roles = this.#roles;
    const place = this.#messages.record;
    const attributeTag = this.#isTraces ? 0x4a : 0x32;
    let startTime = 0;
    let time = 0;
    let observedTime = 0;
    this.#reset(start, end);
    for (let position = start; position < end;) {
      let tag = byteAt(bytes, position);
      let value = position + 1;
      if (tag > 0x7f) {
        tag = readTag(bytes, position, end, place);
        value = behindVarint(bytes, position);
      }
      if (tag === attributeTag) {
        const behind = this.#attributes.takePlain(position, end, tag);
        if (behind > position) {
          position = behind;
          continue;
        }
      }
      const role = tag < 128 ? byteAt(roles, tag) : ROLE.OTHER;
      if (role === ROLE.OTHER) {
        position = skipField(bytes, position, end, place);
        continue;
      }
      if (role >= ROLE.START_TIME && role <= ROLE.OBSERVED_TIME) {
        position = skipFixed(value, 8, end, place);
        const ms = this.#readTimeMs(value);
        if (role === ROLE.TIME) time = ms;
        else if (role === ROLE.START_TIME) startTime = ms;
        else observedTime = ms;
        continue;
      }
      position = readBodyEnd(bytes, value, end, place);
      const body = behindVarint(bytes, value);
      if (role === ROLE.ATTRIBUTE) {
        this.#attributes.take(body, position);
      } else {
        this.#readBody(role, body, position);
      }
    }
    record.timeUnixMs = time === 0 ? observedTime : time;
    record.startTimeUnixMs = this.#isTraces ? startTime : record.timeUnixMs;
  }

  #reset(start: number, end: number): void {
    const record = this.#record;
    record.start = start;
    record.end = end;
    record.traceIdStart = -1;
    record.spanIdStart = -1;
    record.nameStart = 0;
    record.nameEnd = 0;
    record.traceStateStart = 0;
    record.traceStateEnd = 0;
    record.statusCode = 0;
    this.#attributes.reset();
  }

  #readBody(role: number, start: number, end: number): void {
    const record = this.#record;
    switch (role) {
      case ROLE.TRACE_ID:
        record.traceIdStart = this.#isId(start, end, TRACE_ID_BYTES) ? start : -1;
        break;
      case ROLE.SPAN_ID:
        record.spanIdStart = this.#isId(start, end, SPAN_ID_BYTES) ? start : -1;
        break;
      case ROLE.TRACE_STATE:
        record.traceStateStart = start;
        record.traceStateEnd = end;
        break;
      case ROLE.NAME:
        record.nameStart = start;
        record.nameEnd = end;
        break;
      default:
        this.#readStatus(start, end);
    }
  }

  #isId(start: number, end: number, length: number): boolean {
    if (end - start !== length) return false;
    for (let position = start; position < end; position += 4) {
      if (this.#view.getInt32(position, true) !== 0) return true;
    }
    return false;
  }

  /** Status: 3 code varint. */
  #readStatus(start: number, end: number): void {
    for (let position = start; position < end;) {
      const tag = readTag(this.#bytes, position, end, STATUS);
      const next = skipField(this.#bytes, position, end, STATUS);
      if (tag === 0x18) {
        this.#record.statusCode = readInt64(this.#bytes, behindVarint(this.#bytes, position)) | 0;
      }
      position = next;
    }
  }

  /** Nanoseconds of 64 bits; their rounding to a double is the only one. */
  #readTimeMs(position: number): number {
    const low = this.#view.getUint32(position, true);
    const high = this.#view.getUint32(position + 4, true);
    return (high * 4_294_967_296 + low) / NANOS_PER_MS;
  }
}

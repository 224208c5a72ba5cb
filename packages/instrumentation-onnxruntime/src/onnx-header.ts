import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const HINTS = {
  unreadable: 'Check that the path names a regular file that this process may read.',
  truncated: 'Check that the file was copied completely.',
  foreign: 'Only models in ONNX format (protobuf) have a header that can be read.',
} as const;

/**
 * Why a header could not be read: `unreadable` (the file system refused), `truncated` (a length reaches
 * beyond the end) or `foreign` (the bytes are no ONNX model).
 */
export type OnnxHeaderErrorCode = keyof typeof HINTS;

/** The input has no ONNX header. Nothing but this is thrown by `readOnnxHeader`, whatever the bytes. */
export class OnnxHeaderError extends Error {
  override readonly name: string = 'OnnxHeaderError';
  readonly code: OnnxHeaderErrorCode;
  readonly hint: string;

  constructor(code: OnnxHeaderErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = HINTS[code];
  }
}

/** What a model file says about itself, without its weights. Absent fields are `undefined` or empty. */
export interface OnnxHeader {
  readonly producerName: string | undefined;
  readonly producerVersion: string | undefined;
  /** The number that the exporter gave the model; 0 where it gave none. */
  readonly modelVersion: bigint;
  readonly graphName: string | undefined;
  /** The free key-value pairs of `metadata_props`, at most 256. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Class names of the last classifier node in the order of its outputs, at most 1,000; integers as decimals. */
  readonly classNames: readonly string[] | undefined;
}

/** Random access to the bytes of a model. */
export interface ByteSource {
  readonly length: number;
  /** Fills `target` with the bytes from `position` on. The reader never asks beyond `length`. */
  read(target: Uint8Array, position: number): void;
}

const WINDOW_BYTES = 4096;
const TEXT_BYTES_MAX = 65_536;
const METADATA_MAX = 256;
const GRAPH_FIELDS_MAX = 50_000;
const NODES_MAX = 5_000;
const ATTRIBUTES_MAX = 64;
const CLASSES_MAX = 1_000;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/**
 * Reads the header of an ONNX model from its bytes, from a file or from any other random access source.
 *
 * The walk goes over the fields of ModelProto and skips what it does not need by seeking: from a file it
 * reads windows of 4 KiB, never the weights. Texts above 64 KiB, more than 5,000 nodes and the other
 * limits are passed over without an error.
 *
 * @throws {OnnxHeaderError} When the input cannot be read, is cut off or is no ONNX model.
 * @see onnx.proto of the ONNX project for the field numbers.
 */
export function readOnnxHeader(source: string | Uint8Array | ByteSource): OnnxHeader {
  if (typeof source !== 'string') return readModel(new Wire(source));
  return withFile(source, (file) => readModel(new Wire(file)));
}

function withFile<Result>(path: string, use: (file: ByteSource) => Result): Result {
  let descriptor: number | undefined;
  try {
    // Opening a pipe would wait for its writer and take the bytes away from the runtime.
    if (!statSync(path).isFile()) throw new OnnxHeaderError('unreadable', 'not a regular file');
    const opened = openSync(path, 'r');
    descriptor = opened;
    return use({
      length: fstatSync(opened).size,
      read(target, position) {
        const count = readSync(opened, target, 0, target.length, position);
        if (count < target.length)
          throw new OnnxHeaderError('truncated', 'the file became shorter');
      },
    });
  } catch (error) {
    if (error instanceof OnnxHeaderError) throw error;
    throw new OnnxHeaderError('unreadable', `the file cannot be read: ${String(error)}`, {
      cause: error,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** One field of a protobuf message. For a varint the range holds its bytes, else the payload. */
interface Field {
  readonly number: number;
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/** Walks protobuf through a window that moves over the source. */
class Wire {
  readonly length: number;
  readonly #source: ByteSource | undefined;
  #window: Uint8Array;
  #windowStart = 0;
  #position = 0;

  constructor(source: Uint8Array | ByteSource) {
    this.length = source.length;
    this.#source = source instanceof Uint8Array ? undefined : source;
    this.#window = source instanceof Uint8Array ? source : new Uint8Array(0);
  }

  *fields(start: number, end: number): Generator<Field, void, undefined> {
    let next = start;
    while (next < end) {
      this.#position = next;
      const key = this.#varint(end);
      const type = key % 8;
      const number = Math.floor(key / 8);
      const field = this.#fieldAt(number, type, end);
      next = field.end;
      yield field;
    }
  }

  text(field: Field): string | undefined {
    const size = field.end - field.start;
    if (field.type !== BYTES || size > TEXT_BYTES_MAX) return undefined;
    // Copied, since the bytes may lie in shared memory, which a decoder may refuse.
    return new TextDecoder().decode(new Uint8Array(this.#slice(field.start, size)));
  }

  int64(field: Field): bigint {
    let value = 0n;
    let shift = 0n;
    for (let position = field.start; position < field.end; position++) {
      value |= BigInt(this.#byte(position) & 0x7f) << shift;
      shift += 7n;
    }
    return BigInt.asIntN(64, value);
  }

  /**
   * The values of a packed list of varints.
   *
   * @yields {Field} Each value as a field of its own.
   */
  *packed(field: Field): Generator<Field, void, undefined> {
    let next = field.start;
    while (next < field.end) {
      const start = next;
      this.#position = start;
      this.#varint(field.end);
      next = this.#position;
      yield { number: field.number, type: VARINT, start, end: next };
    }
  }

  #fieldAt(number: number, type: number, end: number): Field {
    if (number === 0) throw new OnnxHeaderError('foreign', 'field number 0 is not protobuf');
    let start = this.#position;
    let size: number;
    if (type === VARINT) {
      this.#varint(end);
      size = this.#position - start;
    } else if (type === BYTES) {
      size = this.#varint(end);
      start = this.#position;
    } else if (type === FIXED_64 || type === FIXED_32) {
      size = type === FIXED_64 ? 8 : 4;
    } else {
      throw new OnnxHeaderError(
        'foreign',
        `wire type ${type} at byte ${start} is not used by ONNX`,
      );
    }
    if (size > end - start) {
      throw new OnnxHeaderError(
        'truncated',
        `field ${number} at byte ${start} reaches beyond the end`,
      );
    }
    return { number, type, start, end: start + size };
  }

  /** Exact up to 2^53; what is larger only has to fail as a length. */
  #varint(end: number): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#position >= end) throw new OnnxHeaderError('truncated', 'a varint is cut off');
      const byte = this.#byte(this.#position++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new OnnxHeaderError('foreign', 'a varint of more than 10 bytes is not protobuf');
  }

  #byte(position: number): number {
    const offset = position - this.#windowStart;
    const byte = offset >= 0 ? this.#window[offset] : undefined;
    return byte ?? this.#slice(position, 1)[0] ?? 0;
  }

  #slice(start: number, size: number): Uint8Array {
    const offset = start - this.#windowStart;
    if (offset < 0 || offset + size > this.#window.length) this.#moveTo(start, size);
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + size);
  }

  #moveTo(start: number, size: number): void {
    const length = Math.min(Math.max(size, WINDOW_BYTES), this.length - start);
    this.#window = new Uint8Array(length);
    this.#windowStart = start;
    this.#source?.read(this.#window, start);
  }
}

interface MutableHeader {
  producerName: string | undefined;
  producerVersion: string | undefined;
  modelVersion: bigint;
  graphName: string | undefined;
  classNames: readonly string[] | undefined;
}

/** ModelProto: ir_version 1, producer 2 and 3, model_version 5, graph 7, opset_import 8, metadata_props 14. */
function readModel(wire: Wire): OnnxHeader {
  const metadata = new Map<string, string>();
  const header: MutableHeader = {
    producerName: undefined,
    producerVersion: undefined,
    modelVersion: 0n,
    graphName: undefined,
    classNames: undefined,
  };
  let isModel = false;
  for (const field of wire.fields(0, wire.length)) {
    if (field.number === 1 && field.type === VARINT) isModel = true;
    else if (field.number === 2) header.producerName = wire.text(field);
    else if (field.number === 3) header.producerVersion = wire.text(field);
    else if (field.number === 5 && field.type === VARINT) header.modelVersion = wire.int64(field);
    else if (field.number === 7 && field.type === BYTES) readGraph(wire, field, header);
    else if (field.number === 14 && field.type === BYTES) readMetadata(wire, field, metadata);
  }
  if (!isModel) throw new OnnxHeaderError('foreign', 'the input has no ONNX version');
  return { ...header, metadata };
}

/** StringStringEntryProto: key 1, value 2. */
function readMetadata(wire: Wire, entry: Field, metadata: Map<string, string>): void {
  let key: string | undefined;
  let value: string | undefined;
  for (const field of wire.fields(entry.start, entry.end)) {
    if (field.number === 1) key = wire.text(field);
    else if (field.number === 2) value = wire.text(field);
  }
  if (key === undefined || value === undefined || metadata.size === METADATA_MAX) return;
  metadata.set(key, value);
}

/**
 * GraphProto: node 1, name 2, initializer 5. Writers keep the order of the numbers, so behind the name
 * there are only weights, and the walk may end.
 */
function readGraph(wire: Wire, graph: Field, header: MutableHeader): void {
  let fields = 0;
  let nodes = 0;
  for (const field of wire.fields(graph.start, graph.end)) {
    if (++fields > GRAPH_FIELDS_MAX) return;
    if (field.number === 2) header.graphName = wire.text(field);
    else if (field.number > 2 && header.graphName !== undefined) return;
    else if (field.number === 1 && field.type === BYTES && ++nodes <= NODES_MAX) {
      header.classNames = readNode(wire, field) ?? header.classNames;
    }
  }
}

/** NodeProto: op_type 4, attribute 5, domain 7. */
function readNode(wire: Wire, node: Field): readonly string[] | undefined {
  let operator: string | undefined;
  let domain: string | undefined;
  const attributes: Field[] = [];
  for (const field of wire.fields(node.start, node.end)) {
    if (field.number === 4) operator = wire.text(field);
    else if (field.number === 7) domain = wire.text(field);
    else if (field.number === 5 && field.type === BYTES && attributes.length < ATTRIBUTES_MAX) {
      attributes.push(field);
    }
  }
  if (domain !== 'ai.onnx.ml' || operator === undefined) return undefined;
  if (!operator.endsWith('Classifier') && operator !== 'ZipMap') return undefined;
  for (const attribute of attributes) {
    const names = readClassNames(wire, attribute);
    if (names !== undefined) return names;
  }
  return undefined;
}

/** AttributeProto: name 1, ints 8, strings 9. The name comes first, so a long list under another name is not walked. */
function readClassNames(wire: Wire, attribute: Field): readonly string[] | undefined {
  const names: string[] = [];
  let isClassNames = false;
  for (const field of wire.fields(attribute.start, attribute.end)) {
    if (field.number === 1) isClassNames = wire.text(field)?.startsWith('classlabels_') ?? false;
    if (!isClassNames) return undefined;
    for (const name of namesIn(wire, field)) {
      if (names.length === CLASSES_MAX) return undefined;
      names.push(name);
    }
  }
  return names.length === 0 ? undefined : names;
}

function* namesIn(wire: Wire, field: Field): Generator<string, void, undefined> {
  if (field.number === 9) {
    yield wire.text(field) ?? '';
  } else if (field.number === 8) {
    const values = field.type === BYTES ? wire.packed(field) : [field];
    for (const value of values) yield String(wire.int64(value));
  }
}

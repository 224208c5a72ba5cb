import type { MessageReader } from './message-reader.ts';
import type { MessageWriter } from './message-writer.ts';
import type { AnyValue, Attributes, Resource, Scope } from './model.ts';
import { ValueType } from './value-type.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A copy of an object without the properties that are undefined, so that absent fields are absent. */
export function present<T extends object>(object: {
  [Key in keyof T]: T[Key] | undefined;
}): T {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as unknown as T;
}

/*
 *   KeyValue      1 key string, 2 value AnyValue
 *   AnyValue      oneof 1 string, 2 bool, 3 int64, 4 double, 5 ArrayValue, 6 KeyValueList, 7 bytes,
 *                 8 int32 that only profiles use, here as good as empty
 *   ArrayValue    1 values repeated AnyValue
 *   KeyValueList  1 values repeated KeyValue
 */
const STRING_INDEX = 8;
const ANY_VALUE_FIELDS = [...Object.values(ValueType), STRING_INDEX];

/** Writes each attribute as a KeyValue in field `field`. */
export function writeAttributes(
  writer: MessageWriter,
  field: number,
  attributes: Attributes | undefined,
): void {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    writer.message(field, () => {
      writer.string(1, key);
      writeAnyValue(writer, 2, value);
    });
  }
}

/** Writes a value as an AnyValue in field `field`. */
export function writeAnyValue(writer: MessageWriter, field: number, value: AnyValue): void {
  writer.message(field, () => {
    switch (typeof value) {
      case 'string':
        writer.string(ValueType.STRING, value);
        break;
      case 'boolean':
        writer.bool(ValueType.BOOL, value);
        break;
      case 'bigint':
        writer.int64(ValueType.INT, value);
        break;
      case 'number':
        writer.double(ValueType.DOUBLE, value);
        break;
      case 'object':
        writeObject(writer, value);
        break;
      case 'function':
      case 'symbol':
      case 'undefined':
        throw new TypeError(`a ${typeof value} is no attribute value`);
    }
  });
}

function writeObject(writer: MessageWriter, value: Extract<AnyValue, object | null>): void {
  if (value === null) return;
  if (value instanceof Uint8Array) {
    writer.bytes(ValueType.BYTES, value);
  } else if (isArray(value)) {
    writer.message(ValueType.ARRAY, () => {
      for (const element of value) writeAnyValue(writer, 1, element);
    });
  } else {
    writer.message(ValueType.KEY_VALUE_LIST, () => writeAttributes(writer, 1, value));
  }
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: readonly AnyValue[] | Attributes): value is readonly AnyValue[] {
  return Array.isArray(value);
}

/** Reads the KeyValues in field `field`. */
export function readAttributes(message: MessageReader, field: number): Attributes {
  const attributes: Mutable<Attributes> = Object.create(null) as Mutable<Attributes>;
  for (const keyValue of message.messages(field)) {
    const value = keyValue.message(2);
    attributes[keyValue.string(1)] = value === undefined ? null : readAnyValue(value);
  }
  return attributes;
}

/** Reads the KeyValues in field `field`; undefined when there are none. */
export function readSomeAttributes(message: MessageReader, field: number): Attributes | undefined {
  const attributes = readAttributes(message, field);
  return Object.keys(attributes).length === 0 ? undefined : attributes;
}

/** Reads an AnyValue. */
export function readAnyValue(message: MessageReader): AnyValue {
  switch (message.oneof(ANY_VALUE_FIELDS)) {
    case ValueType.STRING:
      return message.string(ValueType.STRING);
    case ValueType.BOOL:
      return message.int64(ValueType.BOOL) !== 0n;
    case ValueType.INT:
      return message.int64(ValueType.INT);
    case ValueType.DOUBLE:
      return message.double(ValueType.DOUBLE) ?? null;
    case ValueType.ARRAY:
      return message.oneofMessage(ANY_VALUE_FIELDS).messages(1).map(readAnyValue);
    case ValueType.KEY_VALUE_LIST:
      return readAttributes(message.oneofMessage(ANY_VALUE_FIELDS), 1);
    case ValueType.BYTES:
      return message.bytes(ValueType.BYTES);
    default:
      return null;
  }
}

/* Resource: 1 attributes repeated KeyValue, 2 dropped_attributes_count uint32, 3 entity_refs (not read) */

/** Writes a Resource in field `field`. */
export function writeResource(writer: MessageWriter, field: number, resource: Resource): void {
  writer.message(field, () => {
    writeAttributes(writer, 1, resource.attributes);
    writer.uint32(2, resource.droppedAttributesCount || undefined);
  });
}

/** Reads the Resource in field `field`; one without attributes when it is absent. */
export function readResource(message: MessageReader, field: number): Resource {
  const resource = message.message(field);
  if (resource === undefined) return { attributes: Object.create(null) as Attributes };
  return present<Resource>({
    attributes: readAttributes(resource, 1),
    droppedAttributesCount: resource.uint32(2) || undefined,
  });
}

/*
 *   InstrumentationScope   1 name string, 2 version string, 3 attributes repeated KeyValue,
 *                          4 dropped_attributes_count uint32
 */

/** Writes an InstrumentationScope in field `field`. */
export function writeScope(writer: MessageWriter, field: number, scope: Scope): void {
  writer.message(field, () => {
    writer.string(1, scope.name || undefined);
    writer.string(2, scope.version || undefined);
    writeAttributes(writer, 3, scope.attributes);
    writer.uint32(4, scope.droppedAttributesCount || undefined);
  });
}

/** Reads the InstrumentationScope in field `field`; one without a name when it is absent. */
export function readScope(message: MessageReader, field: number): Scope {
  const scope = message.message(field);
  if (scope === undefined) return { name: '' };
  return present<Scope>({
    name: scope.string(1),
    version: scope.string(2) || undefined,
    attributes: readSomeAttributes(scope, 3),
    droppedAttributesCount: scope.uint32(4) || undefined,
  });
}

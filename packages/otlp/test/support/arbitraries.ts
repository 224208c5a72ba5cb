import fc from 'fast-check';
import protobuf from 'protobufjs/light.js';

/** Keys of few kinds, so that they repeat: empty, of word boundary lengths, alike, long, not ASCII. */
const KEYS = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  'model.name',
  'model.namf',
  'feature.value.a',
  'feature.value.b',
  'größe',
  '特徴',
  '__proto__',
  '\uFEFFbom',
  'k'.repeat(127),
  'k'.repeat(128),
  'k'.repeat(1500),
];

const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 6 }));

const text = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(124), 'x'.repeat(128), 'x'.repeat(300)) },
);

const bytes = fc.uint8Array({ maxLength: 20 });

function id(length: number): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) },
    { weight: 1, arbitrary: fc.constant(new Uint8Array(length)) },
    { weight: 1, arbitrary: bytes },
  );
}

function integer(min: bigint, max: bigint): fc.Arbitrary<string> {
  return fc
    .oneof(
      fc.bigInt({ min, max }),
      fc.constantFrom(0n, 1n, 127n, 128n, min, max),
      fc.bigInt({ min: 0n, max: 5000n }),
    )
    .map(String);
}

const UNSIGNED_64 = integer(0n, 2n ** 64n - 1n);
const SIGNED_64 = integer(-(2n ** 63n), 2n ** 63n - 1n);

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  bytes,
  bool: fc.boolean(),
  double: fc.double(),
  int32: fc.integer(),
  sint32: fc.integer(),
  uint32: fc.nat({ max: 2 ** 31 - 1 }),
  fixed32: fc.nat({ max: 2 ** 31 - 1 }),
  int64: SIGNED_64,
  sfixed64: SIGNED_64,
  uint64: UNSIGNED_64,
  fixed64: UNSIGNED_64,
};

/** How deep values nest at most, and how long repeated fields are. */
const NESTING_MAX = 3;
const REPEATED_MAX = 4;

/** Any message of a type, with any of its fields, as an object for protobufjs' `fromObject`. */
export function messageOf(type: protobuf.Type, nesting = 0): fc.Arbitrary<object> {
  const plain: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of type.fieldsArray) {
    if (!inOneof(field)) plain[field.name] = fieldOf(field, nesting);
  }
  const oneofs = type.oneofsArray
    .filter(({ fieldsArray }) => fieldsArray.length > 1)
    .map(({ fieldsArray }) => memberOf(fieldsArray, nesting));
  return fc
    .tuple(fc.record(plain, { requiredKeys: [] }), ...oneofs)
    .map((parts) => Object.assign({}, ...parts) as object);
}

/** Whether a field belongs to a oneof that the schema names, not to one that stands for `optional`. */
export function inOneof(field: protobuf.Field): boolean {
  return field.partOf !== null && field.partOf.fieldsArray.length > 1;
}

function memberOf(fields: readonly protobuf.Field[], nesting: number): fc.Arbitrary<object> {
  const flat = fields.filter((field) => nesting < NESTING_MAX || field.resolvedType === null);
  return fc.oneof(
    fc.constant({}),
    ...flat.map((field) => fc.record({ [field.name]: fieldOf(field, nesting + 1) })),
  );
}

function fieldOf(field: protobuf.Field, nesting: number): fc.Arbitrary<unknown> {
  field.resolve();
  const one = elementOf(field, nesting);
  return field.repeated ? fc.array(one, { maxLength: REPEATED_MAX }) : one;
}

function elementOf(field: protobuf.Field, nesting: number): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Type) return messageOf(field.resolvedType, nesting);
  if (field.name === 'key') return key;
  if (field.name === 'traceId') return id(16);
  if (field.name === 'spanId') return id(8);
  const scalar = SCALARS[field.type];
  if (scalar === undefined) throw new Error(`no arbitrary for ${field.type}`);
  return scalar;
}

/** A generator of pseudo-random numbers in [0, 1), the same for the same seed (mulberry32's recurrence). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

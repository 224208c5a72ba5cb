/**
 * The kinds of failure that `onnxruntime` only tells apart by its message. Kept few, since every value is
 * a series of the duration metric.
 */
const KINDS: readonly (readonly [type: string, message: RegExp])[] = [
  ['missing_input', /input '.*' is missing in 'feeds'/],
  ['invalid_shape', /Got invalid dimensions for input|Invalid rank for input/],
  ['invalid_type', /Unexpected input data type/],
  ['unknown_output', /'fetches' contains invalid output name/],
  ['unsupported_output', /Non tensor type is temporarily not supported/],
  ['session_disposed', /Session already disposed/],
  ['model_not_found', /File doesn't exist|ENOENT/],
  [
    'model_invalid',
    /[Pp]rotobuf parsing failed|This is an invalid model|Model data pointer is null/,
  ],
  ['backend_not_found', /no available backend found/],
];

/** The `error.type` of a failed call: one of a few kinds, else the name of the error's class, else `_OTHER`. */
export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  for (const [type, message] of KINDS) if (message.test(error.message)) return type;
  return error.name === 'Error' || error.name === '' ? '_OTHER' : error.name;
}

/** The kinds of an attribute value, numbered like the fields of OTLP's AnyValue. */
export const ValueType: {
  readonly EMPTY: 0;
  readonly STRING: 1;
  readonly BOOL: 2;
  readonly INT: 3;
  readonly DOUBLE: 4;
  readonly ARRAY: 5;
  readonly KEY_VALUE_LIST: 6;
  readonly BYTES: 7;
} = {
  EMPTY: 0,
  STRING: 1,
  BOOL: 2,
  INT: 3,
  DOUBLE: 4,
  ARRAY: 5,
  KEY_VALUE_LIST: 6,
  BYTES: 7,
} as const;

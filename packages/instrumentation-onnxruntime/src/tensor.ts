import { shortestFloat32 } from './float32.ts';

/** What is read of a tensor of `onnxruntime-common`. Three copies of that class may live in one process, so no `instanceof`. */
export interface TensorLike {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<unknown>;
}

/** One value of a tensor; `undefined` where it is missing: NaN or an empty string. */
export type Cell = number | string | boolean | undefined;

const TEXT_LENGTH_MAX = 256;

/** Types whose elements are one value each; the 4-bit types hold two in a byte. */
const CELL_TYPES: ReadonlySet<string> = new Set([
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
]);

/**
 * The tensor when its values lie in the memory of this process, else `undefined`. On a GPU the `data`
 * getter throws, and a download would cost more than the inference.
 */
export function toTensor(value: unknown): TensorLike | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, dims, location } = value as Partial<TensorLike> & { location?: unknown };
  if (location !== undefined && location !== 'cpu' && location !== 'cpu-pinned') return undefined;
  if (typeof type !== 'string' || !CELL_TYPES.has(type) || !Array.isArray(dims)) return undefined;
  return value as TensorLike;
}

export function isFloat(tensor: TensorLike): boolean {
  return tensor.type === 'float32' || tensor.type === 'float64' || tensor.type === 'float16';
}

/**
 * The value at an index: decimals as short as their float32 allows, booleans as such, integers beyond
 * 2^53 as decimal strings, texts cut at 256 characters.
 */
export function cellAt(tensor: TensorLike, index: number): Cell {
  const value = tensor.data[index];
  if (typeof value === 'number') return numberAt(tensor, value);
  if (typeof value === 'bigint') return bigintCell(value);
  if (typeof value === 'string') {
    return value === '' ? undefined : value.slice(0, TEXT_LENGTH_MAX);
  }
  return typeof value === 'boolean' ? value : undefined;
}

/** The number at an index of a float tensor, NaN included. */
export function floatAt(tensor: TensorLike, index: number): number {
  const value = tensor.data[index];
  if (typeof value !== 'number') return Number.NaN;
  return tensor.type === 'float16' ? halfNumber(tensor, value) : value;
}

/** The number as it is recorded: float32 in its shortest decimal form. */
export function recordedFloat(tensor: TensorLike, value: number): number {
  return tensor.type === 'float32' ? shortestFloat32(value) : value;
}

function numberAt(tensor: TensorLike, value: number): Cell {
  if (tensor.type === 'bool') return value !== 0;
  const number = tensor.type === 'float16' ? halfNumber(tensor, value) : value;
  return Number.isNaN(number) ? undefined : recordedFloat(tensor, number);
}

function bigintCell(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Where the engine has no Float16Array the data are raw bits. */
function halfNumber(tensor: TensorLike, value: number): number {
  return tensor.data instanceof Uint16Array ? halfFromBits(value) : value;
}

/** IEEE 754 binary16: 1 sign bit, 5 bits of exponent, 10 of fraction. */
function halfFromBits(bits: number): number {
  const sign = bits >= 0x80_00 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3_ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

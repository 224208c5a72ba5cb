/*
 * OpenTelemetry's consistent probability sampling, in numbers of 56 bits: an item with randomness R is kept by a
 * threshold T when R ≥ T, so T = 2^56 · (1 − probability). Every sampler that sees the same R and keeps fewer items
 * keeps a part of what the others keep.
 *
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */

const BITS = 56n;
const DIGITS = 14;
const BITS_PER_DIGIT = 4;

/** One more than the largest randomness: the threshold that keeps nothing. */
export const NEVER: bigint = 1n << BITS;

/** The threshold that keeps everything. */
export const ALWAYS = 0n;

/** The smallest probability that a threshold can say. */
export const PROBABILITY_MIN: number = 2 ** -56;

const RANDOMNESS_MASK = NEVER - 1n;

const HEX = /^[\da-f]+$/i;

/**
 * The threshold for a probability, rounded to `digits` significant hexadecimal digits: leading digits that are all 0 or
 * all f, as probabilities near 1 and 0 have them, do not count. A probability below 2^-56 keeps nothing.
 *
 * @param probability In [0, 1].
 * @param digits 1 to 14.
 */
export function thresholdOf(probability: number, digits: number): bigint {
  if (probability < PROBABILITY_MIN) return NEVER;
  if (probability >= 1) return ALWAYS;
  const insignificant = Math.max(leadingDigits(probability), leadingDigits(1 - probability));
  const kept = Math.min(DIGITS, digits + insignificant);
  const exact = NEVER - BigInt(Math.round(probability * Number(NEVER)));
  const shift = BigInt(BITS_PER_DIGIT * (DIGITS - kept));
  if (shift === 0n) return exact;
  return ((exact + (1n << (shift - 1n))) >> shift) << shift;
}

/** How many hexadecimal digits behind the point are 0. */
function leadingDigits(fraction: number): number {
  // The exponent e of fraction = m · 2^e with m in [1/2, 1).
  const exponent = Math.floor(Math.log2(fraction)) + 1;
  return Math.max(0, Math.floor(-exponent / BITS_PER_DIGIT));
}

/** The probability with which a threshold keeps an item. */
export function probabilityOf(threshold: bigint): number {
  return Number(NEVER - threshold) / Number(NEVER);
}

/** A threshold as `th` has it: hexadecimal without the zeros at its end, `0` for the one that keeps everything. */
export function formatThreshold(threshold: bigint): string {
  return threshold === ALWAYS ? '0' : formatRandomness(threshold).replace(/0+$/, '');
}

/** The threshold that 1 to 14 hexadecimal digits stand for; nothing for anything else. */
export function parseThreshold(text: string): bigint | undefined {
  if (text.length > DIGITS || !HEX.test(text)) return undefined;
  return BigInt(`0x${text.padEnd(DIGITS, '0')}`);
}

/** Randomness as `rv` has it: 14 hexadecimal digits. */
export function formatRandomness(randomness: bigint): string {
  return randomness.toString(16).padStart(DIGITS, '0');
}

/** The randomness that 14 hexadecimal digits stand for; nothing for anything else. */
export function parseRandomness(text: string): bigint | undefined {
  return text.length === DIGITS && HEX.test(text) ? BigInt(`0x${text}`) : undefined;
}

/** The randomness of a trace id, its last 7 bytes (W3C Trace Context level 2); nothing for one that is all zero. */
export function randomnessOfTraceId(bytes: Uint8Array, start: number): bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 16);
  const low = view.getBigUint64(8);
  if (low === 0n && view.getBigUint64(0) === 0n) return undefined;
  return low & RANDOMNESS_MASK;
}

const BUCKET_BITS = 14;
const BUCKETS = 1 << BUCKET_BITS;
const BUCKET_MASK = BUCKETS - 1;

/**
 * The randomness of bytes as the Collector's `hash_seed` mode has it: 14 bits of FNV-1a decide, turned so that a larger
 * one is kept, and the other bits make two hashes different.
 */
export function randomnessOfHash(bytes: Uint8Array, seed: number): bigint {
  const hash = fnv1a(bytes, seed);
  const bucket = hash & BUCKET_MASK;
  const unused = hash >>> (32 - BUCKET_BITS);
  const mixed = unused ^ (unused << 10);
  return (BigInt(BUCKET_MASK - bucket) << 42n) | (BigInt(mixed) << 14n) | BigInt(bucket);
}

/** The threshold of the `hash_seed` mode: whole buckets, computed in the 32-bit floats that the Collector uses. */
export function thresholdOfBuckets(percentage: number): bigint {
  const scale = Math.fround(BUCKETS / 100);
  const kept = Math.floor(Math.fround(Math.min(100, Math.fround(percentage)) * scale));
  return kept === 0 ? NEVER : BigInt(BUCKETS - kept) << 42n;
}

function fnv1a(bytes: Uint8Array, seed: number): number {
  let hash = 0x811c9dc5;
  for (let shift = 0; shift < 32; shift += 8) hash = fnvStep(hash, (seed >>> shift) & 0xff);
  for (const byte of bytes) hash = fnvStep(hash, byte);
  return hash >>> 0;
}

function fnvStep(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

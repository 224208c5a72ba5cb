/**
 * Hashes the bytes of a prediction id to 128 bits.
 *
 * Ids are kept as this hash: 16 bytes whatever their length. Two different ids of a model collide with
 * probability below n² / 2^129, for ten million open predictions 1.5e-25. The hash is MurmurHash3_x86_128
 * (Austin Appleby, public domain), not a defence against ids that are made to collide.
 *
 * @param out Receives the four 32-bit words.
 */
export function hashKey(bytes: Uint8Array, start: number, end: number, out: Uint32Array): void {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    h1 = rotate(h1 ^ mix1(word(bytes, at)), 19) + h2;
    h1 = (Math.imul(h1, 5) + 0x561ccd1b) | 0;
    h2 = rotate(h2 ^ mix2(word(bytes, at + 4)), 17) + h3;
    h2 = (Math.imul(h2, 5) + 0x0bcaa747) | 0;
    h3 = rotate(h3 ^ mix3(word(bytes, at + 8)), 15) + h4;
    h3 = (Math.imul(h3, 5) + 0x96cd1c35) | 0;
    h4 = rotate(h4 ^ mix4(word(bytes, at + 12)), 13) + h1;
    h4 = (Math.imul(h4, 5) + 0x32ac3b17) | 0;
  }
  const rest = end - at;
  if (rest > 12) h4 ^= mix4(tail(bytes, at + 12, end));
  if (rest > 8) h3 ^= mix3(tail(bytes, at + 8, end));
  if (rest > 4) h2 ^= mix2(tail(bytes, at + 4, end));
  if (rest > 0) h1 ^= mix1(tail(bytes, at, end));

  const length = end - start;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finalize(h1);
  h2 = finalize(h2);
  h3 = finalize(h3);
  h4 = finalize(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  out[0] = h1;
  out[1] = h2 + h1;
  out[2] = h3 + h1;
  out[3] = h4 + h1;
}

/** The hash of a text (UTF-16) as 32 hexadecimal digits, for ids that must be the same whenever they are made. */
export function hashText(text: string): string {
  const bytes = new Uint8Array(2 * text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes[2 * at] = unit & 0xff;
    bytes[2 * at + 1] = unit >>> 8;
  }
  const hash = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, hash);
  return Array.from(hash, (own) => own.toString(16).padStart(8, '0')).join('');
}

/** Mixes the 16 bytes of a trace id to 32 bits: the order in which exemplars are kept. */
export function hashTrace(trace: Uint8Array): number {
  const mixed =
    mix1(word(trace, 0)) ^ mix2(word(trace, 4)) ^ mix3(word(trace, 8)) ^ mix4(word(trace, 12));
  return finalize(mixed) >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The last up to four bytes before `end`, as a little-endian word. */
function tail(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let shift = 0, from = at; from < end && shift < 32; from++, shift += 8) {
    value |= (bytes[from] as number) << shift;
  }
  return value;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function mix1(k: number): number {
  return Math.imul(rotate(Math.imul(k, 0x239b961b), 15), 0xab0e9789);
}

function mix2(k: number): number {
  return Math.imul(rotate(Math.imul(k, 0xab0e9789), 16), 0x38b34ae5);
}

function mix3(k: number): number {
  return Math.imul(rotate(Math.imul(k, 0x38b34ae5), 17), 0xa1e38b93);
}

function mix4(k: number): number {
  return Math.imul(rotate(Math.imul(k, 0xa1e38b93), 18), 0x239b961b);
}

function finalize(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

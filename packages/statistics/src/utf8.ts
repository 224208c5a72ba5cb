/** Bytes that a text takes at most. */
export function utf8BytesMax(text: string): number {
  return text.length * 3;
}

/**
 * Writes a text as UTF-8 to the beginning of a buffer that is large enough, and allocates nothing.
 *
 * A surrogate without its other half, which valid text does not have, becomes the three bytes of
 * its code point, so that different texts always have different bytes.
 *
 * @returns The number of bytes.
 */
export function writeUtf8(text: string, bytes: Uint8Array): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6);
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
    } else {
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      index++;
    }
    bytes[length++] = 0x80 | (code & 0x3f);
  }
  return length;
}

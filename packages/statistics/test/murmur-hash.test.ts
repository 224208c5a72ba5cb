import { murmurHash3 } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

function hashOf(text: string, seed = 0): string {
  const words = new Uint32Array(4);
  murmurHash3(
    Uint8Array.from(text, (unit) => unit.charCodeAt(0)),
    text.length,
    seed,
    words,
  );
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}

describe('murmurHash3', () => {
  it("has SMHasher's verification value of MurmurHash3_x86_128, 0xB3ECE62A", () => {
    // By SMHasher's KeysetTest: hashes of the keys 0, 01, 012, … with the seeds 256, 255, … hashed.
    const key = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const words = new Uint32Array(4);
    const hashes = new DataView(new ArrayBuffer(256 * 16));
    for (let length = 0; length < 256; length++) {
      murmurHash3(key, length, 256 - length, words);
      for (const [word, value] of words.entries()) {
        hashes.setUint32(length * 16 + word * 4, value, true);
      }
    }
    murmurHash3(new Uint8Array(hashes.buffer), 4096, 0, words);
    expect(words[0]).toBe(0xb3ece62a);
  });

  it('is 0 for nothing with seed 0, and differs by every byte and by the length', () => {
    expect(hashOf('')).toBe('0'.repeat(32));
    const all = ['', 'a', 'b', 'ab', 'ba', 'a\0', '\0', 'a'.repeat(16), 'a'.repeat(17)];
    expect(new Set(all.map((text) => hashOf(text))).size).toBe(all.length);
    expect(hashOf('a', 1)).not.toBe(hashOf('a'));
  });
});

import { BYTE, type JsonInput } from './json-input.ts';

/** As many decimal digits always fit in a double as an integer. */
const HEAD_DIGITS = 15;
/** As many digits are kept in two parts. */
const DIGITS_MAX = 20;

/** The powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const POWER_MAX = 22;

const TWO_32 = 2 ** 32;
const DOUBLE_DIGITS_MAX = 19;

/** Veltkamp's constant, by which a double is split into halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
/** More than the relative error of the correction in `divide`. */
const CORRECTION_ERROR = 2 ** -50;

const LATIN1 = new TextDecoder('latin1');

/**
 * Reads numbers of JSON exactly: integers of 64 bits without a detour over doubles, and doubles as the nearest one
 * to their decimal digits. An integer may also be written with a fraction of zeros or with an exponent.
 */
export class JsonNumbers {
  readonly #input: JsonInput;
  /** The integer that was read last, in two's complement, as halves of 32 bits without sign. */
  high = 0;
  low = 0;
  // The number that was scanned last: its first digits, the up to five that follow, how many there are in all, and
  // the power of ten that they are to be multiplied by.
  #head = 0;
  #tail = 0;
  #digits = 0;
  #exponent = 0;
  #isNegative = false;

  constructor(input: JsonInput) {
    this.#input = input;
  }

  /** Reads an integer of 32 or 64 bits into `high` and `low`. `what` names it in the text of an error. */
  readInteger(bits: 32 | 64, isSigned: boolean, what: string): void {
    const start = this.#input.position;
    const isInteger =
      this.#scan() &&
      (this.#exponent === 0 && this.#digits <= DIGITS_MAX
        ? this.#combine()
        : this.#parseInteger(start));
    if (!isInteger) throw this.#input.malformed('is no integer', what, start);
    if (!this.#fits(bits, isSigned)) throw this.#input.malformed('is out of range', what, start);
  }

  /** Reads a double. `what` names it in the text of an error. */
  readDouble(what: string): number {
    const start = this.#input.position;
    if (!this.#scan()) throw this.#input.malformed('is no number', what, start);
    const magnitude = this.#toDouble(start);
    // Infinity has a name of its own.
    if (magnitude === Infinity) throw this.#input.malformed('is out of range', what, start);
    return this.#isNegative ? -magnitude : magnitude;
  }

  /** Reads a number that nobody wants. */
  skip(): void {
    const start = this.#input.position;
    if (!this.#scan()) throw this.#input.malformed('holds no value', 'JSON', start);
  }

  /** Reads the text of a number into the fields above; false when there is none. */
  #scan(): boolean {
    const { bytes } = this.#input;
    let start = this.#input.position;
    this.#isNegative = bytes[start] === BYTE.MINUS;
    if (this.#isNegative) start++;
    this.#head = 0;
    this.#tail = 0;
    this.#digits = 0;
    let end = this.#scanDigits(start);
    const whole = end - start;
    // Only a single zero may lead, and a point needs digits on both sides.
    let isNumber = whole === 1 || (whole > 1 && bytes[start] !== BYTE.ZERO);
    this.#exponent = 0;
    if (bytes[end] === BYTE.POINT) {
      const fraction = end + 1;
      end = this.#scanDigits(fraction);
      this.#exponent = fraction - end;
      isNumber = isNumber && end > fraction;
    }
    this.#input.position = end;
    return isNumber && this.#scanExponent(end);
  }

  /** Adds the digits from `start` on to head and tail, four at a time while there are as many. Answers where they end. */
  #scanDigits(start: number): number {
    const { bytes, view } = this.#input;
    const last = bytes.length - 4;
    let position = start;
    let digits = this.#digits;
    let head = this.#head;
    for (; digits <= HEAD_DIGITS - 4 && position <= last; position += 4, digits += 4) {
      const word = view.getInt32(position, true);
      if (!isFourDigits(word)) break;
      head = head * 10_000 + fourDigits(word);
    }
    let tail = this.#tail;
    for (; position < bytes.length; position++, digits++) {
      const digit = (bytes[position] as number) - BYTE.ZERO;
      if (digit < 0 || digit > 9) break;
      if (digits < HEAD_DIGITS) head = head * 10 + digit;
      else if (digits < DIGITS_MAX) tail = tail * 10 + digit;
    }
    this.#head = head;
    this.#tail = tail;
    this.#digits = digits;
    return position;
  }

  /** Reads an exponent, if there is one; false when it is none. */
  #scanExponent(start: number): boolean {
    const { bytes } = this.#input;
    if (start === bytes.length || ((bytes[start] as number) | 0x20) !== BYTE.LETTER_E) return true;
    const isNegative = bytes[start + 1] === BYTE.MINUS;
    const first = isNegative || bytes[start + 1] === BYTE.PLUS ? start + 2 : start + 1;
    let position = first;
    let exponent = 0;
    for (; position < bytes.length; position++) {
      const digit = (bytes[position] as number) - BYTE.ZERO;
      if (digit < 0 || digit > 9) break;
      // Capped where no number of as many digits as a request can have is anything but 0 or too large.
      exponent = Math.min(exponent * 10 + digit, TWO_32);
    }
    this.#exponent += isNegative ? -exponent : exponent;
    this.#input.position = position;
    return position > first;
  }

  /** The 64 bits of a plain integer of at most 20 digits; false when it has more bits. */
  #combine(): boolean {
    if (this.#digits <= HEAD_DIGITS) {
      this.high = Math.floor(this.#head / TWO_32);
      this.low = this.#head >>> 0;
      return true;
    }
    // The head has at most 50 bits and the scale 17, so every product and sum below is exact.
    const scale = POWERS[this.#digits - HEAD_DIGITS] as number;
    const low = (this.#head >>> 0) * scale + this.#tail;
    this.high = Math.floor(this.#head / TWO_32) * scale + Math.floor(low / TWO_32);
    this.low = low >>> 0;
    return true;
  }

  /** An integer in another form than plain digits; false when it is none. Beyond 64 bits `high` is not exact. */
  #parseInteger(start: number): boolean {
    const text = this.#text(start);
    const [mantissa = ''] = text.replace('-', '').toLowerCase().split('e');
    const digits = mantissa.replace('.', '');
    let first = 0;
    while (digits[first] === '0') first++;
    let end = digits.length;
    while (end > first && digits[end - 1] === '0') end--;
    const zeros = this.#exponent + digits.length - end;
    if (first === end) return this.#setInteger(0n);
    if (zeros < 0) return false;
    if (end - first + zeros > DIGITS_MAX) return this.#setInteger(1n << 64n);
    return this.#setInteger(BigInt(digits.slice(first, end) + '0'.repeat(zeros)));
  }

  #setInteger(value: bigint): true {
    this.high = Number(value >> 32n);
    this.low = Number(value & 0xffff_ffffn);
    return true;
  }

  /** Gives the magnitude its sign; false when the integer does not fit. */
  #fits(bits: 32 | 64, isSigned: boolean): boolean {
    const isZero = this.high === 0 && this.low === 0;
    if (this.#isNegative && !isZero) {
      const isSmallest = this.high === 0x8000_0000 && this.low === 0;
      if (!isSigned || (this.high > 0x7fff_ffff && !isSmallest)) return false;
      this.low = -this.low >>> 0;
      this.high = (~this.high + (this.low === 0 ? 1 : 0)) >>> 0;
    } else if (this.high > (isSigned ? 0x7fff_ffff : 0xffff_ffff)) {
      return false;
    }
    if (bits === 64) return true;
    return isSigned ? this.high === (this.low >> 31) >>> 0 : this.high === 0;
  }

  #toDouble(start: number): number {
    const exponent = this.#exponent;
    if (exponent < -POWER_MAX || exponent > POWER_MAX || this.#digits > DOUBLE_DIGITS_MAX) {
      return Math.abs(Number(this.#text(start)));
    }
    const power = POWERS[Math.abs(exponent)] as number;
    // Both numbers are exact, so the one operation rounds correctly (Clinger).
    if (this.#digits <= HEAD_DIGITS) return exponent < 0 ? this.#head / power : this.#head * power;
    const scale = POWERS[this.#digits - HEAD_DIGITS] as number;
    const scaled = this.#head * scale;
    const rest = productError(this.#head, scale, scaled) + this.#tail;
    if (exponent === 0) return scaled + rest;
    const quotient = exponent < 0 ? divide(scaled, rest, power) : Number.NaN;
    return Number.isNaN(quotient) ? Math.abs(Number(this.#text(start))) : quotient;
  }

  #text(start: number): string {
    return LATIN1.decode(this.#input.bytes.subarray(start, this.#input.position));
  }
}

/** Whether four bytes are digits: their upper halves are 3, and stay so when 6 is added. */
function isFourDigits(word: number): boolean {
  return (word & (word + 0x06060606) & 0xf0f0f0f0) === 0x30303030;
}

/** The number that four digits stand for, the first in the lowest byte. */
function fourDigits(word: number): number {
  const digits = word - 0x30303030;
  const pairs = Math.imul(digits, 10) + (digits >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}

/** What `product` lacks of a * b, exactly (Dekker). */
function productError(a: number, b: number, product: number): number {
  const aHigh = a * SPLITTER - (a * SPLITTER - a);
  const aLow = a - aHigh;
  const bHigh = b * SPLITTER - (b * SPLITTER - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/**
 * The double nearest to (high + low) / divisor; NaN in the few cases where that is too close to call.
 *
 * The quotient of the high part has an exact remainder. Divided as well it is a correction that is known up to a
 * relative error; where the sum rounds to the same double at both ends of that error, it is the nearest one (Ziv).
 */
function divide(high: number, low: number, divisor: number): number {
  const quotient = high / divisor;
  const product = quotient * divisor;
  const remainder = high - product - productError(quotient, divisor, product);
  const correction = (remainder + low) / divisor;
  const nearest = quotient + correction * (1 - CORRECTION_ERROR);
  return nearest === quotient + correction * (1 + CORRECTION_ERROR) ? nearest : Number.NaN;
}

/** Runs examples of documentation and holds them against the values that stand behind them in comments. */

/** A statement, and the value that a comment behind it shows. */
const SHOWN = /^(?<start>\s*(?:const (?<name>\w+) = )?)(?<expression>[^/]+);\s*\/\/ (?<shown>.+)$/;
/** What a comment may begin with to be compared; anything else is prose. */
const SCALAR =
  /^(?:'[^']*'|true|false|undefined|-?Infinity|NaN|-?\d+ \/ \d+|-?\d[\d_.]*(?:e-?\d+)?)(?=$|[\s:;,])/;
/** Or a fraction, which must be met exactly but for rounding. */
const NUMBER = /-?\d+ \/ \d+|-?\d[\d_.]*(?:e-?\d+)?/g;

/** One line of an example that is not as its comment says. */
export interface Mismatch {
  readonly line: string;
  readonly actual: string;
}

/**
 * Runs JavaScript whose free names are `scope`'s, and compares each line `expression; // value` with its value. Numbers
 * must agree in the digits that are shown. Imports are left out.
 *
 * @returns What differs, and how many values were compared.
 * @throws What the example throws.
 */
export function runExample(
  code: string,
  scope: Readonly<Record<string, unknown>>,
): { readonly mismatches: readonly Mismatch[]; readonly compared: number } {
  const mismatches: Mismatch[] = [];
  let compared = 0;
  const check = (value: unknown, line: string, shown: string): void => {
    compared++;
    if (!isShownAs(value, shown)) mismatches.push({ line, actual: show(value) });
  };
  const body = code
    .replaceAll(/^import [^;]+;$/gm, '')
    .split('\n')
    .map(checked)
    .join('\n');
  // oxlint-disable-next-line no-implied-eval -- running the documentation is the purpose
  const run = new Function('check', ...Object.keys(scope), `'use strict';\n${body}`);
  run(check, ...Object.values(scope));
  return { mismatches, compared };
}

/** The line with a call of `check` where it shows a value. */
function checked(line: string): string {
  const { start, name, expression, shown } = SHOWN.exec(line)?.groups ?? {};
  const literal = literalOf(shown ?? '');
  if (start === undefined || expression === undefined || literal === undefined) return line;
  const what = `${JSON.stringify(line.trim())}, ${JSON.stringify(literal)}`;
  return name === undefined
    ? `check(${expression.trim()}, ${what});`
    : `${start}${expression}; check(${name}, ${what});`;
}

/** The literal that a comment begins with. */
function literalOf(text: string): string | undefined {
  if (!/^[[{]/.test(text)) return SCALAR.exec(text)?.[0];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if ('[{'.includes(letter)) depth++;
    if (']}'.includes(letter)) depth--;
    if (depth === 0) return text.slice(0, at + 1);
  }
  return undefined;
}

function isShownAs(value: unknown, shown: string): boolean {
  // An ellipsis leaves the other properties out.
  // oxlint-disable-next-line no-implied-eval -- a literal of our own documentation
  const expected: unknown = new Function(`return (${shown.replace(', … }', ' }')});`)();
  const digits = [...shown.matchAll(NUMBER)].map(([text]) => text);
  return isSame(value, expected, digits);
}

/** Compares in the order in which the numbers stand in the text. */
function isSame(value: unknown, expected: unknown, digits: string[]): boolean {
  if (typeof expected === 'number' && typeof value === 'number') {
    if (!Number.isFinite(expected)) return Object.is(value, expected);
    return Math.abs(value - expected) <= 0.5000001 * unitOfLastDigit(digits.shift() ?? '0');
  }
  if (Array.isArray(expected)) {
    const elements = Array.from((value ?? []) as ArrayLike<unknown>);
    return (
      elements.length === expected.length &&
      expected.every((element, at) => isSame(elements[at], element, digits))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    const object = (value ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(expected).every(([key, part]) => isSame(object[key], part, digits));
  }
  return Object.is(value, expected);
}

/** 0.001 for 1.234; whole numbers and fractions are exact. */
function unitOfLastDigit(text: string): number {
  if (text.includes('/')) return 1e-12;
  const [mantissa = '', exponent = '0'] = text.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  if (decimals === 0 && exponent === '0') return 1e-9;
  return 10 ** (Number(exponent) - decimals);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<unknown>) : part,
  );
  return text ?? String(value);
}

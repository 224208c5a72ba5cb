import { z } from 'zod';

const PATTERN_LENGTH_MAX = 256;

/** How much of a text a pattern looks at. */
const TEXT_LENGTH_MAX = 1024;

/** Two unlimited repetitions fit in, with some choices beside them, and three do not. */
const WAYS_UNLIMITED = 64;
const WAYS_MAX = 2 ** 16;

/** What RE2 does not have, and what makes the time of a match hard to foresee. */
const NOT_IN_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</;

const FLAG_PREFIX = /^\(\?i\)/;

/** A pattern that was found to be safe enough. Only the first 1,024 characters of a text are looked at. */
export interface Pattern {
  readonly source: string;
  /** Names of the groups, in their order. */
  readonly groups: readonly string[];
  readonly test: (text: string) => boolean;
  /** What the named groups hold; nothing where the text does not match. */
  readonly extract: (text: string) => Readonly<Record<string, string>> | undefined;
}

/**
 * A regular expression as the Collector writes it (RE2): found anywhere in the text unless it is anchored, `(?P<name>…)`
 * and a leading `(?i)` included.
 *
 * JavaScript's engine goes back where RE2 does not, and a pattern like `(a+)+$` can take it years. Therefore patterns are
 * short, see a bounded text, repeat without limit only what matches in one way, do that twice at most, and look neither
 * ahead nor back.
 */
export const pattern: z.ZodType<Pattern, string> = z
  .string({ error: 'expected a regular expression' })
  .transform((text, context) => {
    const problem = problemOf(text);
    if (problem === undefined) return toPattern(text);
    context.addIssue({ code: 'custom', message: problem, input: text });
    return z.NEVER;
  });

function problemOf(text: string): string | undefined {
  if (text.length > PATTERN_LENGTH_MAX) {
    return `expected a regular expression of at most ${PATTERN_LENGTH_MAX} characters`;
  }
  if (NOT_IN_RE2.test(text)) {
    return 'look-around and back-references are not supported in a regular expression';
  }
  let expression;
  try {
    expression = compile(text);
  } catch (error) {
    return `expected a regular expression: ${(error as Error).message}`;
  }
  const { repeatsChoice, ways } = examine(expression.source);
  if (repeatsChoice) {
    return (
      'a group that repeats without limit must not hold alternatives or anything optional or ' +
      'repeated, as in (a|b)+ or (a+,?)*; write a class as in [ab]+, or several patterns'
    );
  }
  if (ways > WAYS_MAX) {
    return (
      'a regular expression must not hold more than two unlimited repetitions, nor many optional ' +
      'parts or alternatives in a row; give limits as in [^/]{1,20}, or write several patterns'
    );
  }
  return undefined;
}

/** What makes a match go back. */
interface Examined {
  /** Whether what can match in several ways is repeated without limit: then time doubles with every letter. */
  readonly repeatsChoice: boolean;
  /** In how many ways a text can be tried, roughly, where an unlimited repetition counts as `WAYS_UNLIMITED`. */
  readonly ways: number;
}

const GROUP_HEAD = /\?(?:P?<[^>]*>|[a-z-]*:)/y;
const ESCAPE = /\\(?:[pPux]\{[^}]*\}|[^])/y;
const REPETITION = /([*+?]|\{(\d+)(,?)(\d*)\})\??/y;

/** Goes once through an expression that is known to compile. */
function examine(source: string): Examined {
  let at = 0;
  let repeatsChoice = false;
  /** Places met where a match can go on in several ways. */
  let choices = 0;

  /** Passes over what is at `at`. */
  const pass = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const found = expression.exec(source);
    at += found?.[0].length ?? 0;
    return found;
  };
  const atom = (): number => {
    if (source[at] === '(') {
      at++;
      pass(GROUP_HEAD);
      return alternatives();
    }
    if (source[at] === '[') at = endOfClass(source, at) + 1;
    else if (pass(ESCAPE) === null) at++;
    return 1;
  };
  const repeated = (): number => {
    const before = choices;
    const ways = atom();
    const isChoice = choices > before;
    const [min, max] = limitsOf(pass(REPETITION));
    if (min !== max) choices++;
    if (max === Infinity) repeatsChoice ||= isChoice;
    // A group without a choice in it is repeated in one way for each number of times.
    const times = Math.min(WAYS_UNLIMITED, max - min + 1);
    return times * (max === Infinity ? 1 : ways ** max);
  };
  const sequence = (): number => {
    let ways = 1;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') ways *= repeated();
    return ways;
  };
  /** Up to the end of the group. Alternatives that begin with different letters exclude one another. */
  const alternatives = (): number => {
    const byFirst = new Map<string, number>();
    for (;;) {
      const first = /^[\w/](?![*?{])/.exec(source.slice(at, at + 2))?.[0] ?? '';
      const key = first.toLowerCase();
      byFirst.set(key, (byFirst.get(key) ?? 0) + sequence());
      if (source[at++] !== '|') break;
      choices++;
    }
    const anywhere = byFirst.get('') ?? 0;
    byFirst.delete('');
    return anywhere + Math.max(0, ...byFirst.values());
  };
  return { ways: alternatives(), repeatsChoice };
}

/** How often something is there at least and at most. */
function limitsOf(repetition: RegExpExecArray | null): [min: number, max: number] {
  if (repetition === null) return [1, 1];
  const [, sign, min, comma, max] = repetition;
  if (sign === '?') return [0, 1];
  if (sign === '*' || sign === '+') return [0, Infinity];
  return [Number(min), comma === '' ? Number(min) : max === '' ? Infinity : Number(max)];
}

function endOfClass(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ']') return at;
  }
  return text.length;
}

function compile(text: string): RegExp {
  const source = text.replace(FLAG_PREFIX, '').replaceAll('(?P<', '(?<');
  return new RegExp(source, FLAG_PREFIX.test(text) ? 'iu' : 'u');
}

function toPattern(text: string): Pattern {
  const expression = compile(text);
  const groups = Array.from(expression.source.matchAll(/\(\?<([^>]+)>/g), ([, name]) => name ?? '');
  return {
    source: text,
    groups,
    test: (subject) => expression.test(subject.slice(0, TEXT_LENGTH_MAX)),
    extract(subject) {
      const found = expression.exec(subject.slice(0, TEXT_LENGTH_MAX))?.groups;
      if (found === undefined) return undefined;
      return Object.fromEntries(groups.map((name) => [name, found[name] ?? '']));
    },
  };
}

import { z } from 'zod';

const PATTERN_LENGTH_MAX = 256;

/** How much of a text a pattern looks at. */
const TEXT_LENGTH_MAX = 1024;

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
 * short, see a bounded text, may not repeat what repeats, and look neither ahead nor back.
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
  if (repeatsRepetition(text)) {
    return 'a group that repeats without limit must not hold anything that does, as in (a+)+';
  }
  try {
    compile(text);
    return undefined;
  } catch (error) {
    return `expected a regular expression: ${(error as Error).message}`;
  }
}

/** Whether a group with an unlimited repetition in it is itself repeated without limit. */
function repeatsRepetition(text: string): boolean {
  const open: boolean[] = [];
  let holdsRepetition = false;
  /** Of the group that has just been closed. */
  let groupHolds = false;
  for (let at = 0; at < text.length; at++) {
    const isRepeated = isUnlimited(text, at);
    if (isRepeated && groupHolds) return true;
    groupHolds = false;
    switch (text.charAt(at)) {
      case '\\':
        at++;
        break;
      case '[':
        at = endOfClass(text, at);
        break;
      case '(':
        open.push(holdsRepetition);
        holdsRepetition = false;
        break;
      case ')':
        groupHolds = holdsRepetition;
        holdsRepetition = (open.pop() ?? false) || groupHolds;
        break;
      default:
        holdsRepetition ||= isRepeated;
    }
  }
  return false;
}

function isUnlimited(text: string, at: number): boolean {
  return text[at] === '*' || text[at] === '+' || /^\{\d*,\d*\}/.test(text.slice(at));
}

function endOfClass(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ']' && at > start + 1) return at;
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

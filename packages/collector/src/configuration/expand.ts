/**
 * References in scalars: `${env:NAME}`, `${NAME}`, `${NAME:-default}`, `${file:path}` and `$$`. The text is read once,
 * left to right.
 */

import { type Document, isCollection, isScalar, parseDocument } from 'yaml';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a configuration may read beside itself. */
export interface Outside {
  readonly environment: Environment;
  /** The text of a file. Throws an error whose message says why not. */
  readonly readText: (path: string) => string;
}

export type Expanded =
  | {
      readonly value: unknown;
      /** The text before YAML gave it a type; absent where nothing was expanded. */
      readonly text?: string;
    }
  | {
      /** A map or list that `${file:…}` stands for; its own scalars are not expanded yet. */
      readonly document: Document.Parsed;
      readonly text: string;
    }
  | { readonly problem: string };

/** In the path of a file references to variables may stand; those have no braces of their own. */
const REFERENCE = /\$\{(file:(?:\$\{[^}\n]*\}|[^}\n])+|[^}\n]*)\}/g;
const ENVIRONMENT = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^\n]*))?$/;
const FILE = 'file:';
const FILE_ALONE = /^\$\{file:(?:\$\{[^}\n]*\}|[^}\n])+\}$/;

/**
 * Expands one scalar. A plain one then gets the type that YAML gives its text, so that `${PORT}` is a number;
 * a quoted one stays text. What a variable or file contains is never expanded again. A variable never becomes a map
 * or list; a plain scalar that is nothing but `${file:…}` does where the file holds one.
 */
export function expandScalar(
  text: string,
  { isPlain, outside }: { readonly isPlain: boolean; readonly outside: Outside },
): Expanded {
  if (!text.includes('$')) return { value: text };
  const pieces = text.split('$$').map((piece) => substitute(piece, outside));
  const failed = pieces.find((piece) => 'problem' in piece);
  if (failed !== undefined) return failed;
  const expanded = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('$');
  const isReference = pieces.some((piece) => 'text' in piece && piece.isReference);
  if (!isPlain || !isReference) return { value: expanded };
  return retype(expanded, FILE_ALONE.test(text));
}

type Substituted =
  | { readonly text: string; readonly isReference: boolean }
  | { readonly problem: string };

/** Replaces every reference of a text. */
function substitute(text: string, outside: Outside): Substituted {
  let problem: string | undefined;
  let isReference = false;
  const substituted = text.replaceAll(REFERENCE, (whole, content: string) => {
    const value = content.startsWith(FILE)
      ? valueOfFile(content.slice(FILE.length), outside)
      : valueOfVariable(content, outside);
    isReference = true;
    if (typeof value === 'string') return value;
    problem ??= `${value.problem}, found ${whole}`;
    return '';
  });
  return problem === undefined ? { text: substituted, isReference } : { problem };
}

interface Failed {
  readonly problem: string;
}

function valueOfVariable(content: string, { environment }: Outside): string | Failed {
  const match = ENVIRONMENT.exec(content);
  if (match === null) {
    return { problem: 'expected ${env:NAME} or ${env:NAME:-default} or ${file:path}' };
  }
  const found = environment[match[1] ?? ''];
  return found === undefined || found === '' ? (match[2] ?? '') : found;
}

/** A file's text without the newline at its end, which editors add and passwords do not have. */
function valueOfFile(path: string, outside: Outside): string | Failed {
  const substituted = substitute(path, outside);
  if ('problem' in substituted) return substituted;
  try {
    return outside.readText(substituted.text).replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `expected a file that can be read (${reason})` };
  }
}

function retype(text: string, mayBeCollection: boolean): Expanded {
  const document = parseDocument(text);
  // Text that is no scalar, or no YAML at all, is just text.
  if (document.errors.length > 0) return { value: text, text };
  const { contents } = document;
  if (contents === null) return { value: null, text };
  if (mayBeCollection && isCollection(contents)) return { document, text };
  if (!isScalar(contents) || contents.type !== 'PLAIN') return { value: text, text };
  // YAML folds the lines of a plain scalar; a variable keeps them.
  return { value: typeof contents.value === 'string' ? text : contents.value, text };
}

/** `${env:NAME}`, `${NAME}`, `${NAME:-default}` and `$$` in scalars; the text is read once, left to right. */

import { isScalar, parseDocument } from 'yaml';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Expanded =
  | {
      readonly value: unknown;
      /** The text before YAML gave it a type; absent where nothing was expanded. */
      readonly text?: string;
    }
  | { readonly problem: string };

const REFERENCE = /\$\{([^}\n]*)\}/g;
const ENVIRONMENT = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^\n]*))?$/;

/**
 * Expands one scalar. A plain one then gets the type that YAML gives its text, so that `${PORT}` is a number;
 * a quoted one stays text. What a variable contains is never expanded again and never becomes a map or list.
 */
export function expandScalar(
  text: string,
  options: { readonly isPlain: boolean; readonly environment: Environment },
): Expanded {
  const { isPlain, environment } = options;
  if (!text.includes('$')) return { value: text };
  let problem: string | undefined;
  let isReference = false;
  const substitute = (whole: string, content: string): string => {
    const match = ENVIRONMENT.exec(content);
    if (match === null) {
      problem ??= `expected \${env:NAME} or \${env:NAME:-default}, found ${whole}`;
      return '';
    }
    isReference = true;
    const found = environment[match[1] ?? ''];
    return found === undefined || found === '' ? (match[2] ?? '') : found;
  };
  const pieces = text.split('$$').map((piece) => piece.replaceAll(REFERENCE, substitute));
  if (problem !== undefined) return { problem };
  const expanded = pieces.join('$');
  if (!isPlain || !isReference) return { value: expanded };
  return { value: retype(expanded), text: expanded };
}

function retype(text: string): unknown {
  const document = parseDocument(text);
  // Text that is no scalar, or no YAML at all, is just text.
  if (document.errors.length > 0) return text;
  if (document.contents === null) return null;
  const { contents } = document;
  if (!isScalar(contents) || contents.type !== 'PLAIN') return text;
  // YAML folds the lines of a plain scalar; a variable keeps them.
  return typeof contents.value === 'string' ? text : contents.value;
}

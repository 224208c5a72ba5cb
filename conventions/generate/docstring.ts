import type { Deprecated, Examples, Scalar } from './model.ts';

const WIDTH = 100;

interface Described {
  readonly brief: string;
  readonly note?: string | undefined;
  readonly examples?: Examples | undefined;
  readonly deprecated?: Deprecated | undefined;
}

/** A documentation comment of paragraphs: brief, note, examples. Wrapped at 100 columns. */
export function docstring(described: Described, indent = ''): string {
  const { brief, note, examples, deprecated } = described;
  return comment(
    [
      brief,
      ...(note === undefined ? [] : plainParagraphs(note)),
      ...(examples === undefined ? [] : [`Examples: ${exampleList(examples)}.`]),
      ...(deprecated === undefined ? [] : [`@deprecated ${deprecationText(deprecated)}`]),
    ],
    indent,
  );
}

/** The same of given paragraphs. */
export function comment(paragraphs: readonly string[], indent = ''): string {
  const safe = paragraphs.map((paragraph) => paragraph.replaceAll('*/', String.raw`*\/`));
  const single = `${indent}/** ${safe.join('')} */`;
  if (safe.length === 1 && single.length <= WIDTH) return `${single}\n`;
  const width = WIDTH - indent.length - ' * '.length;
  const lines = safe
    .map((paragraph) => wrap(paragraph, width).join('\n'))
    .join('\n\n')
    .split('\n');
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`, ''].join('\n');
}

/** Examples as they are written in a sentence: each in backticks. */
export function exampleList(examples: Examples): string {
  const list: readonly (Scalar | readonly Scalar[])[] =
    typeof examples === 'object' ? examples : [examples];
  return list
    .map((example) => `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``)
    .join(', ');
}

/** One sentence or two on what to use instead. */
export function deprecationText(deprecated: Deprecated): string {
  const renamed = deprecated.reason === 'renamed' ? `Renamed to \`${deprecated.renamed_to}\`.` : '';
  return [renamed, deprecated.note ?? ''].filter((part) => part !== '').join(' ');
}

/** Paragraphs of a Markdown note without the block quotes of its warnings, which mean nothing in code. */
function plainParagraphs(note: string): string[] {
  return note
    .replaceAll(/^> ?/gm, '')
    .replaceAll(/^\[!([A-Z])([A-Z]+)\]\n+/gm, (_match, first: string, rest: string) => {
      return `${first}${rest.toLowerCase()}: `;
    })
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}

function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

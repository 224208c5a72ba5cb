import { describe, expect, it } from 'vitest';

import { comment, deprecationText, docstring, exampleList } from './docstring.ts';

describe('comments', () => {
  it('take one line where it fits', () => {
    expect(docstring({ brief: 'The name.' })).toBe('/** The name. */\n');
    expect(comment(['The name.'], '  ')).toBe('  /** The name. */\n');
  });

  it('hold brief, note and examples as paragraphs', () => {
    const described = {
      brief: 'The name.',
      note: 'Any\nword.\n\nNo number.',
      examples: ['a', 'b'],
    };
    expect(docstring(described)).toBe(
      '/**\n * The name.\n *\n * Any word.\n *\n * No number.\n *\n * Examples: `a`, `b`.\n */\n',
    );
  });

  it('are wrapped at 100 columns, indented or not', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    for (const indent of ['', '    ']) {
      const lines = comment([words], indent).trimEnd().split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(Math.min(...lines.slice(1, -2).map((line) => line.length))).toBeGreaterThan(90);
      const text = lines.slice(1, -1).map((line) => line.slice(indent.length + 3));
      expect(text.join(' ')).toBe(words);
    }
  });

  it('turn warnings of the notes into plain sentences', () => {
    const note = 'Free text.\n\n> [!WARNING]\n>\n> It may be sensitive.\n';
    expect(docstring({ brief: 'A value.', note })).toContain(' * Warning: It may be sensitive.\n');
  });

  it('cannot be ended by their text', () => {
    expect(comment(['A */ B'])).toBe('/** A *\\/ B */\n');
    expect(comment(['A */ B', 'C'])).toContain(' * A *\\/ B\n');
  });

  it('say what is deprecated', () => {
    const deprecated = { reason: 'renamed', renamed_to: 'ml.b', note: 'Clearer.' } as const;
    expect(docstring({ brief: 'A.', deprecated })).toContain(
      ' * @deprecated Renamed to `ml.b`. Clearer.\n',
    );
    expect(deprecationText({ reason: 'renamed', renamed_to: 'ml.b' })).toBe('Renamed to `ml.b`.');
    expect(deprecationText({ reason: 'obsoleted', note: 'Gone.' })).toBe('Gone.');
  });

  it.each([
    ['a', '`a`'],
    [3, '`3`'],
    [[1, 2.5], '`1`, `2.5`'],
    [[['a', 'b'], ['c']], '`["a","b"]`, `["c"]`'],
    [[true], '`true`'],
  ])('list the examples %j as %s', (examples, text) => {
    expect(exampleList(examples)).toBe(text);
  });
});

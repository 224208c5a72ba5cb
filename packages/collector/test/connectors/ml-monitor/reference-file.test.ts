import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference, type Reference } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  formatReference,
  hashOf,
  readReference,
  ReferenceFileError,
} from '../../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../../support/folder.ts';

const DOCUMENT = buildReference({ name: 'rain', version: '3' }, [
  { name: 'wind', values: [1.5, 2, 3, null, -0.25] },
  { name: 'city', values: ['Oslo', 'Bergen', 'Oslo', null, 'Tromsø'] },
]);

function write(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'reference.json');
  writeFileSync(path, content);
  return path;
}

/** Why a file is refused, without its folder. */
function refusal(content: string | Uint8Array): string {
  const path = write(content);
  try {
    readReference(path);
  } catch (error) {
    if (error instanceof ReferenceFileError) return error.message.replaceAll(path, 'FILE');
    throw error;
  }
  throw new Error('it was read');
}

/** The file with something else in it, and the hash that belongs to it. */
function changed(change: (document: Record<string, unknown>) => void): string {
  const document = JSON.parse(formatReference(DOCUMENT)) as Record<string, unknown>;
  change(document);
  document['hash'] = hashOf(document as unknown as Reference);
  return JSON.stringify(document);
}

/** The features of such a document, to be changed. */
function featuresOf(document: Record<string, unknown>): Record<string, unknown>[] {
  return document['features'] as Record<string, unknown>[];
}

describe('a reference file', () => {
  it('is read back as it was written, with an id that names its content', () => {
    const { id, document } = readReference(write(formatReference(DOCUMENT)));
    expect(document).toEqual(DOCUMENT);
    expect(id).toBe(`rain-3-${hashOf(DOCUMENT).slice(7, 19)}`);
  });

  it('has the same hash for the same content, for ever', () => {
    const document: Reference = {
      format: 'marigraph.reference/2',
      model: { name: 'rain', version: '3' },
      rows: 5,
      features: [
        {
          name: 'wind',
          type: 'number',
          missing: 1,
          range: { minimum: -0.25, maximum: 3 },
          integer: false,
          edges: [-0.25, 1.5],
          counts: [1, 1, 2],
        },
        { name: 'city', type: 'category', missing: 3, categories: ['Tromsø'], counts: [2] },
      ],
    };
    expect(hashOf(document)).toBe(
      'sha256:edf4d9809c3b73e08154489cc1880fda2612388931be78229a69177e2bb2b7d4',
    );
    expect(hashOf({ ...document, rows: 6 })).not.toBe(hashOf(document));
  });

  it('keeps hourly counts, and expectations without which its hash is the same', () => {
    const document = buildReference(
      { name: 'rain', version: '3' },
      [{ name: 'wind', values: [1.5, 2, 3, null] }],
      { timesMs: [0, 1, 2, 3].map((hours) => hours * 3_600_000), timeZone: 'Europe/Oslo' },
    );
    const [wind] = document.features;
    if (wind?.type !== 'number') throw new Error('expected a number');
    const expected = { minimum: 0, maximum: 60, missingShareMax: 0.1, unit: 'm/s' };
    const edited = { ...document, features: [{ ...wind, expected }] };
    expect(readReference(write(formatReference(edited))).document).toEqual(edited);
    expect(hashOf(edited)).toBe(hashOf(document));
    const more = { ...document, features: [{ ...wind, hourly: wind.hourly?.map((n) => n + 1) }] };
    expect(hashOf(more as Reference)).not.toBe(hashOf(document));
  });

  it.each(['AAAA', '!', 'Y2Bg'])('refuses hourly counts that are none: %s', (hourly) => {
    const document = JSON.parse(formatReference(DOCUMENT)) as Record<string, unknown>;
    Object.assign(featuresOf(document)[0] ?? {}, { hourly });
    expect(refusal(JSON.stringify(document))).toMatch(
      /^FILE is no reference: the hourly counts of wind cannot be read/,
    );
  });

  it('holds lists of numbers on one line and everything else as a diff wants it', () => {
    expect(formatReference(DOCUMENT).split('\n')).toEqual([
      '{',
      '  "format": "marigraph.reference/2",',
      '  "model": {',
      '    "name": "rain",',
      '    "version": "3"',
      '  },',
      '  "rows": 5,',
      '  "features": [',
      '    {',
      '      "name": "wind",',
      '      "type": "number",',
      '      "missing": 1,',
      '      "range": {',
      '        "minimum": -0.25,',
      '        "maximum": 3',
      '      },',
      '      "integer": false,',
      expect.stringMatching(/^ {6}"edges": \[ -?[\d.]+(?:, -?[\d.]+)* \],$/),
      expect.stringMatching(/^ {6}"counts": \[ \d+(?:, \d+)* \]$/),
      '    },',
      '    {',
      '      "name": "city",',
      '      "type": "category",',
      '      "missing": 1,',
      '      "categories": [',
      '        "Bergen",',
      '        "Oslo",',
      '        "Tromsø"',
      '      ],',
      '      "counts": [ 1, 2, 1 ]',
      '    }',
      '  ],',
      `  "hash": "${hashOf(DOCUMENT)}"`,
      '}',
      '',
    ]);
  });

  it('means the same when a formatter has reordered and indented it', () => {
    const { hash, features, ...rest } = JSON.parse(formatReference(DOCUMENT)) as Record<
      string,
      unknown
    >;
    const reordered = {
      hash,
      features: (features as Record<string, unknown>[]).map((feature) =>
        Object.fromEntries(Object.entries(feature).toReversed()),
      ),
      ...rest,
    };
    expect(readReference(write(JSON.stringify(reordered, null, '\t'))).document).toEqual(DOCUMENT);
  });

  it('is read back whatever its names, categories and numbers are', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const looksLikeNumbers = fc.constantFrom('[1,  2]', '[ 1 ]', '[\n 1\n]', '"[1,  2]"', '\\');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(text, looksLikeNumbers), { minLength: 1, maxLength: 4 }),
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
          minLength: 3,
          maxLength: 3,
        }),
        fc.array(fc.oneof(text, looksLikeNumbers), { minLength: 3, maxLength: 3 }),
        (names, numbers, categories) => {
          const document = buildReference(
            { name: 'any', version: '' },
            names.map((name, at) => ({ name, values: at % 2 === 0 ? categories : numbers })),
          );
          const read = readReference(write(formatReference(document))).document;
          expect(hashOf(read)).toBe(hashOf(document));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a file that is no reference', () => {
  it.each<{ readonly name: string; readonly content: string | Uint8Array; readonly says: string }>([
    {
      name: 'was changed by hand',
      content: formatReference(DOCUMENT).replace('"rows": 5', '"rows": 6'),
      says: `FILE was changed after it was built: its hash is ${hashOf(DOCUMENT)}, its content gives ${hashOf({ ...DOCUMENT, rows: 6 })}`,
    },
    { name: 'is empty', content: '', says: 'FILE is not JSON: Unexpected end of JSON input' },
    {
      name: 'is a table',
      content: 'wind,city\n1,Oslo\n',
      says: `FILE is not JSON: Unexpected token 'w', "wind,city 1,Oslo " is not valid JSON`,
    },
    {
      name: 'is binary',
      content: Uint8Array.of(0, 255, 1),
      says: 'FILE is not JSON: Unexpected token',
    },
    { name: 'is a list', content: '[]', says: 'FILE is no reference: Invalid input' },
    { name: 'is another document', content: '{}', says: 'FILE is no reference: format: ' },
    {
      name: 'is of a later format',
      content: changed((document) => (document['format'] = 'marigraph.reference/3')),
      says: 'FILE is no reference: format: ',
    },
    {
      name: 'has no rows',
      content: changed((document) => (document['rows'] = 0)),
      says: 'FILE is no reference: rows: ',
    },
    {
      name: 'has no features',
      content: changed((document) => (document['features'] = [])),
      says: 'FILE is no reference: features: ',
    },
    {
      name: 'names a feature twice',
      content: changed((document) => featuresOf(document).push({ ...featuresOf(document)[0] })),
      says: 'FILE is no reference: features: a feature occurs twice',
    },
    {
      name: 'has an unknown key',
      content: changed((document) => (document['__proto__ '] = 1)),
      says: 'FILE is no reference: Unrecognized key',
    },
    {
      name: 'has a feature of no known type',
      content: changed((document) =>
        Object.assign(featuresOf(document)[0] ?? {}, { type: 'date' }),
      ),
      says: 'FILE is no reference: features.0.type: ',
    },
    {
      name: 'has edges that do not ascend',
      content: changed((document) =>
        Object.assign(featuresOf(document)[0] ?? {}, { edges: [2, 2] }),
      ),
      says: 'FILE is no reference: features.0.edges: edges must ascend strictly',
    },
    {
      name: 'has a count too few for its edges',
      content: changed((document) => Object.assign(featuresOf(document)[0] ?? {}, { counts: [1] })),
      says: 'FILE is no reference: features.0.counts: there must be one count more than edges',
    },
    {
      name: 'has a count too many for its categories',
      content: changed((document) =>
        Object.assign(featuresOf(document)[1] ?? {}, { counts: [1, 2, 1, 1] }),
      ),
      says: 'FILE is no reference: features.1.counts: there must be one count per category',
    },
    {
      name: 'counts less than nothing',
      content: changed((document) =>
        Object.assign(featuresOf(document)[1] ?? {}, { counts: [1, 2, -1] }),
      ),
      says: 'FILE is no reference: features.1.counts.2: ',
    },
  ])('that $name is refused on one line', ({ content, says }) => {
    const message = refusal(content);
    expect(message).toContain(says);
    expect(message).not.toContain('\n');
  });

  it('is refused when it is absent, a folder, or too large to be one', () => {
    const folder = temporaryFolder();
    const absent = join(folder, 'absent.json');
    expect(() => readReference(absent)).toThrow(
      `${absent} cannot be read (ENOENT); make it with \`marigraph reference build --output ${absent}\``,
    );
    expect(() => readReference(folder)).toThrow(`${folder} cannot be read (EISDIR)`);
    const huge = write('{');
    truncateSync(huge, 300 * 1024 * 1024);
    expect(() => readReference(huge)).toThrow('it has 300 MiB, more than 256');
  });
});

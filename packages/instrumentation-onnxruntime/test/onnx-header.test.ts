import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type ByteSource,
  OnnxHeaderError,
  readOnnxHeader,
} from '@marigraph/instrumentation-onnxruntime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  columns,
  floats,
  identity,
  integers,
  linear,
  logisticRegression,
  model,
  node,
  tensor,
  text,
  texts,
} from './support/onnx-models.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnx-header-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FRAUD = logisticRegression({
  weights: [
    [-1, 0],
    [1, 0],
  ],
  classes: ['ok', 'fraud'],
  metadata: { name: 'fraud', owner: 'équipe' },
  modelVersion: 14,
  graphName: 'logreg',
});

describe('readOnnxHeader', () => {
  it('reads what a model says about itself', () => {
    expect(readOnnxHeader(FRAUD)).toEqual({
      producerName: 'marigraph-tests',
      producerVersion: '1.0',
      modelVersion: 14n,
      graphName: 'logreg',
      metadata: new Map([
        ['name', 'fraud'],
        ['owner', 'équipe'],
      ]),
      classNames: ['ok', 'fraud'],
    });
  });

  it('reads the same from a file, from bytes within a buffer and from shared memory', () => {
    const path = join(folder, 'fraud.onnx');
    writeFileSync(path, FRAUD);
    const padded = new Uint8Array(FRAUD.length + 20);
    padded.set(FRAUD, 10);
    const shared = new Uint8Array(new SharedArrayBuffer(FRAUD.length));
    shared.set(FRAUD);

    const header = readOnnxHeader(FRAUD);
    expect(readOnnxHeader(path)).toEqual(header);
    expect(readOnnxHeader(padded.subarray(10, 10 + FRAUD.length))).toEqual(header);
    expect(readOnnxHeader(shared)).toEqual(header);
  });

  it('reads a negative version, and integers as class names', () => {
    const bytes = logisticRegression({ weights: [[1], [2]], classes: [-1, 7], modelVersion: -3 });
    expect(readOnnxHeader(bytes)).toMatchObject({ modelVersion: -3n, classNames: ['-1', '7'] });
  });

  it('knows no class names where there is no classifier', () => {
    expect(readOnnxHeader(columns()).classNames).toBeUndefined();
    const foreign = node('NotAClassifier', ['x'], ['y'], {
      attributes: [texts('classlabels_strings', ['a'])],
    });
    expect(readOnnxHeader(graphOf([foreign])).classNames).toBeUndefined();
    const empty = node('SVMClassifier', ['x'], ['y'], {
      domain: 'ai.onnx.ml',
      attributes: [texts('classlabels_strings', [])],
    });
    expect(readOnnxHeader(graphOf([empty])).classNames).toBeUndefined();
  });

  it('takes the class names of the last classifier', () => {
    const classifier = (names: readonly string[]): ReturnType<typeof node> =>
      node('TreeEnsembleClassifier', ['x'], ['y'], {
        domain: 'ai.onnx.ml',
        attributes: [
          floats('nodes_values', [1, 2, 3]),
          text('post_transform', 'NONE'),
          texts('classlabels_strings', names),
        ],
      });
    const bytes = graphOf([classifier(['a', 'b']), classifier(['c', 'd'])]);
    expect(readOnnxHeader(bytes).classNames).toEqual(['c', 'd']);
  });

  it('reads packed integers, as other writers store them', () => {
    const bytes = logisticRegression({ weights: [[1], [2]], classes: [1, 300] });
    const unpacked = Uint8Array.of(0x40, 0x01, 0x40, 0xac, 0x02);
    const packed = Uint8Array.of(0x42, 0x03, 0x01, 0xac, 0x02);
    expect(readOnnxHeader(replaceBytes(bytes, unpacked, packed)).classNames).toEqual(['1', '300']);
  });

  it('passes over what is beyond its limits', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `c${index}`);
    const classifier = node('SVMClassifier', ['x'], ['y'], {
      domain: 'ai.onnx.ml',
      attributes: [texts('classlabels_strings', many)],
    });
    const metadata = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`k${index}`, 'v']),
    );
    const bytes = graphOf([classifier], { metadata: { long: 'x'.repeat(70_000), ...metadata } });
    const header = readOnnxHeader(bytes);
    expect(header.classNames).toBeUndefined();
    expect(header.metadata.size).toBe(256);
    expect(header.metadata.has('long')).toBe(false);
  });

  it('reads no more than 5,000 nodes and 50,000 fields of a graph', () => {
    const many = Array.from({ length: 50_001 }, () => node('Identity', ['a'], ['b']));
    const last = node('SVMClassifier', ['x'], ['y'], {
      domain: 'ai.onnx.ml',
      attributes: [integers('classlabels_ints', [1])],
    });
    expect(readOnnxHeader(graphOf([...many.slice(0, 5_000), last])).classNames).toBeUndefined();
    expect(readOnnxHeader(graphOf(many)).graphName).toBeUndefined();
  });

  it('seeks past the weights', () => {
    const bytes = linear({ weights: [[1, 2]], ballast: 1_000_000, metadata: { name: 'large' } });
    let read = 0;
    const source: ByteSource = {
      length: bytes.length,
      read(target, position) {
        read += target.length;
        target.set(bytes.subarray(position, position + target.length));
      },
    };

    expect(readOnnxHeader(source).metadata.get('name')).toBe('large');
    expect(bytes.length).toBeGreaterThan(4_000_000);
    expect(read).toBeLessThan(20_000);
  });

  it('reads a file of 8 GiB whose weights are a hole', () => {
    const path = join(folder, 'huge.onnx');
    const weights = 8 * 2 ** 30;
    const tail = Uint8Array.of(0x72, 0x06, 0x0a, 0x01, 0x61, 0x12, 0x01, 0x62);
    const head = Uint8Array.from([
      0x08,
      0x08,
      0x3a,
      ...varint(weights + 8),
      0x12,
      0x01,
      0x67,
      0x2a,
      ...varint(weights - 1),
    ]);
    writeFileSync(path, head);
    truncateSync(path, head.length + weights);
    // The graph is its name (3 bytes), an initializer's key and length (6 bytes) and the hole.
    const start = head.length - 9 + weights + 8;
    const file = openSync(path, 'r+');
    writeSync(file, tail, 0, tail.length, start);
    closeSync(file);

    const header = readOnnxHeader(path);
    expect(header.graphName).toBe('g');
    expect(header.metadata).toEqual(new Map([['a', 'b']]));
  });
});

describe('OnnxHeaderError', () => {
  it.each<[string, Uint8Array, OnnxHeaderError['code']]>([
    ['nothing', new Uint8Array(), 'foreign'],
    ['a text', new TextEncoder().encode('hello world, this is a text'), 'foreign'],
    ['zeros', new Uint8Array(100), 'foreign'],
    ['a varint without end', new Uint8Array(100).fill(0xff), 'foreign'],
    ['a group', Uint8Array.of(0x0b, 0x0c), 'foreign'],
    ['a model that is cut off', FRAUD.subarray(0, FRAUD.length - 1), 'truncated'],
    ['a varint that is cut off', Uint8Array.of(0x08), 'truncated'],
    [
      'fields of other messages only',
      Uint8Array.of(0x65, 1, 2, 3, 4, 0x61, 1, 2, 3, 4, 5, 6, 7, 8),
      'foreign',
    ],
  ])('is thrown for %s', (_, bytes, code) => {
    const error = errorOf(bytes);
    expect(error).toBeInstanceOf(OnnxHeaderError);
    expect(error).toMatchObject({ name: 'OnnxHeaderError', code, hint: expect.any(String) });
  });

  it('is thrown for what is no regular file, without waiting for it', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, folder, join(folder, 'none'), 'https://example.org/model.onnx']) {
      expect(errorOf(path)).toMatchObject({ code: 'unreadable' });
    }
  });

  it('is thrown for a source that fails', () => {
    const broken: ByteSource = {
      length: 100,
      read: () => {
        throw new OnnxHeaderError('truncated', 'the file became shorter');
      },
    };
    expect(errorOf(broken)).toMatchObject({ code: 'truncated' });
  });

  it('is the only error for mutated models', () => {
    const models = [
      FRAUD,
      columns({ metadata: { a: 'b' } }),
      identity(['N']),
      linear({ weights: [[1]] }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.nat(),
        (bytes, changes, cut) => {
          const mutated = bytes.slice(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0));
          for (const [position, value] of changes) mutated[position % mutated.length] = value;
          expectHeaderOrError(mutated);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is the only error for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectHeaderOrError(bytes)),
      { numRuns: 5_000 },
    );
  });
});

function expectHeaderOrError(bytes: Uint8Array): void {
  const error = errorOf(bytes);
  expect(error === undefined || error instanceof OnnxHeaderError).toBe(true);
}

function errorOf(source: string | Uint8Array | ByteSource): unknown {
  try {
    readOnnxHeader(source);
    return undefined;
  } catch (error) {
    return error;
  }
}

function graphOf(
  nodes: readonly ReturnType<typeof node>[],
  header: Parameters<typeof model>[1] = {},
): Uint8Array {
  const io = { inputs: [tensor('x', 'FLOAT', ['N'])], outputs: [tensor('y', 'FLOAT', ['N'])] };
  return model({ nodes, ...io }, header);
}

/** Replaces one run of bytes by another of the same length. */
function replaceBytes(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(from);
  expect(at).toBeGreaterThan(0);
  const copy = bytes.slice();
  copy.set(to, at);
  return copy;
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

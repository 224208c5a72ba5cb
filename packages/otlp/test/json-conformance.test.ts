import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  countItems,
  countItemsJson,
  jsonToProtobuf,
  protobufToJson,
  type Signal,
} from '@marigraph/otlp';
import { expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { vectors } from '../../../test/support/vectors.ts';
import { encodeText } from './support/json.ts';
import { decode } from './support/records.ts';

/** What a request in JSON should become: `JSON.parse`, with exact integers and bytes as the decoder shows them. */
function expectedOf(signal: Signal, text: string): unknown {
  const request = requestTypes[signal].fromObject(
    toProtobufjs(JSON.parse(text)) as Record<string, unknown>,
  );
  return decode(
    requestTypes[signal],
    new Uint8Array(requestTypes[signal].encode(request).finish()),
  );
}

function toProtobufjs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toProtobufjs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      /^(traceId|spanId|parentSpanId)$/.test(name)
        ? Buffer.from(inner as string, 'hex')
        : toProtobufjs(inner),
    ]),
  );
}

vectors.describe('otlp/otlp-json-examples', (folder) => {
  it.each([
    ['traces', 'trace.json'],
    ['metrics', 'metrics.json'],
    ['logs', 'logs.json'],
    ['logs', 'events.json'],
  ] as const)('%s: transcodes %s', (signal, file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const protobuf = jsonToProtobuf(signal, bytes);
    expect(decode(requestTypes[signal], protobuf)).toEqual(
      expectedOf(signal, Buffer.from(bytes).toString()),
    );
    expect(countItemsJson(signal, bytes)).toBe(countItems(signal, protobuf));
    expect(countItemsJson(signal, bytes)).toBeGreaterThan(0);
  });
});

vectors.describe('otlp/loadgen-otlp-jsonl', (folder) => {
  it.each(['metrics', 'logs'] as const)('transcodes every request of %s.jsonl', (signal) => {
    const lines = vectors.text(folder, `${signal}.jsonl`).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(80);
    for (const line of lines) {
      const protobuf = jsonToProtobuf(signal, encodeText(line));
      expect(decode(requestTypes[signal], protobuf)).toEqual(expectedOf(signal, line));
      expect(countItemsJson(signal, encodeText(line))).toBe(countItems(signal, protobuf));
    }
  });
});

vectors.describe('otlp/otlp-pb', (folder) => {
  const files = ['trace', 'metrics', 'logs'].flatMap((kind) =>
    globSync(`*.${kind}.pb`, { cwd: folder }).map(
      (file) => [kind === 'trace' ? 'traces' : (kind as Signal), file] as const,
    ),
  );

  it('has 36 requests', () => {
    expect(files).toHaveLength(36);
  });

  it.each(files)('%s: %s is the same when it has gone through JSON', (signal, file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const json = protobufToJson(signal, bytes);
    const type = requestTypes[signal];
    expect(decode(type, jsonToProtobuf(signal, json))).toEqual(decode(type, bytes));
    // By the rules of an independent reader as well.
    expect(expectedOf(signal, Buffer.from(json).toString())).toEqual(decode(type, bytes));
    expect(countItemsJson(signal, json)).toBe(countItems(signal, bytes));
  });
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  countItems,
  createScanner,
  decodeLogs,
  decodeMetrics,
  encodeLogs,
  encodeMetrics,
  type Signal,
} from '@marigraph/otlp';
import { expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { vectors } from '../../../test/support/vectors.ts';
import {
  createClassifier,
  decode,
  expectedRecords,
  toRecord,
  type Record,
} from './support/records.ts';

vectors.describe('otlp/otlp-pb', (folder) => {
  const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)));
  const files = (signal: string): string[] =>
    globSync(`*.${signal}.pb`, { cwd: folder }).toSorted();
  const countAll = (file: string, message: string): number => {
    const text = vectors.text(folder, file.replace(/pb$/, 'txtpb'));
    return text.match(new RegExp(`^ +${message} \\{`, 'gm'))?.length ?? 0;
  };

  it.each([
    ...files('trace').map((file) => ['traces', 'spans', file] as const),
    ...files('logs').map((file) => ['logs', 'log_records', file] as const),
    ...files('metrics').map((file) => ['metrics', 'data_points', file] as const),
  ])('%s: counts the %s of %s', (signal, message, file) => {
    const count = countItems(signal, read(file));
    expect(count).toBe(countAll(file, message));
    expect(count).toBeGreaterThan(0);
  });

  it.each([
    ...files('trace').map((file) => ['traces', file] as const),
    ...files('logs').map((file) => ['logs', file] as const),
  ])('%s: finds every attribute of %s', (signal, file) => {
    const classify = createClassifier();
    const records: Record[] = [];
    createScanner({ signal, classify }).scan(read(file), (view) => records.push(toRecord(view)));
    expect(records).toEqual(expectedRecords(signal, read(file), classify));
  });

  it.each([
    ...files('logs').map((file) => ['logs', file] as const),
    ...files('metrics').map((file) => ['metrics', file] as const),
  ])('%s: keeps the whole of %s', (signal: Signal, file) => {
    const copy =
      signal === 'logs'
        ? encodeLogs(decodeLogs(read(file)))
        : encodeMetrics(decodeMetrics(read(file)));
    expect(decode(requestTypes[signal], copy)).toEqual(decode(requestTypes[signal], read(file)));
  });
});

import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import type { Batch } from '@marigraph/collector';
import { type Destination, exporterContract, storedBatch } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';

import { debug } from '../../src/exporters/debug.ts';
import { file } from '../../src/exporters/file.ts';
import { otlpGrpc } from '../../src/exporters/otlp-grpc.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type GrpcResponse, startGrpcServer } from '../support/grpc-server.ts';
import { otlpRequest } from '../support/requests.ts';

const BATCHES: readonly Batch[] = (['traces', 'metrics', 'logs'] as const).flatMap((signal) => {
  const plain = storedBatch({ signal, body: otlpRequest(signal, 'a', 2), items: 2 });
  return [
    plain,
    { ...plain, encoding: 'gzip', body: gzipSync(plain.body) },
    { ...plain, encoding: 'zstd', body: zstdCompressSync(plain.body) },
  ];
});

const ANSWERS: Readonly<Record<string, GrpcResponse>> = {
  accept: {},
  'refuse for now': { status: 14 },
  'refuse for good': { status: 3 },
};

describe('otlp_grpc', () => {
  const noDestination = exporterContract({
    definition: otlpGrpc,
    config: { endpoint: 'a:1' },
    batches: BATCHES,
    destination: { answer() {}, taken: () => 0 },
  });

  it.each(noDestination.map(({ name }) => name))('%s', async (name) => {
    let how: Parameters<Destination['answer']>[0] = 'accept';
    let taken = 0;
    const server = await startGrpcServer({
      respond() {
        const response = ANSWERS[how];
        if (how === 'accept') taken++;
        return response;
      },
    });
    const destination: Destination = {
      answer: (asked) => {
        how = asked;
      },
      taken: () => taken,
    };
    const config = { endpoint: `http://${server.endpoint}` };
    const cases = exporterContract({ definition: otlpGrpc, config, batches: BATCHES, destination });
    await expect(cases.find((found) => found.name === name)?.run()).resolves.toBeUndefined();
  });
});

describe.each(['json', 'proto'])('file, %s', (format) => {
  const casesAt = (path: string): ReturnType<typeof exporterContract> =>
    exporterContract({ definition: file, config: { path, format }, batches: BATCHES });

  it.each(casesAt('unused').map(({ name }) => name))('%s', async (name) => {
    const cases = casesAt(join(temporaryFolder(), '{signal}'));
    await expect(cases.find((found) => found.name === name)?.run()).resolves.toBeUndefined();
  });
});

describe.each(['basic', 'normal', 'detailed'])('debug, %s', (verbosity) => {
  const cases = exporterContract({ definition: debug, config: { verbosity }, batches: BATCHES });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { type Batch, ComponentError } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

import { otlpGrpc } from '../../src/exporters/otlp-grpc.ts';
import { otlpHttp } from '../../src/exporters/otlp-http.ts';
import { createSendInParts } from '../../src/exporters/request-size.ts';
import { BATCH, startExporter } from '../support/exporting.ts';
import { startGrpcServer } from '../support/grpc-server.ts';
import { itemNames, otlpRequest } from '../support/requests.ts';
import { sinkOf } from '../support/sink.ts';

const ITEMS = 100;
const PLAIN = otlpRequest('traces', 'span', ITEMS);
const LARGE: Batch = { ...BATCH, body: PLAIN, items: ITEMS };
const NAMES = itemNames('traces', PLAIN);
const KIB = 1024;

const plainOf = ({ body, encoding }: Batch): Uint8Array =>
  encoding === 'gzip' ? gunzipSync(body) : body;

async function partsOf(batch: Batch, maxBytes: number | undefined = KIB): Promise<Batch[]> {
  const parts: Batch[] = [];
  const sendInParts = createSendInParts({ maxBytes, prepare: (same) => same });
  await sendInParts(batch, async (part) => void parts.push(part));
  return parts;
}

describe('a request that is larger than a backend takes', () => {
  it.each([
    ['identity', PLAIN, 'identity'],
    ['gzip', gzipSync(PLAIN), 'gzip'],
    ['zstd', zstdCompressSync(PLAIN), 'gzip'],
  ] as const)('goes out in parts within the limit: %s', async (encoding, body, expected) => {
    const parts = await partsOf({ ...LARGE, encoding, body });
    expect(parts.length).toBeGreaterThan(3);
    expect(new Set(parts.map((part) => part.encoding))).toEqual(new Set([expected]));
    expect(parts.every((part) => plainOf(part).length <= KIB)).toBe(true);
    expect(parts.flatMap((part) => itemNames('traces', plainOf(part)))).toEqual(NAMES);
    expect(parts.reduce((sum, part) => sum + part.items, 0)).toBe(ITEMS);
  });

  it('is not touched where it is within the limit, is JSON, or there is none', async () => {
    const gzipped: Batch = { ...LARGE, encoding: 'gzip', body: gzipSync(PLAIN) };
    expect(await partsOf(gzipped, PLAIN.length)).toEqual([gzipped]);
    expect(await partsOf({ ...gzipped, plain: { bytes: PLAIN } }, PLAIN.length)).toHaveLength(1);
    const json: Batch = { ...LARGE, contentType: 'json' };
    expect(await partsOf(json)).toEqual([json]);
    expect((await partsOf(LARGE, Infinity))[0]).toBe(LARGE);
  });

  it('goes on with the part that was refused, and passes over what is refused for good', async () => {
    const refusals = new Map([
      [1, new ComponentError('backend_unavailable', 'later', { retryable: true })],
      [3, new ComponentError('backend_rejected', 'never')],
    ]);
    const sendInParts = createSendInParts({ maxBytes: KIB, prepare: (same) => same });
    const taken: string[] = [];
    let call = 0;
    const send = async (part: Batch): Promise<void> => {
      const refusal = refusals.get(call++);
      if (refusal !== undefined) throw refusal;
      taken.push(...itemNames('traces', part.body));
    };
    await expect(sendInParts(LARGE, send)).rejects.toMatchObject({ code: 'backend_unavailable' });
    await expect(sendInParts(LARGE, send)).rejects.toMatchObject({ code: 'backend_rejected' });
    const [, , lost] = await partsOf(LARGE);
    const lostNames = itemNames('traces', lost?.body ?? Buffer.of());
    expect(taken).toEqual(NAMES.filter((name) => !lostNames.includes(name)));
  });

  it('tells of a part that was refused for good, also where a later one was refused for now', async () => {
    const refusals = new Map([
      [0, new ComponentError('backend_rejected', 'never')],
      [1, new ComponentError('backend_unavailable', 'later', { retryable: true })],
    ]);
    const sendInParts = createSendInParts({ maxBytes: KIB, prepare: (same) => same });
    let call = 0;
    const send = async (): Promise<void> => {
      const refusal = refusals.get(call++);
      if (refusal !== undefined) throw refusal;
    };
    await expect(sendInParts(LARGE, send)).rejects.toMatchObject({ code: 'backend_unavailable' });
    await expect(sendInParts(LARGE, send)).rejects.toMatchObject({ code: 'backend_rejected' });
    expect(call).toBe((await partsOf(LARGE)).length + 1);
  });

  it('is split by otlp_http and otlp_grpc', async () => {
    const max = { max_request_size_mib: 1 / 1024 };
    const sink = await sinkOf();
    const http = await startExporter(otlpHttp, { endpoint: sink.url, ...max });
    expect(await http.refusal(LARGE)).toBeUndefined();
    expect(sink.requests.flatMap(({ body }) => itemNames('traces', body))).toEqual(NAMES);
    expect(sink.requests.length).toBeGreaterThan(3);
    const server = await startGrpcServer();
    const grpc = await startExporter(otlpGrpc, { endpoint: `http://${server.endpoint}`, ...max });
    expect(await grpc.refusal(LARGE)).toBeUndefined();
    expect(server.requests.flatMap(({ message }) => itemNames('traces', message))).toEqual(NAMES);
  });
});

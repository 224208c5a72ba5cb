/** The `otlp` receiver: OTLP over HTTP with protobuf bodies. A body is checked, then kept as it came in. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { countItems, OtlpError } from '@marigraph/otlp';
import { z } from 'zod';

import { createBufferPool, type PooledBuffer } from '../buffer-pool.ts';
import {
  type Clock,
  type Component,
  defineReceiver,
  type Encoding,
  type Logger,
  type Measured,
  type NewBatch,
  type ReceiverDefinition,
  type Reporter,
  type Signal,
} from '../component.ts';
import { hostPort, type HostPort, sizeMib } from '../configuration/fields.ts';
import { ComponentError } from '../errors.ts';
import { createBodyGunzip, type Gunzip } from '../gunzip.ts';
import { createHttpServer } from '../http-server.ts';
import { requestOutcomes } from '../telemetry/measure.ts';
import { type BodyMemory, createBodyBudget, inflateBody, readBody } from './otlp-body.ts';
import { busy, Refusal, sendRefusal, STATUS_CODE } from './otlp-refusal.ts';

export interface OtlpReceiverConfig {
  readonly protocols: {
    readonly http: {
      readonly endpoint: HostPort;
      /** Bytes of one request, as it comes in and inflated. */
      readonly max_request_body_size_mib: number;
      /** Bytes of all requests that are being read or stored. */
      readonly max_in_flight_mib: number;
    };
  };
}

const httpConfig = z.strictObject({
  endpoint: hostPort.prefault('127.0.0.1:4318'),
  max_request_body_size_mib: sizeMib.prefault(64),
  max_in_flight_mib: sizeMib.prefault(256),
});

const config: z.ZodType<OtlpReceiverConfig> = z.strictObject({
  protocols: z
    .strictObject({
      // A key without a value asks for the defaults, as in the Collector.
      http: httpConfig
        .nullable()
        .prefault({})
        .transform((http) => http ?? httpConfig.parse({})),
      grpc: z
        .undefined({ error: 'OTLP over gRPC is not built yet: send OTLP over HTTP instead' })
        .optional(),
    })
    .prefault({}),
});

export const otlp: ReceiverDefinition<OtlpReceiverConfig> = defineReceiver<OtlpReceiverConfig>({
  type: 'otlp',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  create: ({ config: { protocols }, clock, logger, emit }) =>
    createOtlpReceiver(protocols.http, { clock, logger, emit }),
});

interface Dependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (batch: NewBatch) => Promise<void>;
}

interface Limits extends Dependencies {
  readonly memory: BodyMemory;
  readonly gunzip: Gunzip;
  readonly maxBytes: number;
}

/** Memory of bodies that is kept for the next ones. */
const POOL_BYTES_MAX = 32 * 1024 * 1024;

function createOtlpReceiver(
  http: OtlpReceiverConfig['protocols']['http'],
  dependencies: Dependencies,
): Component & Reporter & Measured {
  const { clock, logger } = dependencies;
  const budget = createBodyBudget(http.max_in_flight_mib);
  const pool = createBufferPool(POOL_BYTES_MAX);
  const limits = {
    ...dependencies,
    memory: { budget, pool },
    gunzip: createBodyGunzip(pool),
    maxBytes: http.max_request_body_size_mib,
  };
  /** Answers by HTTP status; `aborted` are requests that ended before their body did. */
  const requests: Record<string, number> = {};
  const count = (outcome: string | number): void => {
    requests[outcome] = (requests[outcome] ?? 0) + 1;
  };
  let closing = false;

  const server = createHttpServer({
    endpoint: http.endpoint,
    async handle(request, response) {
      const protobuf = mediaType(request) === PROTOBUF;
      try {
        if (closing) throw busy('the collector shuts down');
        await receive(request, response, limits);
        count(200);
        response.writeHead(200, { 'content-type': PROTOBUF, 'content-length': 0 }).end();
      } catch (error) {
        if (request.destroyed && !request.complete) {
          count('aborted');
          return;
        }
        const refusal = toRefusal(error, logger);
        count(refusal.httpStatus);
        logger.debug('refused a request', { status: refusal.httpStatus, message: refusal.message });
        sendRefusal(request, response, refusal, { protobuf, clock });
      }
    },
    onError: (error) => logger.warn('a connection failed', { error }),
  });

  return {
    async start() {
      await server.start();
      logger.info('receives OTLP over HTTP', { endpoint: server.endpoint });
    },
    async shutdown(deadline) {
      closing = true;
      await server.shutdown(deadline);
    },
    measures: () => [requestOutcomes(requests)],
    report: () => ({ endpoint: server.endpoint, requests: { ...requests }, bytes: budget.used }),
  };
}

const PROTOBUF = 'application/x-protobuf';
const SIGNALS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};

/** Takes one request into the log. @throws {Refusal | ComponentError} */
async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { emit, memory, gunzip, maxBytes }: Limits,
): Promise<void> {
  const { signal, encoding } = parseHead(request);
  if (request.headers.expect !== undefined) {
    // A client that waits for a word before it sends must not be invited to what is refused anyway.
    if (Number(request.headers['content-length'] ?? 0) <= maxBytes) response.writeContinue();
  }
  const body = await readBody(request, memory, maxBytes);
  let plain: PooledBuffer | undefined;
  let isStored = false;
  try {
    plain = await inflateBody({ bytes: body.bytes, encoding }, gunzip, maxBytes);
    const items = countItems(signal, plain.bytes);
    // A request without telemetry succeeds, and there is nothing to keep.
    if (items === 0) return;
    const { bytes, release } = body;
    const inflated = encoding === 'identity' ? undefined : plain;
    await emit({
      signal,
      contentType: 'protobuf',
      encoding,
      body: bytes,
      plain: inflated,
      release,
      items,
    });
    isStored = true;
  } finally {
    body.settle();
    if (!isStored) {
      body.release();
      plain?.release();
    }
  }
}

interface Head {
  readonly signal: Signal;
  readonly encoding: Encoding;
}

function parseHead(request: IncomingMessage): Head {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const signal = SIGNALS[path];
  if (signal === undefined) {
    const known = Object.keys(SIGNALS).join(', ');
    throw new Refusal(404, STATUS_CODE.unimplemented, `nothing at ${path}; there are ${known}`);
  }
  if (request.method !== 'POST') {
    throw new Refusal(405, STATUS_CODE.unimplemented, 'only POST is allowed', { allow: 'POST' });
  }
  const type = mediaType(request);
  if (type !== PROTOBUF) {
    const hint =
      type === 'application/json'
        ? 'OTLP/JSON is not taken yet: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf'
        : `expected content-type ${PROTOBUF}, found "${type}"`;
    throw new Refusal(415, STATUS_CODE.invalidArgument, hint, { accept: PROTOBUF });
  }
  return { signal, encoding: parseEncoding(request) };
}

/** The content type without its parameters, in lower case; empty without the header. */
function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const ENCODINGS: readonly Encoding[] = ['identity', 'gzip', 'deflate', 'zstd'];

function parseEncoding(request: IncomingMessage): Encoding {
  const named = request.headers['content-encoding']?.trim().toLowerCase();
  if (named === undefined || named === '') return 'identity';
  const encoding = ENCODINGS.find((known) => known === named);
  if (encoding !== undefined) return encoding;
  const accepted = ENCODINGS.slice(1).join(', ');
  throw new Refusal(
    415,
    STATUS_CODE.invalidArgument,
    `content-encoding "${named}" is not taken; there are ${accepted}`,
    { 'accept-encoding': accepted },
  );
}

function toRefusal(error: unknown, logger: Logger): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof OtlpError) {
    const where = `at byte ${error.offset}`;
    return new Refusal(400, STATUS_CODE.invalidArgument, `${error.message}, ${where}`);
  }
  if (error instanceof ComponentError) {
    if (error.retryable) return busy(error.message, error.retryAfterMs);
    const code = error.code === 'no_pipeline' ? 404 : 500;
    const status = code === 404 ? STATUS_CODE.unimplemented : STATUS_CODE.internal;
    return new Refusal(code, status, `${error.message}. ${error.hint}`);
  }
  logger.error('a request met a bug of the receiver', { error });
  return new Refusal(500, STATUS_CODE.internal, 'internal error');
}

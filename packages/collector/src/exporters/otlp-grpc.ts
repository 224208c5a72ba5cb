/** The `otlp_grpc` exporter: stored protobuf goes out as it came in, each request as one unary call. */

import { z } from 'zod';

import {
  type Batch,
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
  type Reporter,
} from '../component.ts';
import { formatHostPort, parseHostPort, sizeMib } from '../configuration/fields.ts';
import { createTlsClient, type TlsClientConfig, tlsClientConfig } from '../tls-client.ts';
import { createGrpcConnections, type KeepaliveOptions } from './grpc-connections.ts';
import { judgeStatus } from './otlp-grpc-answer.ts';
import { createGrpcClient } from './otlp-grpc-client.ts';
import {
  type OtlpDeliveryConfig,
  retryConfig,
  sendingQueueConfig,
  timeoutConfig,
  toDelivery,
  warnOfMaxSize,
} from './otlp-settings.ts';
import { createPartialSuccessLog } from './partial-success.ts';
import { createRequestHeaders, headersSettings } from './request-headers.ts';
import { createSendInParts } from './request-size.ts';
import { createTranscode } from './transcode.ts';

export interface OtlpGrpcConfig extends OtlpDeliveryConfig {
  /** Without a scheme of its own it speaks TLS unless `tls.insecure` is set. */
  readonly endpoint: GrpcEndpoint;
  readonly headers: Readonly<Record<string, string>>;
  /** Path of more headers, `name: value` one a line, read again when it changes. */
  readonly headers_file?: string | undefined;
  /** For one attempt, milliseconds. The backend is told of it. */
  readonly timeout: number;
  readonly tls: TlsClientConfig;
  /** Pings that find dead connections; none unless given. Times in milliseconds. */
  readonly keepalive?:
    | {
        readonly time: number;
        readonly timeout: number;
        readonly permit_without_stream: boolean;
      }
    | undefined;
}

export interface GrpcEndpoint {
  readonly scheme: 'http' | 'https' | undefined;
  /** `host:port`. */
  readonly authority: string;
}

const ENDPOINT_ERROR =
  'expected host:port or an http:// or https:// URL without a path, as in "backend:4317"';

const grpcEndpoint: z.ZodType<GrpcEndpoint, string> = z
  .string({ error: ENDPOINT_ERROR })
  .transform((text, context) => {
    const endpoint = parseGrpcEndpoint(text);
    if (endpoint !== undefined) return endpoint;
    context.addIssue({ code: 'custom', message: ENDPOINT_ERROR, input: text });
    return z.NEVER;
  });

/** `host:port`, also as gRPC names it: `dns:///host:port`; or the URL of a server. */
export function parseGrpcEndpoint(text: string): GrpcEndpoint | undefined {
  const target = parseHostPort(text.replace(/^dns:\/\/\//, ''));
  if (target !== undefined) {
    // A client cannot connect to "every interface", which is what no host means to a server.
    if (/^(?:dns:\/\/\/)?:/.test(text)) return undefined;
    return { scheme: undefined, authority: formatHostPort(target) };
  }
  const url = URL.parse(text);
  if (url === null || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    return undefined;
  }
  if (url.protocol === 'http:') return { scheme: 'http', authority: url.host };
  return url.protocol === 'https:' ? { scheme: 'https', authority: url.host } : undefined;
}

const config: z.ZodType<OtlpGrpcConfig> = z.strictObject({
  endpoint: grpcEndpoint.describe(
    'Backend as `host:port`, which speaks TLS unless `tls.insecure` is set, or as an ' +
      '`http://` or `https://` URL without a path.',
  ),
  ...headersSettings,
  timeout: timeoutConfig
    .describe(
      'How long one attempt may take before it counts as refused for now; the backend is ' +
        'told of it.',
    )
    .prefault('5s'),
  tls: tlsClientConfig.prefault({}),
  keepalive: z
    .strictObject({
      time: timeoutConfig.describe('Time between two pings.'),
      timeout: timeoutConfig
        .describe('A connection whose ping is not answered within this time is ended.')
        .prefault('20s'),
      permit_without_stream: z
        .boolean()
        .describe('Pings also while no request is under way, which some servers refuse.')
        .default(false),
    })
    .describe('Pings that find dead connections; none unless given.')
    .optional(),
  max_request_size_mib: sizeMib
    .describe(
      'Largest request in protobuf before compression; larger ones go out in parts, one ' +
        'after the other. No limit unless given.',
    )
    .optional(),
  retry_on_failure: retryConfig.prefault({}),
  sending_queue: sendingQueueConfig.optional(),
});

export const otlpGrpc: ExporterDefinition<OtlpGrpcConfig> = defineExporter<OtlpGrpcConfig>({
  type: 'otlp_grpc',
  aliases: ['otlp'],
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  delivery: toDelivery,
  create: createOtlpGrpcExporter,
});

const PATHS = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

function createOtlpGrpcExporter({
  config: settings,
  clock,
  logger,
}: CreateContext<OtlpGrpcConfig>): Component & Consumer & Reporter {
  const tls = createTlsClient(settings.tls, { clock, logger });
  const headers = createRequestHeaders(settings, { clock, logger });
  const connections = createGrpcConnections({
    url: toUrl(settings),
    tls,
    keepalive: toKeepalive(settings.keepalive),
    retireMs: settings.timeout,
    clock,
  });
  const client = createGrpcClient({ connections, clock, timeoutMs: settings.timeout });
  const sendInParts = createSendInParts({
    maxBytes: settings.max_request_size_mib,
    prepare: createTranscode('protobuf'),
  });
  const partialSuccess = createPartialSuccessLog(logger);

  async function send(part: Batch): Promise<void> {
    const answer = await client.call({
      path: PATHS[part.signal],
      message: part.body,
      encoding: part.encoding,
      headers: headers.current,
    });
    partialSuccess.note(part, judgeStatus(answer, connections));
  }

  return {
    async start() {
      warnOfMaxSize(settings, logger);
      await Promise.all([tls.start(), headers.start()]);
    },
    consume: (batch) => sendInParts(batch, send),
    async shutdown() {
      tls.stop();
      headers.stop();
      connections.close();
    },
    report: () => ({
      endpoint: connections.endpoint,
      partialSuccess: partialSuccess.report(),
    }),
  };
}

function toUrl({ endpoint, tls }: OtlpGrpcConfig): URL {
  const scheme = endpoint.scheme ?? (tls.insecure ? 'http' : 'https');
  return new URL(`${scheme}://${endpoint.authority}`);
}

function toKeepalive(keepalive: OtlpGrpcConfig['keepalive']): KeepaliveOptions | undefined {
  if (keepalive === undefined) return undefined;
  const { time, timeout, permit_without_stream: whenIdle } = keepalive;
  return { intervalMs: time, timeoutMs: timeout, whenIdle };
}

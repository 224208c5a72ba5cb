/** The `otlp_http` exporter: stored bytes go out as they came in, with the encoding they came in. */

import { z } from 'zod';

import {
  type Batch,
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
  type Reporter,
  type Signal,
} from '../component.ts';
import { httpUrl, sizeMib } from '../configuration/fields.ts';
import { ComponentError } from '../errors.ts';
import { createTlsClient, type TlsClientConfig, tlsClientConfig } from '../tls-client.ts';
import { judgeAnswer } from './otlp-http-answer.ts';
import { createHttpClient, type HttpClientOptions, showUrl } from './otlp-http-client.ts';
import {
  IN_FLIGHT_MAX,
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
import { createTranscode, type Transcode } from './transcode.ts';

export interface OtlpHttpConfig extends OtlpDeliveryConfig {
  /** Base URL; `/v1/<signal>` is added. */
  readonly endpoint?: URL | undefined;
  /** Used as they are, in place of what `endpoint` would make. */
  readonly traces_endpoint?: URL | undefined;
  readonly metrics_endpoint?: URL | undefined;
  readonly logs_endpoint?: URL | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Path of more headers, `name: value` one a line, read again when it changes. */
  readonly headers_file?: string | undefined;
  /** Of every request. Requests go out as they came in unless given. */
  readonly encoding?: 'proto' | 'json' | undefined;
  /** For one attempt, milliseconds. */
  readonly timeout: number;
  readonly tls: TlsClientConfig;
  /** For every request, whatever HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
  readonly proxy_url?: URL | undefined;
}

const config: z.ZodType<OtlpHttpConfig> = z
  .strictObject({
    endpoint: httpUrl
      .describe(
        'Base URL of the backend, to which `/v1/traces`, `/v1/metrics` or `/v1/logs` is ' +
          'added. Needed unless a signal has its own.',
      )
      .optional(),
    traces_endpoint: httpUrl
      .describe('URL for traces as it is, in place of what `endpoint` makes.')
      .optional(),
    metrics_endpoint: httpUrl
      .describe('URL for metrics as it is, in place of what `endpoint` makes.')
      .optional(),
    logs_endpoint: httpUrl
      .describe('URL for logs as it is, in place of what `endpoint` makes.')
      .optional(),
    ...headersSettings,
    encoding: z
      .enum(['proto', 'json'])
      .describe('Makes every request protobuf or JSON; they go out as they came in unless given.')
      .optional(),
    timeout: timeoutConfig
      .describe('How long one attempt may take before it counts as refused for now.')
      .prefault('30s'),
    tls: tlsClientConfig.prefault({}),
    proxy_url: httpUrl
      .describe(
        'Proxy for every request, with its user and password; HTTP_PROXY, HTTPS_PROXY and ' +
          'NO_PROXY of the environment count unless given.',
      )
      .meta({ secret: true })
      .optional(),
    max_request_size_mib: sizeMib
      .describe(
        'Largest request in protobuf before compression; larger ones go out in parts, one ' +
          'after the other. No limit unless given; JSON goes out whole.',
      )
      .optional(),
    retry_on_failure: retryConfig.prefault({}),
    sending_queue: sendingQueueConfig.optional(),
  })
  .superRefine((found, context) => {
    if (Object.values(toUrls(found)).some((url) => url !== undefined)) return;
    const message = 'expected an endpoint, or one of a signal';
    context.addIssue({ code: 'custom', path: ['endpoint'], message });
  });

export const otlpHttp: ExporterDefinition<OtlpHttpConfig> = defineExporter<OtlpHttpConfig>({
  type: 'otlp_http',
  aliases: ['otlphttp'],
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  delivery: toDelivery,
  create: createOtlpHttpExporter,
});

type Endpoints = Pick<
  OtlpHttpConfig,
  'endpoint' | 'traces_endpoint' | 'metrics_endpoint' | 'logs_endpoint'
>;

function toUrls(endpoints: Endpoints): Readonly<Record<Signal, URL | undefined>> {
  const under = (signal: Signal): URL | undefined => {
    if (endpoints.endpoint === undefined) return undefined;
    // A query stays behind the path.
    const url = new URL(endpoints.endpoint);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
    return url;
  };
  return {
    traces: endpoints.traces_endpoint ?? under('traces'),
    metrics: endpoints.metrics_endpoint ?? under('metrics'),
    logs: endpoints.logs_endpoint ?? under('logs'),
  };
}

function toTranscode(encoding: OtlpHttpConfig['encoding']): Transcode {
  if (encoding === undefined) return (batch) => batch;
  return createTranscode(encoding === 'json' ? 'json' : 'protobuf');
}

/** Nothing on this machine is ever behind a proxy, as in Go. */
const LOOPBACK = 'localhost,127.0.0.1,::1';

/** The proxy of the configuration, or else those of the environment. */
function toProxies(
  url: URL | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): HttpClientOptions['proxies'] {
  if (url !== undefined) return { HTTP_PROXY: url.href, HTTPS_PROXY: url.href };
  const of = (name: string): string | undefined =>
    environment[name.toLowerCase()] ?? environment[name];
  return {
    HTTP_PROXY: of('HTTP_PROXY'),
    HTTPS_PROXY: of('HTTPS_PROXY'),
    NO_PROXY: [of('NO_PROXY'), LOOPBACK].filter(Boolean).join(','),
  };
}

function createOtlpHttpExporter({
  config: settings,
  clock,
  logger,
}: CreateContext<OtlpHttpConfig>): Component & Consumer & Reporter {
  const urls = toUrls(settings);
  const tls = createTlsClient(settings.tls, { clock, logger });
  const headers = createRequestHeaders(settings, { clock, logger });
  const client = createHttpClient({
    clock,
    timeoutMs: settings.timeout,
    socketsMax: IN_FLIGHT_MAX,
    tls,
    proxies: toProxies(settings.proxy_url, process.env),
  });
  const sendInParts = createSendInParts({
    maxBytes: settings.max_request_size_mib,
    prepare: toTranscode(settings.encoding),
  });
  const partialSuccess = createPartialSuccessLog(logger);
  const shown = settings.endpoint ?? Object.values(urls).find((url) => url !== undefined);

  async function send(part: Batch): Promise<void> {
    const { signal, body, contentType, encoding } = part;
    const url = urls[signal];
    if (url === undefined) {
      throw new ComponentError('endpoint_missing', `no endpoint takes ${signal}`);
    }
    const answer = await client.post(url, {
      body,
      headers: {
        ...headers.current,
        'content-type': `application/${contentType === 'json' ? 'json' : 'x-protobuf'}`,
        ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      },
    });
    partialSuccess.note(part, judgeAnswer(answer, { url, now: clock.now() }));
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
      client.close();
    },
    report: () => ({
      endpoint: shown === undefined ? undefined : showUrl(shown),
      partialSuccess: partialSuccess.report(),
    }),
  };
}

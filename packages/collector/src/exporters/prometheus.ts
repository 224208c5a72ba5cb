/** The `prometheus` exporter: the last value of every series, for a scraper to fetch. */

import { decodeMetrics } from '@marigraph/otlp';
import { z } from 'zod';

import {
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
  type Reporter,
} from '../component.ts';
import { duration, hostPort, type HostPort } from '../configuration/fields.ts';
import { ComponentError } from '../errors.ts';
import { createHttpServer } from '../http-server.ts';
import { createPlainBodyReader } from '../plain-body.ts';
import { NO_RETRY } from '../service/retry.ts';
import { answerScrape } from './prometheus-scrape.ts';
import { createSeriesStore, type DropReason } from './prometheus-series.ts';
import { formatExposition } from './prometheus-text.ts';

export interface PrometheusConfig {
  readonly endpoint: HostPort;
  /** Milliseconds after which a series that got no new point is gone. */
  readonly metric_expiration: number;
  readonly series_max: number;
}

const config: z.ZodType<PrometheusConfig> = z.strictObject({
  endpoint: hostPort.describe('Where `/metrics` is served.').prefault('127.0.0.1:8889'),
  metric_expiration: duration
    .describe('A series that got no new point for this long is gone.')
    .prefault('5m'),
  series_max: z
    .int()
    .min(1)
    .max(10_000_000)
    .describe('Series at most; points of further ones are dropped and counted.')
    .default(100_000),
});

export const prometheus: ExporterDefinition<PrometheusConfig> = defineExporter<PrometheusConfig>({
  type: 'prometheus',
  stability: 'alpha',
  signals: ['metrics'],
  config,
  // Points must be taken in their order, and nothing that is refused here would be taken later.
  delivery: () => ({ inFlightMax: 1, retry: NO_RETRY }),
  create: createPrometheusExporter,
});

function createPrometheusExporter({
  config: { endpoint, metric_expiration, series_max },
  clock,
  logger,
}: CreateContext<PrometheusConfig>): Component & Consumer & Reporter {
  const store = createSeriesStore({
    clock,
    expirationMs: metric_expiration,
    seriesMax: series_max,
    onDrop: (reason, metric) => logger.warn(DROP_MESSAGES[reason], { metric }),
  });
  const server = createHttpServer({
    endpoint,
    handle: (request, response) =>
      answerScrape(request, response, () => formatExposition(store.families())),
    onError: (error) => logger.warn('a scrape failed', { error }),
  });

  const readPlainBody = createPlainBodyReader();
  return {
    async start() {
      await server.start();
      logger.info('serves metrics for Prometheus', { endpoint: server.endpoint, path: '/metrics' });
    },
    consume(batch) {
      let resources;
      try {
        resources = readPlainBody(batch, decodeMetrics);
      } catch (cause) {
        throw new ComponentError('data_invalid', 'the metrics cannot be decoded', { cause });
      }
      store.add(resources);
    },
    shutdown: (deadline) => server.shutdown(deadline),
    report: () => ({ endpoint: server.endpoint, ...store.report() }),
  };
}

const DROP_MESSAGES: Readonly<Record<DropReason, string>> = {
  unsupported: 'a kind of metric that the text format cannot show was left out',
  type_conflict: 'a metric was left out: its name is taken by one of another type',
  series_limit: 'a new series was left out: `series_max` is reached',
  temporality: 'a metric without temporality was left out',
  out_of_order: 'a point was left out: it is older than the one before',
};

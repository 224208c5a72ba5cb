import { z } from 'zod';

import type { TelemetryConfiguration } from '../telemetry/server.ts';
import { hostPort, type HostPort } from './fields.ts';

/** The section `service.telemetry.metrics`. */
export interface MetricsSection {
  readonly level: TelemetryConfiguration['level'];
  readonly endpoint?: HostPort | undefined;
  /** As the Collector called `endpoint` once. */
  readonly address?: HostPort | undefined;
  /** As the Collector writes it now: one reader, to be pulled from. */
  readonly readers?: readonly ReaderSection[] | undefined;
}

interface ReaderSection {
  readonly pull: { readonly exporter: { readonly prometheus: HostPort } };
}

const ENDPOINT_DEFAULT: HostPort = { host: '127.0.0.1', port: 8888 };

const readerSection: z.ZodType<ReaderSection> = z.strictObject({
  pull: z.strictObject({
    exporter: z.strictObject({
      prometheus: z.strictObject({
        host: z.string().min(1).describe('Address to listen on.').default('127.0.0.1'),
        port: z.int().min(0).max(65_535).describe('Port; 0 picks a free one.').default(8888),
      }),
    }),
  }),
});

export const metricsSection: z.ZodType<MetricsSection> = z.strictObject({
  level: z
    .enum(['none', 'basic', 'normal', 'detailed'])
    .describe('`none` serves no self-telemetry; the others serve all of it.')
    .default('normal'),
  endpoint: hostPort
    .describe('Where `/metrics` is: 127.0.0.1:8888, if that is free, unless given.')
    .optional(),
  address: hostPort.describe('As the Collector once called `endpoint`.').optional(),
  readers: z
    .array(readerSection)
    .min(1)
    .max(1)
    .describe('As the Collector writes `endpoint` now: one reader, which is pulled from.')
    .optional(),
});

export function toTelemetryConfiguration(section: MetricsSection): TelemetryConfiguration {
  const { level, endpoint, address, readers } = section;
  const chosen = endpoint ?? address ?? readers?.[0]?.pull.exporter.prometheus;
  return { level, endpoint: chosen ?? ENDPOINT_DEFAULT, isChosen: chosen !== undefined };
}

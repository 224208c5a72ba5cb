import type { Clock, Logger } from '../component.ts';
import { formatHostPort, type HostPort } from '../configuration/fields.ts';
import { answerScrape } from '../exporters/prometheus-scrape.ts';
import { createHttpServer } from '../http-server.ts';
import type { ServiceReport } from '../service/report.ts';
import { formatTelemetry } from './exposition.ts';
import { createProcessMonitor, type ProcessMonitor } from './process.ts';

export interface TelemetryConfiguration {
  /** `none` serves nothing; the others serve everything there is. */
  readonly level: 'none' | 'basic' | 'normal' | 'detailed';
  readonly endpoint: HostPort;
  /** Whether somebody chose the endpoint. */
  readonly isChosen: boolean;
}

export interface TelemetryServerOptions {
  readonly configuration: TelemetryConfiguration;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instanceId: string;
  readonly lagBytesMax: number;
  readonly report: () => ServiceReport;
}

export interface TelemetryServer {
  /** @throws {ComponentError} `endpoint_unavailable`, of an endpoint that somebody chose. */
  start(): Promise<void>;
  /** Where it listens; `undefined` while it does not. */
  readonly endpoint: string | undefined;
  /** Safe without start, safe twice. */
  shutdown(deadline: AbortSignal): Promise<void>;
}

/** Serves self-telemetry at `/metrics`. */
export function createTelemetryServer(options: TelemetryServerOptions): TelemetryServer {
  const { configuration, clock, logger, instanceId, lagBytesMax, report } = options;
  let monitor: ProcessMonitor | undefined;
  const server = createHttpServer({
    endpoint: configuration.endpoint,
    handle: (request, response) => answerScrape(request, response, format),
    onError: (error) => logger.warn('a scrape of self-telemetry failed', { error }),
  });

  function format(): string {
    if (monitor === undefined) return '';
    const common = { instanceId, lagBytesMax, now: clock.now() };
    return formatTelemetry({ service: report(), process: monitor.report(), ...common });
  }

  return {
    get endpoint() {
      return server.endpoint;
    },
    async start() {
      if (configuration.level === 'none') return;
      try {
        await server.start();
      } catch (error) {
        if (configuration.isChosen) throw error;
        // The port is the Collector's by convention and others' as well; nobody asked for it here.
        const endpoint = formatHostPort(configuration.endpoint);
        logger.warn('there is no self-telemetry: its default endpoint is taken', {
          endpoint,
          hint: 'Set `service.telemetry.metrics.endpoint`, or `level: none`.',
        });
        return;
      }
      monitor = createProcessMonitor(clock);
      logger.info('serves self-telemetry', { endpoint: server.endpoint, path: '/metrics' });
    },
    async shutdown(deadline) {
      await server.shutdown(deadline);
      monitor?.stop();
      monitor = undefined;
    },
  };
}

import {
  type AnyDefinition,
  type Clock,
  COMPONENTS,
  createService,
  loadConfiguration,
  type Service,
} from '@marigraph/collector';
import { onTestFinished } from 'vitest';

import { temporaryFolder } from './folder.ts';
import { recordingLogger, type RecordingLogger } from './logger.ts';

export interface CollectorOptions {
  /** The configuration. Its `service.state.directory` is set. */
  readonly yaml: string;
  /** The state directory; a temporary one unless given. */
  readonly directory?: string;
  /** Components beside those of the program. */
  readonly definitions?: readonly AnyDefinition[];
  readonly sets?: readonly string[];
  readonly clock?: Clock;
}

export interface Collector {
  readonly service: Service;
  readonly logger: RecordingLogger;
  readonly directory: string;
  /** `http://…` of a component that listens. */
  readonly url: (id: string) => string;
  /** What a component reports of itself. */
  readonly details: (id: string) => Record<string, unknown>;
}

/** A collector in this process, started, and shut down when the test ends. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const collector = createCollector(options);
  await collector.service.start();
  return collector;
}

export function createCollector(options: CollectorOptions): Collector {
  const { yaml, definitions = [], sets = [], clock } = options;
  const directory = options.directory ?? temporaryFolder();
  const logger = recordingLogger();
  const configuration = loadConfiguration({
    texts: [{ name: 'test.yaml', text: yaml }],
    sets: [
      `service.state.directory=${directory}`,
      // Tests run beside one another; only one process could have the port.
      'service.telemetry.metrics.level=none',
      ...sets,
    ],
    definitions: [...COMPONENTS, ...definitions],
  });
  const service = createService(configuration, {
    logger,
    random: () => 0.5,
    ...(clock === undefined ? {} : { clock }),
  });
  onTestFinished(() => service.shutdown());
  const details = (id: string): Record<string, unknown> => {
    const component = service.report().components.find((candidate) => candidate.id === id);
    return component?.details as Record<string, unknown>;
  };
  const url = (id: string): string => `http://${String(details(id)['endpoint'])}`;
  return { service, logger, directory, url, details };
}

/** The counters of a consumer. */
export function cursorOf(
  service: Service,
  id: string,
): NonNullable<ReturnType<Service['report']>['components'][number]['cursor']> {
  const cursor = service.report().components.find((component) => component.id === id)?.cursor;
  if (cursor === undefined) throw new Error(`no cursor of ${id}`);
  return cursor;
}

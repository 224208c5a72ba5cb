import { stringify } from 'yaml';

import type { AnyConnector, AnyDefinition } from '../component.ts';
import { isPlainMap, type Tree } from './sources.ts';

/** The id of the exporter that `--forward` adds. */
export const FORWARD_ID = 'otlp_http/forward';

type Section = Record<string, unknown>;
interface DefaultPipeline {
  readonly receivers: string[];
  readonly exporters: string[];
}

/** The monitor's type: the built-in configuration uses it where it is among the components. */
const MONITOR = 'ml_monitor';

/**
 * The configuration of `marigraph run` without `--config`, as YAML: OTLP in on this machine only, everything
 * watched by the monitor, metrics for Prometheus, and all of it forwarded to `forward` if given.
 */
export function defaultConfiguration(
  definitions: readonly AnyDefinition[],
  forward: string | undefined,
): string {
  const monitor = definitions.find(
    (definition): definition is AnyConnector =>
      definition.kind === 'connector' && definition.type === MONITOR,
  );
  const forwards = forward === undefined ? [] : [FORWARD_ID];
  const pipelines: Record<string, DefaultPipeline> = {};
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    const watched = monitor?.from.includes(signal) === true ? [MONITOR] : [];
    const scraped = signal === 'metrics' ? ['prometheus'] : [];
    const exporters = [...watched, ...scraped, ...forwards];
    if (exporters.length > 0) pipelines[signal] = { receivers: ['otlp'], exporters };
    // What the monitor finds has a pipeline of its own, or it would be fed what it gave out.
    const found = [...scraped, ...forwards];
    if (monitor?.to.includes(signal) === true && found.length > 0) {
      pipelines[`${signal}/findings`] = { receivers: [MONITOR], exporters: found };
    }
  }
  return stringify({
    receivers: { otlp: {} },
    ...(monitor === undefined ? {} : { connectors: { [MONITOR]: {} } }),
    exporters: { prometheus: {}, ...(forward === undefined ? {} : forwardExporter(forward)) },
    extensions: { http_api: {}, health_check: {} },
    service: { extensions: ['http_api', 'health_check'], pipelines },
  });
}

/** A tree in which each pipeline also goes to `forward`. */
export function addForward(tree: Tree, forward: string): Tree {
  const service = mapOf(tree.value['service']);
  const pipelines = Object.entries(mapOf(service['pipelines'])).map(([id, given]) => {
    const pipeline = mapOf(given);
    const exporters = Array.isArray(pipeline['exporters']) ? pipeline['exporters'] : [];
    return [id, { ...pipeline, exporters: [...exporters, FORWARD_ID] }] as const;
  });
  const value = {
    ...tree.value,
    exporters: { ...mapOf(tree.value['exporters']), ...forwardExporter(forward) },
    service: { ...service, pipelines: Object.fromEntries(pipelines) },
  };
  return { ...tree, value };
}

function forwardExporter(forward: string): Section {
  return { [FORWARD_ID]: { endpoint: forward } };
}

function mapOf(value: unknown): Section {
  return isPlainMap(value) ? value : {};
}

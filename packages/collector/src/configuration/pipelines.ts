/** The rules of pipelines: what they name exists, connectors join two of them, and no data goes in a circle. */

import type { AnyDefinition, Signal } from '../component.ts';
import { nearestName, placeOf } from './check.ts';
import type { Components, Findings, Section } from './resolve.ts';
import type { Pipeline } from './resolved.ts';
import type { PipelineSection, ServiceSection } from './service-section.ts';

export interface PipelineOptions {
  readonly service: ServiceSection;
  readonly components: Components;
  /** Processors that are accepted and left out. */
  readonly replaced: ReadonlySet<string>;
  readonly isBuiltIn: boolean;
}

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];

export function resolvePipelines(options: PipelineOptions, findings: Findings): Pipeline[] {
  const { service, components } = options;
  const pipelines: Pipeline[] = [];
  for (const [id, section] of Object.entries(service.pipelines)) {
    const pipeline = resolvePipeline(id, section, options, findings);
    if (pipeline !== undefined) pipelines.push(pipeline);
  }
  if (Object.keys(service.pipelines).length === 0) {
    findings.problems.push({
      path: 'service.pipelines',
      message: 'service must have at least one pipeline',
      source: placeOf(findings.tree, ['service', 'pipelines']),
    });
  }
  checkConnectors(pipelines, components, findings);
  checkCycles(pipelines, components, findings);
  warnUnused(pipelines, components, findings);
  if (!options.isBuiltIn) warnOutputs(pipelines, components, findings);
  return pipelines;
}

function resolvePipeline(
  id: string,
  section: PipelineSection,
  { components, replaced }: PipelineOptions,
  findings: Findings,
): Pipeline | undefined {
  const { problems, tree } = findings;
  const path = `service.pipelines.${id}`;
  const source = placeOf(tree, ['service', 'pipelines', id]);
  const signal = SIGNALS.find((known) => known === id.split('/', 1)[0]);
  if (signal === undefined) {
    const message = `unknown signal for pipeline "${id}" (valid values: [${SIGNALS.join(' ')}])`;
    problems.push({ path, message, nearest: nearestName(id, SIGNALS), source });
    return undefined;
  }
  for (const end of ['receivers', 'exporters'] as const) {
    if (section[end].length > 0) continue;
    problems.push({ path, message: `must have at least one ${end.slice(0, -1)}`, source });
  }
  const pipeline: Pipeline = {
    id,
    signal,
    receivers: section.receivers,
    processors: section.processors.filter((processor) => !replaced.has(processor)),
    exporters: section.exporters,
  };
  const check = (role: Section, allowed: readonly Section[]): void => {
    const ids = pipeline[role as 'receivers' | 'processors' | 'exporters'];
    checkReferences({ pipeline, role, ids, allowed, components }, findings);
  };
  check('receivers', ['receivers', 'connectors']);
  check('processors', ['processors']);
  check('exporters', ['exporters', 'connectors']);
  return pipeline;
}

interface References {
  readonly pipeline: Pipeline;
  readonly role: Section;
  readonly ids: readonly string[];
  readonly allowed: readonly Section[];
  readonly components: Components;
}

function checkReferences(references: References, { problems, tree }: Findings): void {
  const { pipeline, role, ids, allowed, components } = references;
  const singular = role.slice(0, -1);
  for (const [index, id] of ids.entries()) {
    const path = ['service', 'pipelines', pipeline.id, role];
    const place = { path: path.join('.'), source: placeOf(tree, [...path, String(index)]) };
    if (ids.indexOf(id) !== index) {
      problems.push({ ...place, message: `references ${singular} "${id}" multiple times` });
      continue;
    }
    const home = allowed.find((section) => components[section].has(id));
    const found = home === undefined ? undefined : components[home].get(id);
    if (found === undefined) {
      const names = allowed.flatMap((section) => components[section].keys().toArray());
      const message = `references ${singular} "${id}" which is not configured`;
      problems.push({ ...place, message, nearest: nearestName(id, names) });
    } else if (!signalsOf(found.definition, role).includes(pipeline.signal)) {
      const message = `${singular} "${id}" cannot be used in a ${pipeline.signal} pipeline`;
      problems.push({ ...place, message });
    }
  }
}

/** Signals that a component can take or give where it stands in a pipeline. */
function signalsOf(definition: AnyDefinition, role: Section): readonly Signal[] {
  switch (definition.kind) {
    case 'connector':
      return role === 'receivers' ? definition.to : definition.from;
    case 'extension':
      return [];
    case 'receiver':
    case 'processor':
    case 'exporter':
      return definition.signals;
    default:
      return definition satisfies never;
  }
}

function checkConnectors(
  pipelines: readonly Pipeline[],
  { connectors }: Components,
  { problems, tree }: Findings,
): void {
  for (const { id } of connectors.values()) {
    const fed = pipelines.filter(({ exporters }) => exporters.includes(id));
    const feeds = pipelines.filter(({ receivers }) => receivers.includes(id));
    const source = placeOf(tree, ['connectors', id]);
    const path = `connectors.${id}`;
    if (fed.length > 0 && feeds.length === 0) {
      const names = fed.map((pipeline) => pipeline.id).join(' ');
      const message = `used as exporter in [${names}] but not used as receiver in any pipeline`;
      problems.push({ path, message, source });
    }
    if (feeds.length > 0 && fed.length === 0) {
      const names = feeds.map((pipeline) => pipeline.id).join(' ');
      const message = `used as receiver in [${names}] but not used as exporter in any pipeline`;
      problems.push({ path, message, source });
    }
  }
}

/** Data that a connector gives out must never reach it again. */
function checkCycles(
  pipelines: readonly Pipeline[],
  { connectors }: Components,
  { problems }: Findings,
): void {
  const reported = new Set<string>();
  const visit = (connector: string, trail: readonly string[]): void => {
    const start = trail.indexOf(connector);
    if (start >= 0) {
      const cycle = trail.slice(start);
      const key = cycle.toSorted().join(' ');
      if (reported.has(key)) return;
      reported.add(key);
      problems.push({
        path: 'service.pipelines',
        message: `cycle detected: ${[...cycle, connector].join(' -> ')}`,
      });
      return;
    }
    for (const pipeline of pipelines) {
      if (!pipeline.receivers.includes(connector)) continue;
      for (const next of pipeline.exporters) {
        if (connectors.has(next)) visit(next, [...trail, connector]);
      }
    }
  };
  for (const id of connectors.keys()) visit(id, []);
}

function warnUnused(
  pipelines: readonly Pipeline[],
  components: Components,
  { warnings }: Findings,
): void {
  const receivers = pipelines.flatMap((pipeline) => pipeline.receivers);
  const exporters = pipelines.flatMap((pipeline) => pipeline.exporters);
  const used = {
    receivers,
    processors: pipelines.flatMap((pipeline) => pipeline.processors),
    exporters,
    connectors: [...receivers, ...exporters],
  };
  const sections = ['receivers', 'processors', 'exporters', 'connectors'] as const;
  for (const section of sections) {
    for (const id of components[section].keys()) {
      if (!used[section].includes(id)) warnings.push(`${section}.${id} is used in no pipeline`);
    }
  }
}

/** A signal that a connector gives out and no pipeline takes is lost: mostly a pipeline was forgotten. */
function warnOutputs(
  pipelines: readonly Pipeline[],
  { connectors }: Components,
  { warnings }: Findings,
): void {
  for (const { id, definition } of connectors.values()) {
    const feeds = pipelines.filter(({ receivers }) => receivers.includes(id));
    if (definition.kind !== 'connector' || feeds.length === 0) continue;
    const lost = definition.to.filter((signal) => feeds.every((feed) => feed.signal !== signal));
    for (const signal of lost) {
      warnings.push(`connectors.${id}: no pipeline takes the ${signal} that it gives out`);
    }
  }
}

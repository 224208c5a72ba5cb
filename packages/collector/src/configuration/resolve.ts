/** Checks a tree as a whole and resolves it: components to their definitions, pipelines to components. */

import type { z } from 'zod';

import type { AnyDefinition, ComponentKind } from '../component.ts';
import { ConfigurationError, type Problem } from '../errors.ts';
import { checkSection, nearestName, placeOf } from './check.ts';
import { checkLoops } from './loops.ts';
import { resolvePipelines } from './pipelines.ts';
import type { Configuration, Configured } from './resolved.ts';
import { serviceSection, type ServiceSection } from './service-section.ts';
import { isPlainMap, type Tree } from './sources.ts';
import { toTelemetryConfiguration } from './telemetry-section.ts';

export const SECTIONS = [
  'receivers',
  'processors',
  'exporters',
  'connectors',
  'extensions',
] as const;
export type Section = (typeof SECTIONS)[number];

export const KIND_OF: Readonly<Record<Section, ComponentKind>> = {
  receivers: 'receiver',
  processors: 'processor',
  exporters: 'exporter',
  connectors: 'connector',
  extensions: 'extension',
};

/** Processors of the Collector whose work is done elsewhere here, and where. */
const REPLACED_PROCESSORS: Readonly<Record<string, string>> = {
  batch: 'exporters merge small requests themselves',
  memory_limiter: 'receivers and the write-ahead log have byte limits of their own',
};

/** Collects problems and warnings on the way through a tree. */
export interface Findings {
  readonly problems: Problem[];
  readonly warnings: string[];
  readonly tree: Tree;
}

export type Components = Readonly<Record<Section, ReadonlyMap<string, Configured<AnyDefinition>>>>;

/** @throws {ConfigurationError} with every problem there is. */
export function resolveTree(tree: Tree, definitions: readonly AnyDefinition[]): Configuration {
  if (!tree.isComplete) throw new ConfigurationError(tree.problems);
  const findings: Findings = { problems: [...tree.problems], warnings: [], tree };
  checkTopLevel(findings);
  const components = Object.fromEntries(
    SECTIONS.map((section) => [section, resolveSection(section, definitions, findings)]),
  ) as Record<Section, Map<string, Configured<AnyDefinition>>>;
  checkLoops(components, findings);
  const replaced = replacedProcessors(findings);
  const service = resolveService(findings);
  const pipelines =
    service === undefined ? [] : resolvePipelines({ service, components, replaced }, findings);
  const extensions = service === undefined ? [] : resolveExtensions(service, components, findings);
  if (findings.problems.length > 0 || service === undefined) {
    throw new ConfigurationError(findings.problems);
  }
  const used = new Set(
    pipelines.flatMap((pipeline) => [
      ...pipeline.receivers,
      ...pipeline.processors,
      ...pipeline.exporters,
    ]),
  );
  const inUse = <Definition>(section: Section): Configured<Definition>[] =>
    [...components[section].values()].filter(({ id }) => used.has(id)) as never;
  return {
    receivers: inUse('receivers'),
    processors: inUse('processors'),
    exporters: inUse('exporters'),
    connectors: inUse('connectors'),
    extensions: extensions as never,
    pipelines,
    ...toServiceSettings(service),
    warnings: findings.warnings,
  };
}

function checkTopLevel({ tree, problems }: Findings): void {
  const valid = [...SECTIONS, 'service'];
  for (const key of Object.keys(tree.value)) {
    if (valid.includes(key)) continue;
    problems.push({
      path: key,
      message: `unknown key (valid keys: [${valid.join(' ')}])`,
      nearest: nearestName(key, valid),
      source: placeOf(tree, [key]),
    });
  }
}

function sectionOf(section: Section, { tree, problems }: Findings): Record<string, unknown> {
  const value = tree.value[section] ?? {};
  if (isPlainMap(value)) return value;
  const source = placeOf(tree, [section]);
  problems.push({ path: section, message: 'expected a map of components', value, source });
  return {};
}

function resolveSection(
  section: Section,
  definitions: readonly AnyDefinition[],
  findings: Findings,
): Map<string, Configured<AnyDefinition>> {
  const kind = KIND_OF[section];
  const known = definitions.filter((definition) => definition.kind === kind);
  const resolved = new Map<string, Configured<AnyDefinition>>();
  for (const [id, value] of Object.entries(sectionOf(section, findings))) {
    if (section === 'processors' && typeOf(id) in REPLACED_PROCESSORS) continue;
    const definition = findDefinition(id, known, section, findings);
    if (definition === undefined) continue;
    const schema: z.ZodType = definition.config;
    const options = { path: [section, id], tree: findings.tree };
    const checked = checkSection(schema, value ?? {}, options);
    if (checked.ok) resolved.set(id, { id, definition, config: checked.value as never });
    else {
      findings.problems.push(...checked.problems);
      // It is there, so that pipelines that name it are not reported as well.
      resolved.set(id, { id, definition, config: undefined as never });
    }
  }
  return resolved;
}

function findDefinition(
  id: string,
  known: readonly AnyDefinition[],
  section: Section,
  findings: Findings,
): AnyDefinition | undefined {
  const type = typeOf(id);
  const exact = known.find((definition) => definition.type === type);
  if (exact !== undefined) return exact;
  const former = known.find((definition) => definition.aliases?.includes(type) === true);
  if (former !== undefined) {
    findings.warnings.push(`${section}.${id}: the type is called "${former.type}" now`);
    return former;
  }
  const valid = known.map((definition) => definition.type).toSorted();
  findings.problems.push({
    path: section,
    message: `unknown type: "${type}" for id: "${id}" (valid values: [${valid.join(' ')}])`,
    nearest: nearestName(type, valid),
    source: placeOf(findings.tree, [section, id]),
  });
  return undefined;
}

function typeOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}

function replacedProcessors(findings: Findings): ReadonlySet<string> {
  const ids = Object.keys(sectionOf('processors', findings));
  const replaced = ids.filter((id) => typeOf(id) in REPLACED_PROCESSORS);
  for (const id of replaced) {
    const reason = REPLACED_PROCESSORS[typeOf(id)] ?? '';
    findings.warnings.push(`processors.${id} has no effect: ${reason}`);
  }
  return new Set(replaced);
}

function resolveService(findings: Findings): ServiceSection | undefined {
  const { tree, problems } = findings;
  if (tree.value['service'] === undefined) {
    problems.push({ path: 'service', message: 'expected a service with pipelines' });
    return undefined;
  }
  const options = { path: ['service'], tree };
  const checked = checkSection(serviceSection, tree.value['service'] ?? {}, options);
  if (checked.ok) return checked.value;
  problems.push(...checked.problems);
  return undefined;
}

function resolveExtensions(
  { extensions }: ServiceSection,
  components: Components,
  { problems, tree, warnings }: Findings,
): Configured<AnyDefinition>[] {
  const configured = components.extensions;
  const resolved: Configured<AnyDefinition>[] = [];
  for (const [index, id] of extensions.entries()) {
    const extension = configured.get(id);
    if (extension !== undefined) resolved.push(extension);
    else {
      problems.push({
        path: 'service.extensions',
        message: `references extension "${id}" which is not configured`,
        nearest: nearestName(id, [...configured.keys()]),
        source: placeOf(tree, ['service', 'extensions', String(index)]),
      });
    }
  }
  for (const id of configured.keys()) {
    if (!extensions.includes(id)) warnings.push(`extensions.${id} is in no service.extensions`);
  }
  return resolved;
}

const MIB = 1024 * 1024;
const WAL_MAX_BYTES = { file: 4096 * MIB, memory: 256 * MIB } as const;
/** Of the log: from there on a consumer that is behind gives way to the others. */
const LAG_SHARE = 0.75;

type ServiceSettings = Pick<
  Configuration,
  'state' | 'wal' | 'shutdownTimeoutMs' | 'logs' | 'metrics'
>;

function toServiceSettings(service: ServiceSection): ServiceSettings {
  const { state, wal, telemetry } = service;
  const maxBytes = wal.max_mib ?? WAL_MAX_BYTES[wal.type];
  return {
    state: { directory: state.directory, snapshotIntervalMs: state.snapshot_interval },
    wal: {
      type: wal.type,
      maxBytes,
      segmentBytes: wal.segment_mib,
      cacheBytes: wal.cache_mib,
      fsync: wal.fsync,
      maxLagBytes: wal.max_lag_mib ?? maxBytes * LAG_SHARE,
      onLag: wal.on_lag,
    },
    shutdownTimeoutMs: service.shutdown_timeout,
    logs: telemetry.logs,
    metrics: toTelemetryConfiguration(telemetry.metrics),
  };
}

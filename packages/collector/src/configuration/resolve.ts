/** Checks a tree as a whole and resolves it: components to their definitions, pipelines to components. */

import type { z } from 'zod';

import type { AnyDefinition, AnyProcessor, ComponentKind } from '../component.ts';
import { ConfigurationError, type Problem } from '../errors.ts';
import { checkSection, nearestName, placeOf } from './check.ts';
import { REPLACED, withoutForeignKeys } from './collector-keys.ts';
import { type JsonSchema, toJsonSchema, withDefaults, withEmptyMaps } from './json-schema.ts';
import { checkLoops } from './loops.ts';
import { resolvePipelines } from './pipelines.ts';
import { checkRedaction } from './redaction.ts';
import type { Configuration, Configured, Pipeline } from './resolved.ts';
import { checkServers } from './servers.ts';
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

/** One part of a configuration as it was written, complete with the defaults of its schema. */
export interface Written {
  /** Where it stands, as `exporters`, `otlp_http/b`. */
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly value: unknown;
}

export interface Resolved {
  readonly configuration: Configuration;
  /** Every component that is configured, and at the end the service: for people to read. */
  readonly written: readonly Written[];
}

/** Collects problems and warnings on the way through a tree. */
export interface Findings {
  readonly problems: Problem[];
  readonly warnings: string[];
  readonly written: Written[];
  readonly tree: Tree;
}

export type Components = Readonly<Record<Section, ReadonlyMap<string, Configured<AnyDefinition>>>>;

export interface ResolveOptions {
  readonly definitions: readonly AnyDefinition[];
  /** Warnings there are already. */
  readonly warnings: readonly string[];
  /** Nobody wrote it, so nobody can be told what is missing in it. */
  readonly isBuiltIn: boolean;
}

/** @throws {ConfigurationError} with every problem there is. */
export function resolveTree(tree: Tree, options: ResolveOptions): Resolved {
  const { definitions, isBuiltIn } = options;
  const warnings = [...options.warnings];
  if (!tree.isComplete) throw new ConfigurationError(tree.problems, { warnings });
  const findings: Findings = { problems: [...tree.problems], warnings, written: [], tree };
  const { problems, written } = findings;
  checkTopLevel(findings);
  const replaced = findReplaced(definitions, findings);
  const sections = SECTIONS.map(
    (section) => [section, resolveSection({ section, definitions, replaced }, findings)] as const,
  );
  const components = Object.fromEntries(sections) as Record<Section, (typeof sections)[number][1]>;
  checkNames(components, findings);
  checkLoops(findings);
  const service = resolveService(findings);
  if (service === undefined) throw new ConfigurationError(problems, { warnings });
  const pipelines = resolvePipelines(
    { service, components, replaced: replaced.processors, isBuiltIn },
    findings,
  );
  const extensions = resolveExtensions({ service, components, replaced }, findings);
  const used = usedIds(pipelines, extensions);
  const inUse = <Definition>(section: Section): Configured<Definition>[] =>
    [...components[section].values()].filter(({ id }) => used[section].has(id)) as never;
  const processors = inUse<AnyProcessor>('processors');
  const settings = toServiceSettings(service);
  checkRedaction({ pipelines, processors, wal: settings.wal }, findings);
  const isRunning = ({ path: [section, id = ''] }: Written): boolean =>
    section === 'service' || used[section as Section].has(id);
  checkServers(written.filter(isRunning), findings);
  if (problems.length > 0) throw new ConfigurationError(problems, { warnings });
  const configuration: Configuration = {
    receivers: inUse('receivers'),
    processors,
    exporters: inUse('exporters'),
    connectors: inUse('connectors'),
    extensions: extensions as never,
    pipelines,
    ...settings,
    warnings,
  };
  return { configuration, written };
}

/** The components that run. */
function usedIds(
  pipelines: readonly Pipeline[],
  extensions: readonly Configured<AnyDefinition>[],
): Readonly<Record<Section, ReadonlySet<string>>> {
  const receivers = pipelines.flatMap((pipeline) => pipeline.receivers);
  const exporters = pipelines.flatMap((pipeline) => pipeline.exporters);
  return {
    receivers: new Set(receivers),
    processors: new Set(pipelines.flatMap((pipeline) => pipeline.processors)),
    exporters: new Set(exporters),
    connectors: new Set([...receivers, ...exporters]),
    extensions: new Set(extensions.map(({ id }) => id)),
  };
}

/** In a pipeline the name of a connector must not mean a receiver or exporter too. */
function checkNames(components: Components, { problems, tree }: Findings): void {
  for (const id of components.connectors.keys()) {
    const other = (['receivers', 'exporters'] as const).find((one) => components[one].has(id));
    if (other === undefined) continue;
    const message = `expected another name: ${other}.${id} has this one`;
    const path = ['connectors', id];
    problems.push({ path: path.join('.'), message, source: placeOf(tree, path) });
  }
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

interface SectionOptions {
  readonly section: Section;
  readonly definitions: readonly AnyDefinition[];
  readonly replaced: Replaced;
}

function resolveSection(
  { section, definitions, replaced }: SectionOptions,
  findings: Findings,
): Map<string, Configured<AnyDefinition>> {
  const kind = KIND_OF[section];
  const known = definitions.filter((definition) => definition.kind === kind);
  const resolved = new Map<string, Configured<AnyDefinition>>();
  for (const [id, given] of Object.entries(sectionOf(section, findings))) {
    if (replaced[section].has(id)) continue;
    const definition = findDefinition(id, known, section, findings);
    if (definition === undefined) continue;
    const schema: z.ZodType = definition.config;
    const path = [section, id];
    const json = toJsonSchema(schema);
    const foreign = { section, type: definition.type, path, schema: json };
    const value = withoutForeignKeys(withEmptyMaps(json, given ?? {}), foreign, findings);
    const checked = checkSection(schema, value, { path, tree: findings.tree });
    if (checked.ok) {
      resolved.set(id, { id, definition, config: checked.value as never });
      findings.written.push({ path, schema: json, value: withDefaults(json, checked.input) });
    } else {
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

/** Ids of components that are accepted and left out. */
type Replaced = Readonly<Record<Section, ReadonlySet<string>>>;

/** Finds what is left out, and says why. */
function findReplaced(
  definitions: readonly AnyDefinition[],
  { tree, warnings }: Findings,
): Replaced {
  const found = SECTIONS.map((section) => {
    const known = new Set(
      definitions.filter(({ kind }) => kind === KIND_OF[section]).map(({ type }) => type),
    );
    const reasons = new Map(Object.entries(REPLACED[section] ?? {}));
    const reasonOf = (id: string): string | undefined =>
      known.has(typeOf(id)) ? undefined : reasons.get(typeOf(id));
    const value = tree.value[section];
    const ids = Object.keys(isPlainMap(value) ? value : {}).filter(
      (id) => reasonOf(id) !== undefined,
    );
    for (const id of ids) warnings.push(`${section}.${id} has no effect: ${reasonOf(id)}`);
    return [section, new Set(ids)] as const;
  });
  return Object.fromEntries(found) as Record<Section, Set<string>>;
}

function resolveService(findings: Findings): ServiceSection | undefined {
  const { tree, problems } = findings;
  if (tree.value['service'] === undefined) {
    problems.push({ path: 'service', message: 'expected a service with pipelines' });
    return undefined;
  }
  const path = ['service'];
  const schema = toJsonSchema(serviceSection);
  const foreign = { section: 'service', type: '', path, schema } as const;
  const given = withEmptyMaps(schema, tree.value['service'] ?? {});
  const value = withoutForeignKeys(given, foreign, findings);
  const checked = checkSection(serviceSection, value, { path, tree });
  if (checked.ok) {
    findings.written.push({ path, schema, value: withDefaults(schema, checked.input) });
    return checked.value;
  }
  problems.push(...checked.problems);
  return undefined;
}

interface ExtensionsOptions {
  readonly service: ServiceSection;
  readonly components: Components;
  readonly replaced: Replaced;
}

function resolveExtensions(
  { service: { extensions }, components, replaced }: ExtensionsOptions,
  { problems, tree, warnings }: Findings,
): Configured<AnyDefinition>[] {
  const configured = components.extensions;
  const resolved: Configured<AnyDefinition>[] = [];
  for (const [index, id] of extensions.entries()) {
    if (replaced.extensions.has(id)) continue;
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
      retentionMs: wal.retention,
      maxLagBytes: wal.max_lag_mib ?? maxBytes * LAG_SHARE,
      maxLagMs: wal.max_lag_age,
      onLag: wal.on_lag,
      unredacted: wal.unredacted,
    },
    shutdownTimeoutMs: service.shutdown_timeout,
    logs: telemetry.logs,
    metrics: toTelemetryConfiguration(telemetry.metrics),
  };
}

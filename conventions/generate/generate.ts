import { readFile } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';

import { format } from 'oxfmt';

import { emitGroupMaps, emitSignalMaps } from './emit-attribute-maps.ts';
import {
  emitAttributes,
  emitAttributeValues,
  emitEvents,
  emitMetrics,
  emitPrometheusNames,
  emitSchemaUrl,
} from './emit-constants.ts';
import { emitMetricDescriptors } from './emit-metric-descriptors.ts';
import { attributesPage, eventsPage, metricsPage, spansPage } from './emit-reference-pages.ts';
import { checkPolicies } from './policies.ts';
import type { Model } from './read-model.ts';
import { refuse } from './registry-error.ts';
import { resolve } from './resolve.ts';
import type { Registry } from './resolve.ts';

/** Where the code goes, from the root of the repository. The folder holds nothing else. */
export const SOURCE_FOLDER = 'packages/semantic-conventions/src';
/** Where the reference pages go, likewise. */
export const PAGES_FOLDER = 'docs/reference/conventions';

const HEADER = '// Generated from conventions/model by `npm run generate`. Do not edit.\n\n';

/** The modules in the order of the index. */
const MODULES: readonly (readonly [string, (registry: Registry) => string])[] = [
  ['schema-url', emitSchemaUrl],
  ['attributes', emitAttributes],
  ['attribute-values', emitAttributeValues],
  ['metrics', emitMetrics],
  ['events', emitEvents],
  ['metric-descriptors', emitMetricDescriptors],
  ['prometheus-names', emitPrometheusNames],
  ['attribute-groups', emitGroupMaps],
  ['span-attributes', ({ spans }) => emitSignalMaps(spans, 'span')],
  ['event-attributes', ({ events }) => emitSignalMaps(events, 'event')],
  ['metric-attributes', ({ metrics }) => emitSignalMaps(metrics, 'metric')],
];

const PAGES: readonly (readonly [string, (registry: Registry) => string])[] = [
  ['attributes', attributesPage],
  ['spans', spansPage],
  ['events', eventsPage],
  ['metrics', metricsPage],
];

/**
 * The registry behind a model.
 *
 * @throws {RegistryError} listing every reference that leads nowhere, else every broken policy.
 */
export function buildRegistry(model: Model): Registry {
  const registry = resolve(model);
  refuse(checkPolicies(registry));
  return registry;
}

/** Every generated file: path from the root of the repository to content, formatted as the repository is. */
export async function generate(registry: Registry): Promise<ReadonlyMap<string, string>> {
  const options = await formatOptions();
  const index = MODULES.map(([name]) => `export * from './${name}.ts';\n`).join('');
  const modules = [
    ...MODULES.map(([name, emit]) => [name, emit(registry)] as const),
    ['index', index] as const,
  ];
  const sources = modules.map(async ([name, text]): Promise<[string, string]> => {
    const path = `${SOURCE_FOLDER}/${name}.ts`;
    const { code, errors } = await format(path, HEADER + text, options);
    const [error] = errors;
    if (error) throw new Error(`the generated ${path} does not parse: ${error.message}`);
    return [path, code];
  });
  const pages = PAGES.map(([name, emit]): [string, string] => [
    `${PAGES_FOLDER}/${name}.md`,
    emit(registry),
  ]);
  return new Map([...(await Promise.all(sources)), ...pages]);
}

/** The formatter takes the repository's own settings, so its output passes the repository's check. */
async function formatOptions(): Promise<Parameters<typeof format>[2]> {
  const path = resolvePath(import.meta.dirname, '../../.oxfmtrc.json');
  return JSON.parse(await readFile(path, 'utf8')) as Parameters<typeof format>[2];
}

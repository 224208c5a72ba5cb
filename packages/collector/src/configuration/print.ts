/** A configuration as it takes effect, as YAML that could be its source. */

import { Document, isScalar, isSeq } from 'yaml';

import { ingressOf } from './ingress.ts';
import { withDefaults } from './json-schema.ts';
import { type Resolved, SECTIONS } from './resolve.ts';
import type { Configuration } from './resolved.ts';
import { hideSecrets } from './secrets.ts';
import { isPlainMap } from './sources.ts';

type Section = Record<string, unknown>;

const MIB = 1024 * 1024;

/**
 * Merged, expanded and complete with every default; what has no effect is left out, secrets are hidden. Comments say
 * which processors of a pipeline run before the write-ahead log, and which behind it.
 */
export function formatConfiguration({ configuration, written }: Resolved): string {
  const sections: Section = {};
  for (const { path, schema, value } of written) {
    const [section = '', id] = path;
    const shown = escapeReferences(hideSecrets(value, schema));
    // The order of keys is that of the schema.
    if (id === undefined) {
      sections[section] = withDefaults(schema, withEffects(shown as Section, configuration));
    } else sections[section] = Object.assign(sections[section] ?? {}, { [id]: shown });
  }
  const order = [...SECTIONS, 'service'].filter((section) => section in sections);
  const document = new Document(
    Object.fromEntries(order.map((section) => [section, sections[section]])),
    { aliasDuplicateObjects: false },
  );
  markIngress(document, configuration);
  return document.toString();
}

/** What was expanded must not be expanded again. */
function escapeReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(escapeReferences);
  if (isPlainMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, escapeReferences(inner)]),
    );
  }
  if (typeof value !== 'string' || !/\$[${]/.test(value)) return value;
  return value.replaceAll('$', '$$$$');
}

/** The service with the values that follow from others, and without what is left out. */
function withEffects(service: Section, { pipelines, extensions, wal }: Configuration): Section {
  return {
    ...service,
    extensions: extensions.map(({ id }) => id),
    pipelines: Object.fromEntries(
      pipelines.map(({ id, receivers, processors, exporters }) => [
        id,
        { receivers, processors, exporters },
      ]),
    ),
    wal: {
      ...(service['wal'] as Section),
      max_mib: wal.maxBytes / MIB,
      max_lag_mib: wal.maxLagBytes / MIB,
    },
  };
}

function markIngress(document: Document, configuration: Configuration): void {
  const behind = ingressOf(configuration).pipelines;
  for (const { id, processors } of configuration.pipelines) {
    const list = document.getIn(['service', 'pipelines', id, 'processors']);
    if (!isSeq(list) || processors.length === 0) continue;
    const first = processors.length - (behind.get(id)?.length ?? 0);
    const marks = [
      [0, first > 0 ? ' before the write-ahead log' : undefined],
      [first, ' behind the write-ahead log'],
    ] as const;
    for (const [index, comment] of marks) {
      const item = list.items[index];
      if (comment !== undefined && isScalar(item)) item.commentBefore = comment;
    }
  }
}

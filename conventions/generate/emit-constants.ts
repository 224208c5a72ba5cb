import { isTemplate, membersOf } from './attribute-type.ts';
import { comment, docstring } from './docstring.ts';
import {
  attributeConstant,
  eventConstant,
  metricConstant,
  prefixConstant,
  valueConstant,
  valueListConstant,
  valueType,
} from './names.ts';
import { prometheusName } from './prometheus-name.ts';
import type { Registry } from './resolve.ts';

/** `attributes.ts`: the keys. */
export function emitAttributes({ attributes }: Registry): string {
  return attributes
    .map(({ definition }) => {
      const { key } = definition;
      if (!isTemplate(definition)) {
        return `${docstring(definition)}export const ${attributeConstant(key)} = '${key}' as const;\n`;
      }
      const type = `\`${key}.\${string}\``;
      const prefix = `The keys of \`${attributeConstant(key)}\` begin with it, the dot included.`;
      return [
        docstring(definition),
        `export const ${attributeConstant(key)} = (key: string): ${type} => \`${key}.\${key}\`;\n\n`,
        comment([prefix]),
        `export const ${prefixConstant(key)} = '${key}.' as const;\n`,
      ].join('');
    })
    .join('\n');
}

/** `attribute-values.ts`: the values of the enumerations, their lists and their types. */
export function emitAttributeValues({ attributes }: Registry): string {
  return attributes
    .filter(({ definition }) => membersOf(definition).length > 0)
    .map(({ definition }) => {
      const { key } = definition;
      const members = membersOf(definition);
      const constants = members.map(
        (member) =>
          `${docstring(member)}export const ${valueConstant(key, member.id)} = '${member.value}' as const;\n`,
      );
      const list = members.map(({ value }) => `'${value}'`).join(', ');
      const listed = comment([`All values of \`${key}\`, in the order of the registry.`]);
      const typed = comment([`A value of \`${key}\`. ${definition.brief}`]);
      return [
        ...constants,
        `${listed}export const ${valueListConstant(key)} = [${list}] as const;\n`,
        `${typed}export type ${valueType(key)} = (typeof ${valueListConstant(key)})[number];\n`,
      ].join('\n');
    })
    .join('\n');
}

/** `metrics.ts`: the names. */
export function emitMetrics({ metrics }: Registry): string {
  const constants = metrics.map(
    ({ name, definition }) =>
      `${docstring(definition)}export const ${metricConstant(name)} = '${name}' as const;\n`,
  );
  const union = metrics.map(({ name }) => `typeof ${metricConstant(name)}`);
  return [...constants, unionOf('MlMetricName', 'The name of a metric.', union)].join('\n');
}

/** `events.ts`: the names. */
export function emitEvents({ events }: Registry): string {
  const constants = events.map(
    ({ name, definition }) =>
      `${docstring(definition)}export const ${eventConstant(name)} = '${name}' as const;\n`,
  );
  const union = events.map(({ name }) => `typeof ${eventConstant(name)}`);
  return [...constants, unionOf('MlEventName', 'The name of an event.', union)].join('\n');
}

/** `schema-url.ts`: where the conventions are identified. */
export function emitSchemaUrl({ manifest }: Registry): string {
  const at = manifest.schema_url.lastIndexOf('/');
  const [base, version] = [manifest.schema_url.slice(0, at), manifest.schema_url.slice(at + 1)];
  return [
    comment(['The schema URL of these conventions without a version.']),
    `export const SCHEMA_URL_BASE = '${base}' as const;\n\n`,
    comment(['The version of these conventions.']),
    `export const SCHEMA_VERSION = '${version}' as const;\n\n`,
    comment(['The schema URL that tracers, meters and loggers state with their telemetry.']),
    `export const SCHEMA_URL = '${manifest.schema_url}' as const;\n`,
  ].join('');
}

/** `prometheus-names.ts`: what a metric is called once Prometheus has it. */
export function emitPrometheusNames({ metrics }: Registry): string {
  const entries = metrics.map(
    ({ name, definition: { unit, instrument } }) =>
      `  '${name}': '${prometheusName(name, unit, instrument)}',\n`,
  );
  return [
    `import type { MlMetricName } from './metrics.ts';\n\n`,
    comment([
      'The Prometheus name of every metric, by the rules of the OTLP translator of Prometheus: dots ' +
        'become underscores, the unit is appended in words, counters end in `_total`, gauges of unit ' +
        '`1` in `_ratio`. Histograms are stored as `<name>_bucket`, `<name>_sum` and `<name>_count`.',
    ]),
    'export const PROMETHEUS_NAMES: Readonly<Record<MlMetricName, string>> = Object.freeze({\n',
    ...entries,
    '});\n',
  ].join('');
}

function unionOf(name: string, brief: string, members: readonly string[]): string {
  return `${comment([brief])}export type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')};\n`;
}

/** Labels of a series, as the text between the braces. */

import type { AnyValue, Attributes, Resource, Scope } from '@marigraph/otlp';

import { labelName } from './prometheus-names.ts';

/** The labels that name the source of a series, in the words of Prometheus. */
export interface Target {
  readonly job: string;
  readonly instance: string;
}

const SERVICE_NAME = 'service.name';
const SERVICE_NAMESPACE = 'service.namespace';
const SERVICE_INSTANCE_ID = 'service.instance.id';
const IDENTIFYING: ReadonlySet<string> = new Set([
  SERVICE_NAME,
  SERVICE_NAMESPACE,
  SERVICE_INSTANCE_ID,
]);

export function targetOf({ attributes }: Resource): Target {
  const name = toText(attributes[SERVICE_NAME] ?? '');
  const namespace = toText(attributes[SERVICE_NAMESPACE] ?? '');
  return {
    job: namespace === '' || name === '' ? name : `${namespace}/${name}`,
    instance: toText(attributes[SERVICE_INSTANCE_ID] ?? ''),
  };
}

/** The attributes of a resource that `job` and `instance` do not hold, for `target_info`. */
export function describingAttributes({ attributes }: Resource): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !IDENTIFYING.has(key)));
}

/** Labels that this exporter sets itself; an attribute of that name is renamed. */
const OWN_LABELS: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'le',
  'otel_scope_name',
  'otel_scope_version',
]);

/** `a="1",b="2"`: the target, the scope, then the attributes by name. Empty labels are left out. */
export function formatLabels(
  target: Target,
  scope: Scope | undefined,
  attributes: Attributes,
): string {
  const own: (readonly [string, string])[] = [
    ['job', target.job],
    ['instance', target.instance],
    ['otel_scope_name', scope?.name ?? ''],
    ['otel_scope_version', scope?.version ?? ''],
  ];
  return [...own, ...attributeLabels(attributes)]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',');
}

/** Attributes whose names become the same label share it: their values are joined by semicolons. */
function attributeLabels(attributes: Attributes): (readonly [string, string])[] {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).toSorted()) {
    const plain = labelName(key);
    const name = OWN_LABELS.has(plain) ? `exported_${plain}` : plain;
    const value = toText(attributes[key] ?? '');
    const before = labels.get(name);
    labels.set(name, before === undefined ? value : `${before};${value}`);
  }
  return [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

export function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** An attribute value as text: strings as they are, bytes in base64, lists and maps as JSON. */
function toText(value: AnyValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return Number(inner);
    return inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner;
  });
}

import { isTemplate, primitiveOf } from './attribute-type.ts';
import { comment } from './docstring.ts';
import type { AttributeDefinition, PrimitiveType } from './model.ts';
import { attributesType, valueType } from './names.ts';
import type { AttributeUse, Registry, Resolved, ResolvedGroup } from './resolve.ts';

const ANY_VALUE = `/** A value that an attribute of type \`any\` takes: what OTLP can carry, maps and lists included. */
export type MlAnyValue =
  | string
  | number
  | boolean
  | null
  | readonly MlAnyValue[]
  | { readonly [key: string]: MlAnyValue };
`;

const PRIMITIVES: Readonly<Record<PrimitiveType, string>> = {
  string: 'string',
  int: 'number',
  double: 'number',
  boolean: 'boolean',
  'string[]': 'readonly string[]',
  'int[]': 'readonly number[]',
  'double[]': 'readonly number[]',
  'boolean[]': 'readonly boolean[]',
  any: 'MlAnyValue',
};

/** `attribute-groups.ts`: what several signals share. */
export function emitGroupMaps({ groups }: Registry): string {
  const types = groups.map(({ id, attributes }) =>
    mapType(attributesType(id), 'Attributes that several signals share.', { own: attributes }),
  );
  const file = [ANY_VALUE, ...types].join('\n');
  return withImports(file, []);
}

type Signals = readonly Pick<
  Resolved<{ brief: string }>,
  'name' | 'own' | 'groups' | 'definition'
>[];

/** The attribute maps of one kind of signal. `noun` says in the comments what kind it is. */
export function emitSignalMaps(signals: Signals, noun: string): string {
  const types = signals.map(({ name, definition, own, groups }) =>
    mapType(attributesType(name), `Attributes of the ${noun} \`${name}\`. ${definition.brief}`, {
      own,
      groups,
    }),
  );
  return withImports(
    types.join('\n'),
    signals.flatMap(({ groups }) => groups),
  );
}

/**
 * The maps are type aliases: an interface could not be passed where OpenTelemetry wants its `Attributes`,
 * since only aliases get an implicit index signature. They are mutable, since callers fill them in step by step.
 */
function mapType(
  name: string,
  brief: string,
  { own, groups = [] }: { own: readonly AttributeUse[]; groups?: readonly ResolvedGroup[] },
): string {
  const shared = groups.map(({ id }) => attributesType(id));
  const body = own.length === 0 ? [] : [`{\n${own.map(property).join('')}}`];
  return `${comment([brief])}export type ${name} = ${[...shared, ...body].join(' & ')};\n`;
}

function property({ attribute, level, condition }: AttributeUse): string {
  const levels = { required: 'Required', conditionally_required: 'Conditionally required' };
  const optional = { recommended: 'Recommended', opt_in: 'Opt-in' };
  const words = { ...levels, ...optional }[level ?? 'recommended'];
  const text = condition === undefined ? `${words}.` : `${words}: ${condition}`;
  const key = isTemplate(attribute)
    ? `[key: \`${attribute.key}.\${string}\`]: `
    : `'${attribute.key}'${level === 'required' ? '' : '?'}: `;
  return `${comment([text], '  ')}  ${key}${valueTypeOf(attribute)};\n`;
}

function valueTypeOf(attribute: AttributeDefinition): string {
  const primitive = primitiveOf(attribute);
  if (primitive !== undefined) return PRIMITIVES[primitive];
  // The intersection keeps the known values in completion lists.
  const open = attribute.annotations?.ml.open === true ? ' | (string & Record<never, never>)' : '';
  return `${valueType(attribute.key)}${open}`;
}

/** Imports follow from the text, so that none is missing and none is idle. */
function withImports(text: string, groups: readonly ResolvedGroup[]): string {
  const words = new Set(text.match(/\bMl\w+/g));
  const shared = new Set([...groups.map(({ id }) => attributesType(id)), 'MlAnyValue']);
  const declared = new Set([...text.matchAll(/^export type (\w+)/gm)].map(([, name]) => name));
  const used = [...words].filter((word) => !declared.has(word)).toSorted();
  const imports = [
    importFrom(
      'attribute-groups',
      used.filter((word) => shared.has(word)),
    ),
    importFrom(
      'attribute-values',
      used.filter((word) => word.endsWith('Value') && !shared.has(word)),
    ),
  ].join('');
  return imports === '' ? text : `${imports}\n${text}`;
}

function importFrom(file: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `import type { ${names.join(', ')} } from './${file}.ts';\n`;
}

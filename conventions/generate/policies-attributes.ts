import { isTemplate, membersOf, primitiveOf } from './attribute-type.ts';
import type { AttributeDefinition } from './model.ts';
import {
  attributeConstant,
  attributesType,
  eventConstant,
  metricConstant,
  prefixConstant,
  valueConstant,
  valueListConstant,
  valueType,
} from './names.ts';
import type { Policy } from './policy.ts';
import type { Problem } from './registry-error.ts';
import type { Registry } from './resolve.ts';

/** The OpenTelemetry rule for names of attributes, metrics, events and spans. */
const NAME = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;
const MEMBER_ID = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

const names: Policy = ({ attributes, spans, events, metrics }) => {
  const signals = [...spans, ...events, ...metrics];
  const all = [
    ...attributes.map(({ file, definition }) => ({ file, name: definition.key })),
    ...signals.map(({ file, name }) => ({ file, name })),
  ];
  return all
    .filter(({ name }) => !NAME.test(name))
    .map(({ file, name }) => ({
      file,
      where: name,
      found: 'this name',
      expected: 'lower-case words that begin with a letter, joined by dots and underscores',
    }));
};

const memberIds: Policy = ({ attributes }) =>
  attributes.flatMap(({ file, definition }) => {
    const values = membersOf(definition).map(({ value }) => value);
    return membersOf(definition).flatMap((member, index): Problem[] => {
      const place = { file, where: `${definition.key}, member ${member.id}` };
      const problems: Problem[] = [];
      if (!MEMBER_ID.test(member.id)) {
        problems.push({ ...place, found: 'this id', expected: 'a word in snake_case' });
      }
      if (values.indexOf(member.value) !== index) {
        const expected = 'a value that no other member has';
        problems.push({ ...place, found: `value ${member.value}`, expected });
      }
      return problems;
    });
  });

/** An attribute `a.b` beside `a.b.c` could not be stored as a tree, which several backends do. */
const attributeNamespaces: Policy = ({ attributes }) =>
  attributes.flatMap(({ file, definition }) =>
    attributes
      .filter((other) => other.definition.key.startsWith(`${definition.key}.`))
      .map((other) => ({
        file,
        where: definition.key,
        found: `the attribute ${other.definition.key} below it`,
        expected: 'a key that is no namespace of another',
      })),
  );

/** Covers keys defined twice, and names that differ only in their separators. */
const constantCollisions: Policy = (registry) => {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { file, constant, owner } of constantsOf(registry)) {
    const first = owners.get(constant);
    if (first !== undefined) {
      const found = `the constant ${constant}, which ${first} has already`;
      problems.push({ file, where: owner, found, expected: 'a constant of its own' });
    }
    owners.set(constant, first ?? owner);
  }
  return problems;
};

interface Constant {
  readonly file: string;
  readonly constant: string;
  readonly owner: string;
}

function own(file: string, owner: string, constants: readonly string[]): Constant[] {
  return constants.map((constant) => ({ file, owner, constant }));
}

function constantsOf({ attributes, groups, spans, events, metrics }: Registry): Constant[] {
  return [
    ...attributes.flatMap(({ file, definition }) => {
      const { key } = definition;
      const members = membersOf(definition);
      return own(file, key, [
        attributeConstant(key),
        ...(isTemplate(definition) ? [prefixConstant(key)] : []),
        ...members.map(({ id }) => valueConstant(key, id)),
        ...(members.length > 0 ? [valueListConstant(key), valueType(key)] : []),
      ]);
    }),
    ...groups.flatMap(({ id }) => own('attribute_groups', id, [attributesType(id)])),
    ...spans.flatMap(({ file, name }) => own(file, `the span ${name}`, [attributesType(name)])),
    ...events.flatMap(({ file, name }) =>
      own(file, `the event ${name}`, [eventConstant(name), attributesType(name)]),
    ),
    ...metrics.flatMap(({ file, name }) =>
      own(file, `the metric ${name}`, [metricConstant(name), attributesType(name)]),
    ),
  ];
}

const examples: Policy = ({ attributes }) =>
  attributes.flatMap(({ file, definition }): Problem[] => {
    const where = `${definition.key}, examples`;
    if (definition.examples === undefined) {
      return [{ file, where, found: 'none', expected: 'at least one example' }];
    }
    const list = Array.isArray(definition.examples) ? definition.examples : [definition.examples];
    const { expected, accepts } = exampleRule(definition);
    return list
      .filter((example) => !accepts(example))
      .map((example) => ({ file, where, found: JSON.stringify(example), expected }));
  });

interface ExampleRule {
  readonly expected: string;
  readonly accepts: (example: unknown) => boolean;
}

const SCALAR_RULES: Readonly<Record<string, (example: unknown) => boolean>> = {
  string: (example) => typeof example === 'string',
  int: (example) => Number.isSafeInteger(example),
  double: (example) => typeof example === 'number' && Number.isFinite(example),
  boolean: (example) => typeof example === 'boolean',
  any: () => true,
};

function exampleRule(definition: AttributeDefinition): ExampleRule {
  const primitive = primitiveOf(definition);
  if (primitive === undefined) {
    const values = new Set<unknown>(membersOf(definition).map(({ value }) => value));
    return { expected: 'the value of a member', accepts: (example) => values.has(example) };
  }
  const element = primitive.replace('[]', '');
  const accepts = SCALAR_RULES[element] ?? (() => false);
  if (element === primitive) return { expected: `a value of type ${primitive}`, accepts };
  return {
    expected: `a list of values of type ${element}`,
    accepts: (example) => Array.isArray(example) && example.every(accepts),
  };
}

const usedSomewhere: Policy = ({ attributes, spans, events, metrics }) => {
  const used = new Set(
    [...spans, ...events, ...metrics].flatMap((signal) =>
      signal.attributes.map(({ attribute }) => attribute.key),
    ),
  );
  return attributes
    .filter(({ definition }) => !used.has(definition.key))
    .map(({ file, definition }) => ({
      file,
      where: definition.key,
      found: 'no signal that refers to it',
      expected: 'a span, an event or a metric that does',
    }));
};

/** Rules about attributes. Source: the check policies of weaver-packages and of semantic-conventions-genai. */
export const attributePolicies: Readonly<Record<string, Policy>> = {
  names,
  memberIds,
  attributeNamespaces,
  constantCollisions,
  examples,
  usedSomewhere,
};

import { EXTERNAL_ATTRIBUTES } from './external-attributes.ts';
import type {
  AttributeDefinition,
  AttributeGroup,
  AttributeReference,
  EventDefinition,
  GroupReference,
  Level,
  Manifest,
  MetricDefinition,
  RequirementLevel,
  SpanDefinition,
} from './model.ts';
import type { Model } from './read-model.ts';
import type { Problem } from './registry-error.ts';
import { refuse } from './registry-error.ts';

/** One attribute as one signal uses it. */
export interface AttributeUse {
  readonly attribute: AttributeDefinition;
  /** `undefined` where the model forgot it, which a policy reports. */
  readonly level: Level | undefined;
  /** When the level applies, for levels that have a condition. */
  readonly condition: string | undefined;
  readonly note: string | undefined;
  readonly samplingRelevant: boolean;
}

export interface ResolvedGroup {
  readonly id: string;
  readonly attributes: readonly AttributeUse[];
}

/** A signal with its attributes, each once, in the order in which the model names them first. */
export interface Resolved<Definition> {
  readonly file: string;
  readonly name: string;
  readonly definition: Definition;
  readonly groups: readonly ResolvedGroup[];
  /** Those that the signal names itself. */
  readonly own: readonly AttributeUse[];
  /** Those of its groups and its own. */
  readonly attributes: readonly AttributeUse[];
}

/** The registry: all references followed. */
export interface Registry {
  readonly manifest: Manifest;
  readonly attributes: readonly {
    readonly file: string;
    readonly definition: AttributeDefinition;
  }[];
  readonly groups: readonly ResolvedGroup[];
  readonly spans: readonly Resolved<SpanDefinition>[];
  readonly events: readonly Resolved<EventDefinition>[];
  readonly metrics: readonly Resolved<MetricDefinition>[];
}

type References = readonly (AttributeReference | GroupReference)[];

/**
 * Follows every `ref` and `ref_group`.
 *
 * @throws {RegistryError} listing each reference that leads nowhere or names an attribute twice.
 */
export function resolve(model: Model): Registry {
  const problems: Problem[] = [];
  const files = [...model.files];
  const attributes = files.flatMap(([file, content]) =>
    (content.attributes ?? []).map((definition) => ({ file, definition })),
  );
  const known = new Map([
    ...EXTERNAL_ATTRIBUTES,
    ...attributes.map(({ definition }) => [definition.key, definition] as const),
  ]);
  const scope: Scope = { known, groups: new Map(), problems };
  for (const [file, content] of files) {
    for (const group of content.attribute_groups ?? []) resolveGroup(scope, file, group);
  }

  const signals = <Definition extends { readonly attributes?: References | undefined }>(
    pick: (content: NonNullable<(typeof files)[number][1]>) => readonly Definition[] | undefined,
    nameOf: (definition: Definition) => string,
  ): Resolved<Definition>[] =>
    files.flatMap(([file, content]) =>
      (pick(content) ?? []).map((definition) => {
        const name = nameOf(definition);
        const place = { file, where: name };
        const {
          groups,
          own,
          attributes: all,
        } = resolveReferences(scope, place, definition.attributes ?? []);
        return { file, name, definition, groups, own, attributes: all };
      }),
    );

  const registry: Registry = {
    manifest: model.manifest,
    attributes,
    spans: signals(
      (content) => content.spans,
      (span) => span.type,
    ),
    events: signals(
      (content) => content.events,
      (event) => event.name,
    ),
    metrics: signals(
      (content) => content.metrics,
      (metric) => metric.name,
    ),
    groups: [...scope.groups.values()],
  };
  refuse(problems);
  return registry;
}

interface Scope {
  readonly known: ReadonlyMap<string, AttributeDefinition>;
  readonly groups: Map<string, ResolvedGroup>;
  readonly problems: Problem[];
}

interface Place {
  readonly file: string;
  readonly where: string;
}

function resolveGroup(scope: Scope, file: string, group: AttributeGroup): void {
  const place = { file, where: group.id };
  if (scope.groups.has(group.id)) {
    scope.problems.push({ ...place, found: 'a second group of this id', expected: 'one' });
  }
  // A group may name only groups above it, so a circle cannot arise.
  const { attributes } = resolveReferences(scope, place, group.attributes);
  scope.groups.set(group.id, { id: group.id, attributes });
}

function resolveReferences(
  scope: Scope,
  place: Place,
  references: References,
): Pick<Resolved<unknown>, 'groups' | 'own' | 'attributes'> {
  const groups: ResolvedGroup[] = [];
  const own: AttributeUse[] = [];
  const origin = new Map<string, string>();
  const merged = new Map<string, AttributeUse>();
  for (const reference of references) {
    if (!('ref_group' in reference)) continue;
    const group = scope.groups.get(reference.ref_group);
    if (!group) {
      const expected = 'the id of an attribute group that is defined above';
      scope.problems.push({ ...place, found: `ref_group: ${reference.ref_group}`, expected });
      continue;
    }
    groups.push(group);
    for (const use of group.attributes) {
      const { key } = use.attribute;
      const first = origin.get(key);
      if (first !== undefined) {
        const found = `${key} through both ${first} and ${group.id}`;
        scope.problems.push({ ...place, found, expected: 'each attribute through one group' });
      }
      origin.set(key, group.id);
      merged.set(key, use);
    }
  }
  for (const reference of references) {
    if ('ref_group' in reference) continue;
    const attribute = scope.known.get(reference.ref);
    if (!attribute) {
      const expected = 'an attribute of this registry or of external-attributes.ts';
      scope.problems.push({ ...place, found: `ref: ${reference.ref}`, expected });
      continue;
    }
    if (own.some((use) => use.attribute.key === reference.ref)) {
      const found = `ref: ${reference.ref} twice`;
      scope.problems.push({ ...place, found, expected: 'each attribute once' });
    }
    const use = toUse(attribute, reference);
    own.push(use);
    merged.set(reference.ref, use);
  }
  return { groups, own, attributes: [...merged.values()] };
}

function toUse(attribute: AttributeDefinition, reference: AttributeReference): AttributeUse {
  const { level, condition } = toLevel(reference.requirement_level);
  return {
    attribute: reference.brief === undefined ? attribute : { ...attribute, brief: reference.brief },
    level,
    condition,
    note: reference.note,
    samplingRelevant: reference.sampling_relevant ?? false,
  };
}

function toLevel(level: RequirementLevel | undefined): Pick<AttributeUse, 'level' | 'condition'> {
  if (level === undefined || typeof level === 'string') return { level, condition: undefined };
  const [[name, condition] = []] = Object.entries(level) as [Level, string][];
  return { level: name, condition };
}

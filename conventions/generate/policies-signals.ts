import { membersOf } from './attribute-type.ts';
import type { Policy } from './policy.ts';
import type { Problem } from './registry-error.ts';
import type { Registry } from './resolve.ts';

type Signals = readonly (Registry['spans'] | Registry['events'] | Registry['metrics'])[number][];

const signalsOf = ({ spans, events, metrics }: Registry): Signals => [
  ...spans,
  ...events,
  ...metrics,
];

/** Weaver warns about a signal without a level and makes it an error under `--future`. */
const signalLevels: Policy = (registry) =>
  signalsOf(registry)
    .filter(({ definition }) => definition.requirement_level === undefined)
    .map(({ file, name }) => ({
      file,
      where: name,
      found: 'no requirement_level',
      expected: 'recommended or opt_in',
    }));

const attributeLevels: Policy = (registry) =>
  signalsOf(registry).flatMap(({ file, name, attributes }) =>
    attributes
      .filter(({ level }) => level === undefined)
      .map(({ attribute }) => ({
        file,
        where: `${name}, ref ${attribute.key}`,
        found: 'no requirement_level',
        expected: 'required, conditionally_required, recommended or opt_in',
      })),
  );

/** OpenTelemetry demands it of metrics only; tables read better when every brief is a sentence. */
const briefs: Policy = (registry) => [
  ...registry.attributes.flatMap(({ file, definition }) => [
    ...checkBrief(file, definition.key, definition.brief),
    ...membersOf(definition).flatMap(({ id, brief }) =>
      checkBrief(file, `${definition.key}, member ${id}`, brief),
    ),
  ]),
  ...signalsOf(registry).flatMap(({ file, name, definition }) =>
    checkBrief(file, name, definition.brief),
  ),
];

function checkBrief(file: string, owner: string, brief: string): Problem[] {
  if (brief.endsWith('.')) return [];
  const expected = 'a sentence that ends with "."';
  return [{ file, where: `${owner}, brief`, found: JSON.stringify(brief), expected }];
}

/** A span whose name is built from an attribute that may be absent would have no name. */
const spanNames: Policy = ({ spans }) =>
  spans.flatMap(({ file, name, definition, attributes }) =>
    [...definition.name.note.matchAll(/\{([^}]+)\}/g)]
      .map(([, key = '']) => ({ key, use: attributes.find((use) => use.attribute.key === key) }))
      .filter(({ use }) => use?.level !== 'required')
      .map(({ key, use }): Problem => ({
        file,
        where: `${name}, name`,
        found: `{${key}}, which is ${use?.level ?? 'no attribute of the span'}`,
        expected: 'required attributes only',
      })),
  );

/** Rules about spans, events and metrics alike. */
export const signalPolicies: Readonly<Record<string, Policy>> = {
  signalLevels,
  attributeLevels,
  briefs,
  spanNames,
};

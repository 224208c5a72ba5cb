import { keyText, membersOf, typeText } from './attribute-type.ts';
import { deprecationText, exampleList } from './docstring.ts';
import type { Deprecated } from './model.ts';
import { prometheusName } from './prometheus-name.ts';
import type { AttributeUse, Registry, Resolved } from './resolve.ts';

const LEVELS = {
  required: 'required',
  conditionally_required: 'conditionally required',
  recommended: 'recommended',
  opt_in: 'opt-in',
} as const;

/** `attributes.md`: every attribute, by namespace, with the values of the enumerations. */
export function attributesPage({ attributes }: Registry): string {
  const namespaces = Map.groupBy(attributes, ({ definition }) =>
    definition.key.split('.').slice(0, 2).join('.'),
  );
  const sections = [...namespaces].map(([namespace, entries]) => {
    const definitions = entries.map(({ definition }) => definition);
    const rows = definitions.map((definition) => [
      `\`${keyText(definition)}\``,
      typeText(definition),
      withDeprecation(definition.brief, definition.deprecated),
      definition.examples === undefined ? '' : exampleList(definition.examples),
    ]);
    const notes = definitions
      .filter(({ note }) => note !== undefined)
      .map(({ key, note = '' }) => `**\`${key}\`.** ${note.trim()}\n`);
    const values = definitions
      .filter((definition) => membersOf(definition).length > 0)
      .map((definition) => {
        const members = membersOf(definition).map((member) => [
          `\`${member.value}\``,
          withDeprecation(member.brief, member.deprecated),
        ]);
        return `Values of \`${definition.key}\`:\n\n${table(['value', 'meaning'], members)}`;
      });
    return [
      `## \`${namespace}\`\n`,
      table(['attribute', 'type', 'meaning', 'examples'], rows),
      ...notes,
      ...values,
    ].join('\n');
  });
  return page('Attributes', [
    'A key that ends in `<key>` stands for any number of attributes, one for each name. Consumers treat ' +
      'integers and floating point numbers alike.\n',
    ...sections,
  ]);
}

/** `spans.md`: every span with its name, kind and attributes. */
export function spansPage({ spans }: Registry): string {
  const sections = spans.map((span) => {
    const { kind, name } = span.definition;
    return section(span, [
      ['name', name.note],
      ['kind', kind],
    ]);
  });
  return page('Spans', sections);
}

/** `events.md`: every event with its attributes. */
export function eventsPage({ events }: Registry): string {
  const intro =
    'Events are log records with an event name. They have no body: what they say stands in attributes.\n';
  return page('Events', [intro, ...events.map((event) => section(event, []))]);
}

/** `metrics.md`: a table of all metrics with their Prometheus names, then each with its attributes. */
export function metricsPage({ metrics }: Registry): string {
  const rows = metrics.map(({ name, definition }) => [
    `[\`${name}\`](#${name.replaceAll('.', '')})`,
    definition.instrument,
    `\`${definition.unit}\``,
    `\`${prometheusName(name, definition.unit, definition.instrument)}\``,
    definition.annotations.ml.emitted_by.join(', '),
  ]);
  const sections = metrics.map((metric) => {
    const { instrument, unit, annotations } = metric.definition;
    return section(metric, [
      ['instrument', instrument],
      ['unit', `\`${unit}\``],
      ['values', annotations.code_generation.metric_value_type],
      ['Prometheus', `\`${prometheusName(metric.name, unit, instrument)}\``],
      ['emitted by', annotations.ml.emitted_by.join(', ')],
    ]);
  });
  return page('Metrics', [
    table(['metric', 'instrument', 'unit', 'Prometheus', 'emitted by'], rows),
    ...sections,
  ]);
}

type AnySignal = (Registry['spans'] | Registry['events'] | Registry['metrics'])[number];

function section(signal: AnySignal, facts: readonly (readonly [string, string])[]): string {
  const { name, definition, attributes } = signal;
  const level = LEVELS[definition.requirement_level ?? 'recommended'];
  const all = [...facts, ['requirement level', level], ['stability', definition.stability]];
  return [
    `## \`${name}\`\n`,
    `${withDeprecation(definition.brief, definition.deprecated)}\n`,
    ...(definition.note === undefined ? [] : [`${definition.note.trim()}\n`]),
    `${all.map(([term, value]) => `- ${term}: ${value}`).join('\n')}\n`,
    attributeTable(attributes),
  ].join('\n');
}

function attributeTable(attributes: Resolved<unknown>['attributes']): string {
  const rows = attributes.map((use) => [
    `\`${keyText(use.attribute)}\``,
    typeText(use.attribute),
    levelText(use),
    [use.attribute.brief, use.note ?? ''].join(' ').trim(),
  ]);
  return table(['attribute', 'type', 'requirement level', 'meaning'], rows);
}

function levelText({ level = 'recommended', condition, samplingRelevant }: AttributeUse): string {
  const text = condition === undefined ? LEVELS[level] : `${LEVELS[level]}: ${condition}`;
  return samplingRelevant ? `${text} (set at the start, for samplers)` : text;
}

function withDeprecation(brief: string, deprecated: Deprecated | undefined): string {
  return deprecated ? `${brief} **Deprecated.** ${deprecationText(deprecated)}` : brief;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('');
}

function tableLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => cell.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' '));
  return `| ${safe.join(' | ')} |\n`;
}

function page(title: string, sections: readonly string[]): string {
  return `<!-- Generated from conventions/model by \`npm run generate\`. Do not edit. -->\n\n# ${title}\n\n${sections.join('\n')}`;
}

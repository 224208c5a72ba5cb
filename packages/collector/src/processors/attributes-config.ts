import { z } from 'zod';

import { type Pattern, pattern } from './pattern.ts';

export type ConfiguredValue =
  | string
  | number
  | boolean
  | readonly ConfiguredValue[]
  | { readonly [key: string]: ConfiguredValue };

export const CONVERTED_TYPES = ['int', 'double', 'string'] as const;

/** One change, applied to the attributes of every record that matches, in the order of the list. */
export interface AttributeAction {
  readonly action: 'insert' | 'update' | 'upsert' | 'delete' | 'hash' | 'extract' | 'convert';
  readonly key?: string | undefined;
  readonly value?: ConfiguredValue | undefined;
  readonly from_attribute?: string | undefined;
  /** Where `from_attribute` finds nothing. */
  readonly default_value?: ConfiguredValue | undefined;
  readonly pattern?: Pattern | undefined;
  readonly converted_type?: (typeof CONVERTED_TYPES)[number] | undefined;
}

export interface MatchProperties {
  readonly match_type: 'strict' | 'regexp';
  readonly services: readonly string[];
  readonly span_names: readonly string[];
  readonly log_bodies: readonly string[];
  readonly metric_names: readonly string[];
  readonly attributes: readonly MatchAttribute[];
  readonly resources: readonly MatchAttribute[];
}

export interface MatchAttribute {
  readonly key: string;
  /** Any value where it is absent. */
  readonly value?: string | number | boolean | undefined;
}

export interface AttributesConfig {
  readonly actions: readonly AttributeAction[];
  readonly include?: MatchProperties | undefined;
  readonly exclude?: MatchProperties | undefined;
}

const value: z.ZodType<ConfiguredValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(value), z.record(z.string(), value)], {
    error: 'expected a text, a number, true, false, a list or a map',
  }),
);

const key = z.string().min(1);

const action: z.ZodType<AttributeAction> = z
  .strictObject({
    action: z
      .preprocess(
        (text) => (typeof text === 'string' ? text.toLowerCase() : text),
        z.literal(['insert', 'update', 'upsert', 'delete', 'hash', 'extract', 'convert']),
      )
      .describe(
        '`insert` writes where the attribute is absent, `update` where it is there, `upsert` ' +
          'always; `delete` removes it; `hash` puts SHA-256 in its place, without a key, so ' +
          'that guesses can be confirmed; `extract` makes attributes of named groups; ' +
          '`convert` changes its type.',
      ),
    key: key
      .describe(
        'Attribute that is changed; `extract` reads it. Every action needs it, except ' +
          '`delete` and `hash` with a `pattern`.',
      )
      .optional(),
    value: value
      .describe('What `insert`, `update` and `upsert` write; whole numbers are integers.')
      .optional(),
    from_attribute: key
      .describe('Attribute whose value they write, in place of `value`.')
      .optional(),
    default_value: value
      .describe('What they write where `from_attribute` is absent; nothing unless given.')
      .optional(),
    pattern: pattern
      .describe(
        'Regular expression: of the keys that `delete` and `hash` change, or with named ' +
          'groups `(?P<name>…)` for `extract`; at most 256 characters, found anywhere in the ' +
          'first 1,024 characters of a text unless anchored, without look-around, ' +
          'back-references, choices within repetitions or more than two unlimited repetitions.',
      )
      .optional(),
    converted_type: z
      .literal(CONVERTED_TYPES)
      .describe('Type that `convert` makes; what cannot be converted stays as it is.')
      .optional(),
  })
  .superRefine((given, context) => {
    for (const [path, message] of problemsOf(given)) {
      context.addIssue({ code: 'custom', path: [path], message, input: given });
    }
  });

type Field = Exclude<keyof AttributeAction, 'action'>;

const USED: Readonly<Record<AttributeAction['action'], readonly Field[]>> = {
  insert: ['key', 'value', 'from_attribute', 'default_value'],
  update: ['key', 'value', 'from_attribute', 'default_value'],
  upsert: ['key', 'value', 'from_attribute', 'default_value'],
  delete: ['key', 'pattern'],
  hash: ['key', 'pattern'],
  extract: ['key', 'pattern'],
  convert: ['key', 'converted_type'],
};

const FIELDS: readonly Field[] = [
  'key',
  'value',
  'from_attribute',
  'default_value',
  'pattern',
  'converted_type',
];

function problemsOf(given: AttributeAction): [Field, string][] {
  const used = USED[given.action];
  const problems = FIELDS.filter(
    (field) => given[field] !== undefined && !used.includes(field),
  ).map((field): [Field, string] => [field, `${given.action} does not use ${field}`]);
  const missing = missingOf(given);
  if (missing !== undefined) problems.push(missing);
  return problems;
}

function missingOf(given: AttributeAction): [Field, string] | undefined {
  const { action: kind } = given;
  switch (kind) {
    case 'delete':
    case 'hash':
      if (given.key !== undefined || given.pattern !== undefined) return undefined;
      return ['key', `${kind} needs key, pattern or both`];
    case 'extract':
      if (given.key === undefined) return ['key', 'extract needs key'];
      if (given.pattern === undefined) return ['pattern', 'extract needs pattern'];
      if (given.pattern.groups.length > 0) return undefined;
      return ['pattern', 'expected named groups, as in (?P<name>…)'];
    case 'convert':
      if (given.key === undefined) return ['key', 'convert needs key'];
      if (given.converted_type !== undefined) return undefined;
      return ['converted_type', `convert needs one of ${CONVERTED_TYPES.join(', ')}`];
    case 'insert':
    case 'update':
    case 'upsert':
      return missingOfWrite(given);
    default:
      return kind satisfies never;
  }
}

function missingOfWrite(given: AttributeAction): [Field, string] | undefined {
  if (given.key === undefined) return ['key', `${given.action} needs key`];
  if (given.value !== undefined && given.from_attribute !== undefined) {
    return ['from_attribute', 'expected value or from_attribute, not both'];
  }
  const source = given.value ?? given.from_attribute ?? given.default_value;
  if (source !== undefined) return undefined;
  return ['value', `${given.action} needs value, from_attribute or default_value`];
}

const texts = z.array(z.string());

const matchAttributes = z.array(
  z.strictObject({
    key: key.describe('Key of the attribute.'),
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .describe('Value that it must have, or with `regexp` a pattern for it; any unless given.')
      .optional(),
  }),
);

const properties: z.ZodType<MatchProperties> = z
  .strictObject({
    match_type: z
      .literal(['strict', 'regexp'])
      .describe(
        '`strict` compares whole texts; `regexp` takes them as regular expressions: at most ' +
          '256 characters, found anywhere in the first 1,024 characters of a text unless ' +
          'anchored, without look-around, back-references, choices within repetitions or more ' +
          'than two unlimited repetitions.',
      ),
    services: texts.describe('One of these is the `service.name` of the resource.').default([]),
    span_names: texts
      .describe('One of these is the name of the span; no other signal matches.')
      .default([]),
    log_bodies: texts
      .describe('One of these is the body of the log record; no other signal matches.')
      .default([]),
    metric_names: texts
      .describe('One of these is the name of the metric; no other signal matches.')
      .default([]),
    attributes: matchAttributes.describe('Attributes that the record must all have.').default([]),
    resources: matchAttributes.describe('Attributes that its resource must all have.').default([]),
  })
  .superRefine((given, context) => {
    if (Object.values(given).every((part) => part.length === 0 || typeof part === 'string')) {
      const message =
        'expected at least one of services, span_names, log_bodies, metric_names, attributes, resources';
      context.addIssue({ code: 'custom', message, input: given });
    }
    if (given.match_type === 'regexp') checkPatterns(given, context);
  });

function checkPatterns(given: MatchProperties, context: z.RefinementCtx): void {
  const check = (text: unknown, path: (string | number)[]): void => {
    if (typeof text !== 'string') return;
    for (const { message } of pattern.safeParse(text).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path, message, input: text });
    }
  };
  for (const field of ['services', 'span_names', 'log_bodies', 'metric_names'] as const) {
    for (const [index, text] of given[field].entries()) check(text, [field, index]);
  }
  for (const field of ['attributes', 'resources'] as const) {
    for (const [index, { value: text }] of given[field].entries()) {
      check(text, [field, index, 'value']);
    }
  }
}

/**
 * The Collector's grammar without `from_context`, `libraries`, `span_kinds` and the conditions on severities. A record
 * of another signal than a condition speaks of does not match it.
 */
export const config: z.ZodType<AttributesConfig> = z.strictObject({
  actions: z
    .array(action)
    .min(1, { error: 'expected at least one action' })
    .describe('Changes to the attributes of spans, log records and data points, in their order.'),
  include: properties
    .describe(
      'Records that are changed: those for which all that is given holds. All unless given.',
    )
    .optional(),
  exclude: properties
    .describe('Records that are left alone, even where `include` names them. None unless given.')
    .optional(),
});

import { z } from 'zod';

import type { Scalar } from './matching.ts';
import { type Pattern, pattern } from './pattern.ts';

/** What a value must be: this one, one of these, text that matches, or just there or not there. */
export type ValueCondition =
  | Scalar
  | readonly Scalar[]
  | { readonly regexp: Pattern }
  | { readonly exists: boolean };

/** All that is given must hold. */
export interface FilterCondition {
  readonly name?: ValueCondition | undefined;
  readonly attributes?: Readonly<Record<string, ValueCondition>> | undefined;
  readonly resource_attributes?: Readonly<Record<string, ValueCondition>> | undefined;
  readonly body?: ValueCondition | undefined;
  readonly severity_min?: number | undefined;
  readonly severity_max?: number | undefined;
}

export interface FilterConfig {
  readonly error_mode?: unknown;
  readonly traces: { readonly span: readonly FilterCondition[] };
  readonly logs: { readonly log_record: readonly FilterCondition[] };
  readonly metrics: {
    readonly metric: readonly FilterCondition[];
    readonly datapoint: readonly FilterCondition[];
  };
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const plainValue = z.union(
  [scalar, z.array(scalar).min(1), z.strictObject({ exists: z.boolean() })],
  {
    error: 'expected a value, a list of values, {regexp: …} or {exists: true}',
  },
);

const regexpValue = z.strictObject({ regexp: pattern });

/** A union would not say what is wrong with a regular expression. */
const value: z.ZodType<ValueCondition> = z
  .unknown()
  .transform((given, context) => {
    const isRegexp = typeof given === 'object' && given !== null && 'regexp' in given;
    const result = (isRegexp ? regexpValue : plainValue).safeParse(given);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message, input: given });
    }
    return z.NEVER;
  })
  .meta({ title: 'condition on a value' });

const values = z.record(z.string().min(1), value);

const attributes = values.describe('Attributes that must all be as given, by key.').optional();

const spanName = value.describe('Name of the span.').optional();
const metricName = value.describe('Name of the metric.').optional();

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const NUMBERS_PER_SEVERITY = 4;

/** A number from 1 to 24, or a name, which stands for the first or the last of its four numbers. */
function severity(end: 'first' | 'last'): z.ZodType<number> {
  return z.union(
    [
      z.int().min(1).max(24),
      z.literal(SEVERITIES).transform((name) => {
        const first = SEVERITIES.indexOf(name) * NUMBERS_PER_SEVERITY + 1;
        return end === 'first' ? first : first + NUMBERS_PER_SEVERITY - 1;
      }),
    ],
    { error: `expected 1 to 24 or one of ${SEVERITIES.join(', ')}` },
  );
}

const MEANING =
  'all that a condition gives must hold. Conditions are maps, OTTL is not spoken. A value is ' +
  'compared with a value, a list of values, `{exists: true}` or `{regexp: …}`: at most 256 ' +
  'characters, found anywhere in the first 1,024 characters of a text unless anchored, without ' +
  'look-around, back-references, choices within repetitions or more than two unlimited ' +
  'repetitions.';

function conditions(what: string, shape: Readonly<Record<string, z.ZodType>>) {
  const keys = [...Object.keys(shape), 'resource_attributes'].join(', ');
  const condition = z
    .strictObject({
      ...shape,
      resource_attributes: values
        .describe('Attributes of the resource that must all be as given, by key.')
        .optional(),
    })
    .refine((given) => Object.values(given).some((part) => part !== undefined), {
      error: `expected at least one of ${keys}`,
    });
  return z
    .array(z.preprocess(refuseOttl, condition))
    .describe(`${what} that meet one of these are dropped; ${MEANING}`)
    .default([]);
}

function refuseOttl(given: unknown, context: z.RefinementCtx): unknown {
  if (typeof given !== 'string') return given;
  const message =
    `OTTL is not supported: write the condition as a map, ${translate(given)} ` +
    '(conditions in one map must all hold, of several maps one is enough)';
  context.addIssue({ code: 'custom', message, input: given });
  return z.NEVER;
}

const PATH = String.raw`((?:resource\.)?attributes)\["([^"\]]+)"\]|name|body|metric\.name`;
const EQUALITY = new RegExp(
  String.raw`^\s*(${PATH})\s*==\s*("[^"]*"|-?\d+(?:\.\d+)?|true|false)\s*$`,
);
const MATCH = new RegExp(String.raw`^\s*IsMatch\(\s*(${PATH})\s*,\s*("[^"]*")\s*\)\s*$`);

/** How the plainest OTTL conditions are written here. */
function translate(text: string): string {
  const equality = EQUALITY.exec(text);
  const found = equality ?? MATCH.exec(text);
  if (found === null)
    return 'as in {name: "GET /healthz", attributes: {"user.type": {regexp: "^test"}}}';
  const [, path = '', group, key = '', operand = ''] = found;
  const test = equality === null ? `{regexp: ${operand}}` : operand;
  if (group === undefined) return `here {${path === 'metric.name' ? 'name' : path}: ${test}}`;
  return `here {${group.replace('.', '_')}: {"${key}": ${test}}}`;
}

/**
 * The Collector's sections with conditions of our own in them: its language OTTL is not supported. `error_mode` has no
 * effect, as no condition can fail. A record without severity is neither above nor below any.
 */
export const config: z.ZodType<FilterConfig> = z.strictObject({
  error_mode: z.unknown().describe('Has no effect, as no condition can fail.').optional(),
  traces: z
    .strictObject({
      span: conditions('Spans', { name: spanName, attributes }),
    })
    .prefault({}),
  logs: z
    .strictObject({
      log_record: conditions('Log records', {
        name: value.describe('Event name of the log record.').optional(),
        body: value.describe('Body of the log record.').optional(),
        severity_min: severity('first')
          .describe(
            'Lowest severity that meets it, from 1 to 24 or by name; records without one never ' +
              'do.',
          )
          .optional(),
        severity_max: severity('last')
          .describe(
            'Highest severity that meets it, from 1 to 24 or by name; records without one never ' +
              'do.',
          )
          .optional(),
        attributes,
      }),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      metric: conditions('Metrics', { name: metricName }),
      datapoint: conditions('Data points', { name: metricName, attributes }),
    })
    .prefault({}),
});

import { z } from 'zod';

import { PRIMITIVE_TYPES } from './model.ts';
import type {
  AttributeDefinition,
  AttributeGroup,
  AttributeReference,
  AttributeType,
  Deprecated,
  EventDefinition,
  Examples,
  GroupReference,
  Manifest,
  MetricDefinition,
  ModelFile,
  RequirementLevel,
  SpanDefinition,
} from './model.ts';

// The objects are strict, as Weaver's own schema is: a misspelt key is an error, not a silent default.

const text = z.string().trim().min(1, 'a text that is not empty');
const stability = z.enum([
  'development',
  'alpha',
  'beta',
  'release_candidate',
  'stable',
  'deprecated',
]);

const deprecated: z.ZodType<Deprecated> = z.discriminatedUnion('reason', [
  z.strictObject({ reason: z.literal('renamed'), renamed_to: text, note: text.optional() }),
  z.strictObject({ reason: z.enum(['obsoleted', 'uncategorized']), note: text }),
]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const examples: z.ZodType<Examples> = z.union(
  [scalar, z.array(z.union([scalar, z.array(scalar)]))],
  'one example, or a list of examples',
);

const TYPE_NAMES: ReadonlySet<string> = new Set(
  PRIMITIVE_TYPES.flatMap((type) => [type, `template[${type}]`]),
);

const enumType = z.strictObject({
  members: z
    .array(
      z.strictObject({
        id: text,
        value: text,
        brief: text,
        stability,
        note: text.optional(),
        deprecated: deprecated.optional(),
      }),
    )
    .min(1, 'at least one member'),
});

const typeName = z.string().refine((name) => TYPE_NAMES.has(name), {
  error: `one of ${PRIMITIVE_TYPES.join(', ')}, template[…] of one of them, or a map with members`,
});

/** Makes the issues of one branch those of the whole. */
function passOn(error: z.ZodError, input: unknown, context: z.RefinementCtx): never {
  const issues = error.issues.map((issue) => Object.assign(issue, { input }));
  context.issues.push(...(issues as z.core.$ZodRawIssue[]));
  return z.NEVER;
}

/** The branch is chosen by hand, since a zod union would only say that no branch fits. */
const attributeType = z.unknown().transform((value, context): AttributeType => {
  const branch = typeof value === 'object' ? enumType : typeName;
  const result = branch.safeParse(value);
  if (result.success) return result.data as AttributeType;
  return passOn(result.error, value, context);
});

const attribute: z.ZodType<AttributeDefinition> = z.strictObject({
  key: text,
  type: attributeType,
  stability,
  brief: text,
  note: text.optional(),
  examples: examples.optional(),
  deprecated: deprecated.optional(),
  annotations: z.strictObject({ ml: z.strictObject({ open: z.boolean() }) }).optional(),
});

const requirementLevel: z.ZodType<RequirementLevel> = z.union(
  [
    z.enum(['required', 'recommended', 'opt_in']),
    z.strictObject({ conditionally_required: text }),
    z.strictObject({ recommended: text }),
    z.strictObject({ opt_in: text }),
  ],
  'required, recommended, opt_in, or a map such as {conditionally_required: <condition>}',
);

const reference = z.strictObject({
  ref: text,
  requirement_level: requirementLevel.optional(),
  brief: text.optional(),
  note: text.optional(),
});
const spanReference = reference.extend({ sampling_relevant: z.boolean().optional() });

type Reference = AttributeReference | GroupReference;

function referenceList(attributeReference: z.ZodType<AttributeReference>): z.ZodType<Reference[]> {
  const groupReference = z.strictObject({ ref_group: text });
  return z.array(
    z.unknown().transform((value, context): Reference => {
      const isGroup = typeof value === 'object' && value !== null && 'ref_group' in value;
      const result = (isGroup ? groupReference : attributeReference).safeParse(value);
      if (result.success) return result.data;
      return passOn(result.error, value, context);
    }),
  );
}

const signal = {
  brief: text,
  note: text.optional(),
  stability,
  requirement_level: z.enum(['recommended', 'opt_in']).optional(),
  deprecated: deprecated.optional(),
  attributes: referenceList(reference).optional(),
};

const attributeGroup: z.ZodType<AttributeGroup> = z.strictObject({
  id: text,
  visibility: z.literal('internal'),
  attributes: referenceList(reference),
});

const span: z.ZodType<SpanDefinition> = z.strictObject({
  ...signal,
  type: text,
  kind: z.enum(['client', 'server', 'producer', 'consumer', 'internal']),
  name: z.strictObject({ note: text }),
  attributes: referenceList(spanReference).optional(),
});

const event: z.ZodType<EventDefinition> = z.strictObject({ ...signal, name: text });

const metric: z.ZodType<MetricDefinition> = z.strictObject({
  ...signal,
  name: text,
  instrument: z.enum(['counter', 'updowncounter', 'gauge', 'histogram']),
  unit: text,
  annotations: z.strictObject({
    code_generation: z.strictObject({ metric_value_type: z.enum(['int', 'double']) }),
    ml: z.strictObject({
      emitted_by: z.array(z.enum(['instrumentation', 'collector'])).min(1),
      bucket_boundaries: z.array(z.number()).min(1).optional(),
    }),
  }),
});

/** One YAML file of the model. */
export const modelFile: z.ZodType<ModelFile> = z.strictObject({
  file_format: z.literal('definition/2'),
  attributes: z.array(attribute).optional(),
  attribute_groups: z.array(attributeGroup).optional(),
  spans: z.array(span).optional(),
  events: z.array(event).optional(),
  metrics: z.array(metric).optional(),
});

/** `manifest.yaml`. The schema URL must end in a version, or a schema file could not be found by it. */
export const manifest: z.ZodType<Manifest> = z.strictObject({
  schema_url: z
    .string()
    .regex(
      /^https?:\/\/[^/\s]+\/\S+\/\d+\.\d+\.\d+$/,
      'http(s)://host/path/<major>.<minor>.<patch>',
    ),
  stability,
  description: text,
  dependencies: z
    .array(z.strictObject({ schema_url: text, registry_path: text }))
    .max(1, 'at most one dependency, as Weaver documents'),
});

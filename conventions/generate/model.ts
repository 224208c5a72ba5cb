/**
 * The parts of Weaver's `definition/2` that this registry uses, as they stand in the YAML files.
 * Source: schemas/semconv.schema.v2.json and semconv-syntax.v2.md of open-telemetry/weaver.
 */

/** The types of one attribute value. `any` stands for every type, maps included. */
export const PRIMITIVE_TYPES = [
  'string',
  'int',
  'double',
  'boolean',
  'string[]',
  'int[]',
  'double[]',
  'boolean[]',
  'any',
] as const;

export type PrimitiveType = (typeof PRIMITIVE_TYPES)[number];

export type Stability =
  | 'development'
  | 'alpha'
  | 'beta'
  | 'release_candidate'
  | 'stable'
  | 'deprecated';

export type Level = 'required' | 'conditionally_required' | 'recommended' | 'opt_in';

/** A level, or a level with the text that says when it applies. */
export type RequirementLevel =
  | 'required'
  | 'recommended'
  | 'opt_in'
  | { readonly conditionally_required: string }
  | { readonly recommended: string }
  | { readonly opt_in: string };

export type SignalLevel = 'recommended' | 'opt_in';

export type Scalar = string | number | boolean;
export type Examples = Scalar | readonly (Scalar | readonly Scalar[])[];

export type Deprecated =
  | {
      readonly reason: 'renamed';
      readonly renamed_to: string;
      readonly note?: string | undefined;
    }
  | { readonly reason: 'obsoleted' | 'uncategorized'; readonly note: string };

export interface EnumMember {
  readonly id: string;
  readonly value: string;
  readonly brief: string;
  readonly stability: Stability;
  readonly note?: string | undefined;
  readonly deprecated?: Deprecated | undefined;
}

export interface EnumType {
  readonly members: readonly EnumMember[];
}

export type AttributeType = PrimitiveType | `template[${PrimitiveType}]` | EnumType;

export interface AttributeDefinition {
  readonly key: string;
  readonly type: AttributeType;
  readonly stability: Stability;
  readonly brief: string;
  readonly note?: string | undefined;
  readonly examples?: Examples | undefined;
  readonly deprecated?: Deprecated | undefined;
  /** `ml.open`: values outside the enumeration are expected. */
  readonly annotations?: { readonly ml: { readonly open: boolean } } | undefined;
}

export interface AttributeReference {
  readonly ref: string;
  readonly requirement_level?: RequirementLevel | undefined;
  readonly brief?: string | undefined;
  readonly note?: string | undefined;
  /** Spans only: worth setting at the start of the span, where samplers look. */
  readonly sampling_relevant?: boolean | undefined;
}

export interface GroupReference {
  readonly ref_group: string;
}

export interface AttributeGroup {
  readonly id: string;
  readonly visibility: 'internal';
  readonly attributes: readonly (AttributeReference | GroupReference)[];
}

interface SignalDefinition {
  readonly brief: string;
  readonly note?: string | undefined;
  readonly stability: Stability;
  readonly requirement_level?: SignalLevel | undefined;
  readonly deprecated?: Deprecated | undefined;
  readonly attributes?: readonly (AttributeReference | GroupReference)[] | undefined;
}

export interface SpanDefinition extends SignalDefinition {
  readonly type: string;
  readonly kind: 'client' | 'server' | 'producer' | 'consumer' | 'internal';
  readonly name: { readonly note: string };
}

export interface EventDefinition extends SignalDefinition {
  readonly name: string;
}

export type Instrument = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

export interface MetricDefinition extends SignalDefinition {
  readonly name: string;
  readonly instrument: Instrument;
  readonly unit: string;
  readonly annotations: {
    readonly code_generation: { readonly metric_value_type: 'int' | 'double' };
    readonly ml: {
      readonly emitted_by: readonly ('instrumentation' | 'collector')[];
      /** Upper bounds of explicit buckets; a histogram without them is exponential. */
      readonly bucket_boundaries?: readonly number[] | undefined;
    };
  };
}

export interface ModelFile {
  readonly file_format: 'definition/2';
  readonly attributes?: readonly AttributeDefinition[] | undefined;
  readonly attribute_groups?: readonly AttributeGroup[] | undefined;
  readonly spans?: readonly SpanDefinition[] | undefined;
  readonly events?: readonly EventDefinition[] | undefined;
  readonly metrics?: readonly MetricDefinition[] | undefined;
}

export interface Manifest {
  readonly schema_url: string;
  readonly stability: Stability;
  readonly description: string;
  readonly dependencies: readonly {
    readonly schema_url: string;
    readonly registry_path: string;
  }[];
}

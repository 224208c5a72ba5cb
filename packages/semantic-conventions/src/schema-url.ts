// Generated from conventions/model by `npm run generate`. Do not edit.

/** The schema URL of these conventions without a version. */
export const SCHEMA_URL_BASE = 'https://marigraph.dev/schemas/ml' as const;

/** The version of these conventions. */
export const SCHEMA_VERSION = '0.1.0' as const;

/** The schema URL that tracers, meters and loggers state with their telemetry. */
export const SCHEMA_URL = 'https://marigraph.dev/schemas/ml/0.1.0' as const;

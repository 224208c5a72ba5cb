import type { AttributeDefinition, PrimitiveType } from './model.ts';

const define = (key: string, type: PrimitiveType, brief: string): AttributeDefinition => ({
  key,
  type,
  stability: 'stable',
  brief,
});

/**
 * The attributes of the OpenTelemetry registry that the signals here reuse, by key. The keys and types are
 * OpenTelemetry's (semantic conventions 1.44); a test compares the keys with its npm package. The sentences
 * only remind of the meaning: the definition is upstream.
 */
export const EXTERNAL_ATTRIBUTES: ReadonlyMap<string, AttributeDefinition> = new Map(
  [
    define('artifact.hash', 'string', 'The digest of the model file.'),
    define('error.type', 'string', 'The class of the error that ended the operation.'),
    define('exception.message', 'string', 'The message of the exception.'),
    define('exception.stacktrace', 'string', 'The stack trace of the exception.'),
    define('exception.type', 'string', 'The type of the exception.'),
    define('feature_flag.key', 'string', 'The feature flag that chose the model.'),
    define('feature_flag.result.variant', 'string', 'The variant that the feature flag gave.'),
    define('file.path', 'string', 'The path of the model file.'),
    define('server.address', 'string', 'The name or address of the server that was called.'),
    define('server.port', 'int', 'The port of the server that was called.'),
  ].map((attribute) => [attribute.key, attribute]),
);

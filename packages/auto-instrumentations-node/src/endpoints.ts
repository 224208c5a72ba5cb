const SIGNALS = ['traces', 'metrics', 'logs'] as const;
const GRPC_ENDPOINT = 'http://127.0.0.1:4317';
const HTTP_ENDPOINT = 'http://127.0.0.1:4318';

type Environment = Record<string, string | undefined>;

/**
 * Runs `start` with the OTLP endpoints on 127.0.0.1 where the environment names none.
 *
 * OpenTelemetry's own default is `localhost`, which may mean ::1 only, where nothing listens. The exporters
 * read the environment when they are made, so it is put back afterwards: child processes must not
 * inherit what nobody has set.
 */
export function withDefaultEndpoints<Result>(env: Environment, start: () => Result): Result {
  const added: string[] = [];
  for (const signal of SIGNALS) {
    const name = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
    if (isSet(env['OTEL_EXPORTER_OTLP_ENDPOINT']) || isSet(env[name])) continue;
    env[name] =
      protocolOf(env, signal) === 'grpc' ? GRPC_ENDPOINT : `${HTTP_ENDPOINT}/v1/${signal}`;
    added.push(name);
  }
  try {
    return start();
  } finally {
    for (const name of added) delete env[name];
  }
}

function protocolOf(env: Environment, signal: string): string | undefined {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`];
  return (isSet(own) ? own : env['OTEL_EXPORTER_OTLP_PROTOCOL'])?.trim();
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

/** Settings of the environment that contradict the configuration, or that it does not hear. */

import type { Environment } from './expand.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
/** Settings of OTLP exporters in applications; here they stand in the configuration of an exporter. */
const UNHEARD =
  /^OTEL_EXPORTER_OTLP_(?:\w+_)?(?:ENDPOINT|HEADERS|COMPRESSION|TIMEOUT|CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE|INSECURE|PROTOCOL)$/;

export interface EnvironmentOptions {
  readonly environment: Environment;
  /** Whether there is a configuration of one's own. */
  readonly isConfigured: boolean;
  /** What `--forward` says, or the environment in its place. */
  readonly forward: string | undefined;
}

/**
 * What to say of the `OTEL_*` settings, a sentence each. The built-in configuration forwards to
 * `OTEL_EXPORTER_OTLP_ENDPOINT`; a configuration of one's own names its variables itself.
 */
export function environmentWarnings({
  environment,
  isConfigured,
  forward,
}: EnvironmentOptions): readonly string[] {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const endpoint = environment[ENDPOINT];
  const warnings: string[] = [];
  if (forward !== undefined && isSet(ENDPOINT) && endpoint !== forward) {
    warnings.push(`${ENDPOINT} has no effect: --forward says where everything goes`);
  } else if (isConfigured && isSet(ENDPOINT)) {
    warnings.push(
      `${ENDPOINT} has no effect beside a configuration: name it there, as \${env:${ENDPOINT}}`,
    );
  }
  if (isConfigured) return warnings;
  for (const name of Object.keys(environment).filter(isSet).toSorted()) {
    if (name === ENDPOINT || !UNHEARD.test(name) || agrees(name, environment[name])) continue;
    warnings.push(`${name} has no effect: a configuration can say it of an exporter`);
  }
  return warnings;
}

/** Whether a setting says what is done anyway. */
function agrees(name: string, value: string | undefined): boolean {
  return name.endsWith('_PROTOCOL') && value === 'http/protobuf';
}

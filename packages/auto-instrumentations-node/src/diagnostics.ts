import { format } from 'node:util';

import { type DiagLogFunction, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';

/**
 * Writes OpenTelemetry's own messages to stderr. Its console logger sends some of them to stdout, which
 * belongs to the application: another program may be reading it.
 */
export function createDiagnostics(write: (line: string) => void): DiagLogger {
  const log =
    (level: string): DiagLogFunction =>
    (message, ...args) =>
      write(`opentelemetry ${level}: ${format(message, ...args)}\n`);
  return {
    error: log('error'),
    warn: log('warn'),
    info: log('info'),
    debug: log('debug'),
    verbose: log('verbose'),
  };
}

/** The value of OTEL_LOG_LEVEL; the specification's default is `info`. */
export function parseDiagnosticsLevel(value: string | undefined): DiagLogLevel {
  const level = DiagLogLevel[value?.trim().toUpperCase() as keyof typeof DiagLogLevel];
  return typeof level === 'number' ? level : DiagLogLevel.INFO;
}

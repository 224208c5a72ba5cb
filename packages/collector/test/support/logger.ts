import type { Logger } from '@marigraph/collector';

export interface LogRecord {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger that keeps what it gets. */
export interface RecordingLogger extends Logger {
  readonly records: readonly LogRecord[];
  /** Messages of one level, in order. */
  messages(level: keyof Logger): string[];
}

export function recordingLogger(): RecordingLogger {
  const records: LogRecord[] = [];
  const log =
    (level: keyof Logger) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      records.push({ level, message, fields });
    };
  return {
    records,
    messages: (level) => records.filter((r) => r.level === level).map((r) => r.message),
    error: log('error'),
    warn: log('warn'),
    info: log('info'),
    debug: log('debug'),
  };
}

const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;

/** Which messages go to stderr: those of this level and the ones before it. */
export type LogLevel = (typeof LEVELS)[number];

export interface ReportDeps {
  readonly write: (line: string) => void;
  readonly level: LogLevel;
}

/** Says on stderr, in one line, what is instrumented. */
export interface Report {
  /** A library was patched; the line is written once those that load together have been told. */
  patched(library: string, version: string | undefined): void;
  /** Whether any library was patched. */
  hasPatched(): boolean;
  warn(message: string): void;
  /** The process ends. Writes the line if it was not written: with the libraries that escaped, if there were any. */
  ended(escaped: readonly string[]): void;
}

export function createReport({ write, level }: ReportDeps): Report {
  const libraries = new Set<string>();
  const allows = (needed: LogLevel): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
  let isWritten = false;

  const writeLine = (): void => {
    if (isWritten) return;
    isWritten = true;
    if (allows('info')) write(`marigraph: instrumented ${[...libraries].join(', ')}\n`);
  };

  return {
    patched(library, version) {
      libraries.add(version === undefined ? library : `${library} ${version}`);
      if (libraries.size === 1) setImmediate(writeLine);
    },
    hasPatched: () => libraries.size > 0,
    warn(message) {
      if (allows('warn')) write(`marigraph: ${message}\n`);
    },
    ended(escaped) {
      if (libraries.size > 0) {
        writeLine();
      } else if (escaped.length > 0) {
        const names = escaped.join(', ');
        this.warn(
          `nothing is instrumented: ${names} was loaded before, or by a bundler; use --import as the first option, or manuallyInstrument`,
        );
      } else if (allows('info')) {
        write('marigraph: nothing is instrumented, since no supported library was loaded\n');
      }
    },
  };
}

/** The value of MARIGRAPH_LOG_LEVEL; `info` where it is unset or unknown. */
export function parseLogLevel(value: string | undefined): LogLevel {
  const wanted = value?.trim().toLowerCase();
  return LEVELS.find((level) => level === wanted) ?? 'info';
}

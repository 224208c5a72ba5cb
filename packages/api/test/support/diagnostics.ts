import type { DiagLogger } from '@opentelemetry/api';

/** A diagnostics logger that keeps its warnings and errors. */
export function diagnostics(): {
  readonly logger: DiagLogger;
  readonly texts: string[];
  reset(): void;
} {
  const texts: string[] = [];
  const keep = (message: string): void => void texts.push(message);
  const ignore = (): void => {};
  return {
    logger: { error: keep, warn: keep, info: ignore, debug: ignore, verbose: ignore },
    texts,
    reset: () => void texts.splice(0),
  };
}

import type { Clock } from '../component.ts';
import type { Configuration } from '../configuration/resolved.ts';
import { createLogger } from '../logger.ts';
import { createService } from '../service/service.ts';

export interface RunOptions {
  readonly clock: Clock;
  /** Takes log lines. */
  readonly err: (text: string) => void;
  /** Calls back when the process is asked to end. Returns what ends that. */
  readonly onStop: (callback: () => void) => () => void;
}

/** Runs a service until the process is asked to end, then ends it in order. */
export async function runUntilStopped(
  configuration: Configuration,
  { clock, err, onStop }: RunOptions,
): Promise<void> {
  const logger = createLogger({
    clock,
    write: (line) => err(`${line}\n`),
    ...configuration.logs,
  });
  for (const warning of configuration.warnings) logger.warn(warning);
  const service = createService(configuration, { logger, clock });
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const stopListening = onStop(resolve);
  try {
    await service.start();
    await asked;
  } finally {
    stopListening();
    await service.shutdown();
  }
}

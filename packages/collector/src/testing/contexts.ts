import type { z } from 'zod';

import type { CreateContext, Host, Logger } from '../component.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface ContextOptions {
  /** Checked by the definition's schema, which adds the defaults. An empty section unless given. */
  readonly config?: unknown;
  readonly id?: string;
}

/** What a `create` gets, with a clock that the test moves. */
export type TestContext<Config> = CreateContext<Config> & { readonly clock: ManualClock };

/** A context for one component of `definition`. Random is 0.5, and logs go nowhere. */
export function createContext<Config>(
  definition: { readonly type: string; readonly config: z.ZodType<Config> },
  { config = {}, id = definition.type }: ContextOptions = {},
): TestContext<Config> {
  return {
    id,
    config: definition.config.parse(config),
    clock: createManualClock(),
    random: () => 0.5,
    logger: SILENT,
  };
}

const ignore = (): void => {};

const SILENT: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };

/** A service in which nothing else runs. */
export function createHost(): Host {
  return {
    components: () => [],
    report: () => ({
      status: 'running',
      problems: [],
      faults: [],
      readiness: { ready: true, reasons: [] },
      pipelines: [],
      wal: undefined,
      components: [],
    }),
  };
}

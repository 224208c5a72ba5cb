import type { RetryPolicy } from '../component.ts';

/** Never retries: for consumers in this process, where a refusal is final. */
export const NO_RETRY: RetryPolicy = {
  enabled: false,
  initialIntervalMs: 0,
  multiplier: 1,
  randomizationFactor: 0,
  maxIntervalMs: 0,
  maxElapsedMs: 0,
};

export interface RetryAttempt {
  /** 1 after the first refusal. */
  readonly attempt: number;
  /** What the consumer asked for, if anything. */
  readonly retryAfterMs: number | undefined;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** A wrong date in one answer must not silence an exporter for weeks. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * Milliseconds before the next attempt: exponential, at most `maxIntervalMs`, spread by the randomization
 * factor so that many senders do not come back together, and never earlier than the consumer asked for, up to an hour.
 */
export function retryDelayMs(policy: RetryPolicy, options: RetryAttempt): number {
  const { attempt, retryAfterMs, random } = options;
  const grown = policy.initialIntervalMs * policy.multiplier ** (attempt - 1);
  const interval = Math.min(policy.maxIntervalMs, grown);
  const spread = 1 + policy.randomizationFactor * (2 * random() - 1);
  const asked = Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return Math.round(Math.max(interval * spread, asked));
}

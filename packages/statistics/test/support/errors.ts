import { expect } from 'vitest';

/** Matches a StatisticsError of a code whose message names what was wrong. */
export function statisticsError(code: string, wrong: string): unknown {
  return expect.objectContaining({ code, message: expect.stringContaining(wrong) });
}

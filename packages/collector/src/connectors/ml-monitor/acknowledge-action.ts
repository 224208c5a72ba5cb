import type { Monitor } from '@marigraph/monitor';
import { z } from 'zod';

import type { Action, ActionAnswer } from '../../component.ts';

/** Characters of a reason at most. */
const REASON_MAX = 1000;

const body = z.strictObject({ reason: z.string().min(1).max(REASON_MAX).optional() }).default({});

/**
 * Ends an open finding as expected. The monitor saves it with its next snapshot, as it does everything: a process that
 * dies before that has the finding open again.
 */
export function acknowledgeAction(monitor: Pick<Monitor, 'acknowledge'>): Action {
  return {
    path: 'findings/{id}/acknowledge',
    run: ({ parameters, body: given }) => acknowledge(monitor, parameters['id'] ?? '', given),
  };
}

function acknowledge(
  monitor: Pick<Monitor, 'acknowledge'>,
  id: string,
  given: unknown,
): ActionAnswer | undefined {
  const parsed = body.safeParse(given);
  if (!parsed.success) {
    const error = `the body is no acknowledgement: ${z.prettifyError(parsed.error)}; expected {"reason": "…"} of at most ${REASON_MAX} characters, or nothing`;
    return { status: 400, body: { error } };
  }
  const answer = monitor.acknowledge(id, parsed.data.reason);
  if (answer.outcome === 'unknown') return undefined;
  if (answer.outcome === 'ended') {
    return { status: 409, body: { error: `finding ${id} is not open any more` } };
  }
  return { status: 200, body: answer.finding };
}

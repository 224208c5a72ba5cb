import type { DriftUpdate, Evaluation } from '@marigraph/monitor';

/** What a monitor has to say: of a window, or of all rows of a version under the rule `scan`. */
export type Statement = Evaluation | DriftUpdate;

/** Under the rule `scan`. */
export function isDriftUpdate(statement: Statement): statement is DriftUpdate {
  return 'status' in statement;
}

/** How many things it says, for limits: one where there are no features. */
export function weightOf(statement: Statement): number {
  return 1 + (isDriftUpdate(statement) ? statement.status : statement).features.length;
}

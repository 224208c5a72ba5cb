/** Counts that a component keeps of its own, for self-telemetry. */

export interface Measure {
  /** As Prometheus takes it, without `_total`: `marigraph_ml_monitor_rows`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly values: readonly MeasuredValue[];
}

export interface MeasuredValue {
  /** Besides the one that names the component. Their values are fixed by the program, never taken from data. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Counts of requests by HTTP status, `aborted` for those that ended early, as the outcomes of the Collector. */
export function requestOutcomes(requests: Readonly<Record<string, number>>): Measure {
  const outcomes = { success: 0, refused: 0, failure: 0 };
  for (const [status, count] of Object.entries(requests)) outcomes[outcomeOf(status)] += count;
  return {
    name: 'otelcol_receiver_requests',
    type: 'counter',
    help: 'Requests by outcome. refused: not now (429 or 503). failure: not taken for any other reason.',
    values: Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  };
}

function outcomeOf(status: string): 'success' | 'refused' | 'failure' {
  if (status.startsWith('2')) return 'success';
  return status === '429' || status === '503' ? 'refused' : 'failure';
}

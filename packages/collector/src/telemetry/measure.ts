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

type Outcome = 'success' | 'refused' | 'failure';
type Counts = Readonly<Record<string, number>>;

/**
 * Counts of requests as the outcomes of the Collector.
 *
 * @param http By HTTP status, `aborted` for those that ended early.
 * @param grpc By gRPC status code, `aborted` likewise, `http_405` and such for what was no call.
 */
export function requestOutcomes(http: Counts = {}, grpc: Counts = {}): Measure {
  const outcomes = { success: 0, refused: 0, failure: 0 };
  for (const [status, count] of Object.entries(http)) outcomes[outcomeOfHttp(status)] += count;
  for (const [code, count] of Object.entries(grpc)) outcomes[outcomeOfGrpc(code)] += count;
  return {
    name: 'otelcol_receiver_requests',
    type: 'counter',
    help: 'Requests by outcome. refused: not now (429, 503, UNAVAILABLE). failure: not taken for any other reason.',
    values: Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  };
}

function outcomeOfGrpc(code: string): Outcome {
  if (code === '0') return 'success';
  return code === '14' ? 'refused' : 'failure';
}

function outcomeOfHttp(status: string): Outcome {
  if (status.startsWith('2')) return 'success';
  return status === '429' || status === '503' ? 'refused' : 'failure';
}

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

export type RequestCounts = Readonly<Record<string, number>>;

type Outcome = 'success' | 'refused' | 'failure';

/**
 * Counts of requests as the outcomes of the Collector.
 *
 * @param http By HTTP status, `aborted` for those that ended early.
 * @param grpc By gRPC status code, and whatever ended before one was known.
 */
export function requestOutcomes(http: RequestCounts, grpc: RequestCounts = {}): Measure {
  const outcomes = { success: 0, refused: 0, failure: 0 };
  for (const [status, count] of Object.entries(http)) outcomes[ofHttp(status)] += count;
  for (const [code, count] of Object.entries(grpc)) outcomes[ofGrpc(code)] += count;
  return {
    name: 'otelcol_receiver_requests',
    type: 'counter',
    help: 'Requests by outcome. refused: not now, come again. failure: not taken for any other reason.',
    values: Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  };
}

function ofHttp(status: string): Outcome {
  if (status.startsWith('2')) return 'success';
  return status === '429' || status === '503' ? 'refused' : 'failure';
}

const GRPC_OK = '0';
const GRPC_RESOURCE_EXHAUSTED = '8';
const GRPC_UNAVAILABLE = '14';

function ofGrpc(code: string): Outcome {
  if (code === GRPC_OK) return 'success';
  return code === GRPC_RESOURCE_EXHAUSTED || code === GRPC_UNAVAILABLE ? 'refused' : 'failure';
}

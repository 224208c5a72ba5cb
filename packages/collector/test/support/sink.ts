import { onTestFinished } from 'vitest';

import {
  type OtlpSink,
  type SinkOptions,
  startOtlpSink,
} from '../../../../e2e/support/otlp-sink.ts';
import { itemNames } from './requests.ts';

/** A sink that is closed when the test ends. */
export async function sinkOf(options: SinkOptions = {}): Promise<OtlpSink> {
  const sink = await startOtlpSink(options);
  onTestFinished(() => sink.close());
  return sink;
}

/** Names of the spans that a sink holds, in the order of their arrival. */
export function namesAt(sink: OtlpSink): string[] {
  return sink.requests
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => itemNames('traces', body));
}

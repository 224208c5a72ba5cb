import { Agent, request as sendRequest } from 'node:http';

import { type OtlpSink, type SinkRequest, startOtlpSink } from './otlp-sink.ts';

export interface RecordingProxy {
  readonly url: string;
  /** Requests that the target acknowledged, in the order of their arrival. */
  readonly requests: readonly SinkRequest[];
  close(): Promise<void>;
}

/** Stands between an application and the collector: passes every request on as it is, and keeps a copy. */
export async function startRecordingProxy(target: () => string): Promise<RecordingProxy> {
  const agent = new Agent({ keepAlive: true });
  const sink: OtlpSink = await startOtlpSink({
    respond: (request) => forward(target(), request, agent),
  });
  return {
    url: sink.url,
    requests: sink.requests,
    close: async () => {
      agent.destroy();
      await sink.close();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** A target that cannot be reached answers like a proxy would: 503, which exporters try again. */
function forward(target: string, request: SinkRequest, agent: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    // The body goes on in one piece, whatever it came in.
    const {
      host: _host,
      connection: _connection,
      'transfer-encoding': _transferEncoding,
      ...headers
    } = request.headers;
    const outgoing = sendRequest(
      new URL(request.path, target),
      { method: 'POST', agent, headers: { ...headers, 'content-length': request.raw.length } },
      (incoming) => {
        const chunks: Uint8Array[] = [];
        incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        incoming.once('error', () => resolve({ status: 502, body: new Uint8Array(0) }));
        incoming.once('end', () =>
          resolve({ status: incoming.statusCode ?? 502, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.once('error', () => resolve({ status: 503, body: new Uint8Array(0) }));
    outgoing.end(request.raw);
  });
}

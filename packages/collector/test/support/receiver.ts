import {
  type AnyReceiver,
  type Clock,
  COMPONENTS,
  type Component,
  type NewBatch,
  systemClock,
} from '@marigraph/collector';
import type { PartialSuccess } from '@marigraph/otlp';
import { onTestFinished } from 'vitest';

import { recordingLogger, type RecordingLogger } from './logger.ts';

export interface ReceiverOptions {
  /** As in the configuration. Servers listen on free ports unless it says otherwise. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly emit?: (batch: NewBatch) => Promise<PartialSuccess | void>;
  readonly admit?: () => void;
  readonly clock?: Clock;
}

export interface StartedReceiver {
  readonly component: Component;
  readonly logger: RecordingLogger;
  readonly http: string;
  readonly grpc: string;
  readonly report: () => Report;
}

export interface Report {
  readonly endpoint?: string;
  readonly requests?: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly grpc?: {
    readonly endpoint: string;
    readonly requests: Readonly<Record<string, number>>;
    readonly connections: number;
  };
}

export const FREE_PORT = { endpoint: '127.0.0.1:0' };

/** The `otlp` receiver without a collector around it: for what only its host can bring about. */
export async function startReceiver({
  config = { protocols: { http: FREE_PORT, grpc: FREE_PORT } },
  emit = async () => {},
  admit = () => {},
  clock = systemClock,
}: ReceiverOptions = {}): Promise<StartedReceiver> {
  const definition = COMPONENTS.find(
    (known): known is AnyReceiver => known.kind === 'receiver' && known.type === 'otlp',
  );
  if (definition === undefined) throw new Error('there is no otlp receiver');
  const logger = recordingLogger();
  const context = { id: 'otlp', clock, logger, random: () => 0.5, emit, admit };
  const component = definition.create({
    ...context,
    config: definition.config.parse(config) as never,
  });
  onTestFinished(() => component.shutdown(AbortSignal.abort()));
  await component.start?.({
    components: () => [],
    report: () => {
      throw new Error('nobody asks');
    },
  });
  const report = (): Report => (component as unknown as { report(): Report }).report();
  return {
    component,
    logger,
    http: `http://${report().endpoint}`,
    grpc: `http://${report().grpc?.endpoint}`,
    report,
  };
}

/** A configuration of gRPC alone. */
export function grpcOnly(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { protocols: { grpc: { ...FREE_PORT, ...more } } };
}

export interface Kept extends NewBatch {
  readonly copy: Buffer;
}

/** A consumer that keeps copies, as the bytes are only lent. */
export function keeper(): {
  readonly kept: Kept[];
  readonly emit: (batch: NewBatch) => Promise<void>;
} {
  const kept: Kept[] = [];
  return {
    kept,
    async emit(batch) {
      kept.push({ ...batch, copy: Buffer.from(batch.body) });
      batch.release?.();
    },
  };
}

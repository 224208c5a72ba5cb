import { createNoopMeter, logs, metrics, ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Whether another SDK has registered itself before. */
export function hasTracerProvider(): boolean {
  return tracerProvider() !== new ProxyTracerProvider().getDelegate();
}

export function hasMeterProvider(): boolean {
  return metrics.getMeter('@marigraph/auto-instrumentations-node') !== createNoopMeter();
}

/**
 * Sends what the registered SDK still holds. Never rejects: a collector that is down must not end the
 * application.
 *
 * Needed before `process.exit()`, which leaves nothing the time to be sent.
 *
 * @since 0.1.0
 * @example
 * process.once('SIGTERM', async () => {
 *   await flush();
 *   process.exit(0);
 * });
 */
export async function flush(): Promise<void> {
  const providers = [tracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()];
  await Promise.allSettled(providers.map(flushProvider));
}

/** The API hands out a proxy before the real provider. */
function tracerProvider(): unknown {
  const provider = trace.getTracerProvider() as { getDelegate?: () => unknown };
  return provider.getDelegate?.() ?? provider;
}

async function flushProvider(provider: unknown): Promise<void> {
  const { forceFlush } = provider as { forceFlush?: () => Promise<void> };
  await forceFlush?.call(provider);
}

import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

import { diag, DiagLogLevel, logs, metrics } from '@opentelemetry/api';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { startNodeSdk } from '@opentelemetry/sdk-node';

import { createDiagnostics, parseDiagnosticsLevel } from './diagnostics.ts';
import { withDefaultEndpoints } from './endpoints.ts';
import { installEsmHooks } from './esm-hooks.ts';
import { createInstrumentations, HTTP_MODULES, INSTRUMENTED_MODULES } from './instrumentations.ts';
import { createLifecycle } from './lifecycle.ts';
import { flush, hasMeterProvider, hasTracerProvider } from './providers.ts';
import { createReport, parseLogLevel, type Report } from './report.ts';

const STARTED = Symbol.for('marigraph.auto-instrumentations-node.started');

/**
 * Starts OpenTelemetry with the instrumentations for HTTP and models, as the environment says (`OTEL_*`,
 * `MARIGRAPH_*`). Does so once per thread, however often it is called and from however many copies.
 *
 * Where another SDK was started before, only the model instrumentations are added to it. With
 * `OTEL_SDK_DISABLED=true` nothing happens at all.
 *
 * @since 0.1.0
 */
export function start(): void {
  const { env } = process;
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || !claim()) return;

  const report = createReport({
    write: toStderr,
    level: parseLogLevel(env['MARIGRAPH_LOG_LEVEL']),
  });
  // All imports of this file, the SDK and its exporters among them, are loaded by now. That matters: once
  // an instrumentation exists, modules that they load could not be patched any more.
  const models = createInstrumentations({
    onnxruntime: { onPatch: (library, version) => report.patched(library, version) },
  });
  if (hasTracerProvider() || hasMeterProvider()) joinSdk(models, report);
  else startSdk([new HttpInstrumentation(), ...models]);
  process.once('exit', () => endReport(report));
}

function toStderr(line: string): void {
  process.stderr.write(line);
}

/** Whether this is the first call on this thread. */
function claim(): boolean {
  const flags = globalThis as { [STARTED]?: boolean };
  if (flags[STARTED] === true) return false;
  flags[STARTED] = true;
  return true;
}

function joinSdk(instrumentations: Instrumentation[], report: Report): void {
  installEsmHooks(INSTRUMENTED_MODULES);
  registerInstrumentations({ instrumentations });
  if (!hasMeterProvider()) {
    report.warn('no metrics of models are recorded, since the SDK has no global MeterProvider');
  }
}

function startSdk(instrumentations: Instrumentation[]): void {
  installEsmHooks([...INSTRUMENTED_MODULES, ...HTTP_MODULES]);
  const sdk = withDefaultEndpoints(process.env, () => startQuietly(instrumentations));
  // With a configuration file the SDK does not tell instrumentations of its meter provider, and the API
  // has no proxy that would; the metrics would be lost without a word.
  for (const instrumentation of instrumentations) {
    instrumentation.setMeterProvider(metrics.getMeterProvider());
    instrumentation.setLoggerProvider?.(logs.getLoggerProvider());
  }

  const lifecycle = createLifecycle({
    process,
    flush,
    shutdown: () => sdk.shutdown(),
    now: () => performance.now(),
    onError: (error) => diag.debug('the last telemetry could not be sent', error),
  });
  lifecycle.flushBeforeExit();
  // Signals reach the main thread only.
  if (isMainThread) lifecycle.flushOnSignals();
}

/** The SDK, whose own messages do not get into the stdout of the application. */
function startQuietly(instrumentations: Instrumentation[]): ReturnType<typeof startNodeSdk> {
  const { env } = process;
  // A configuration file has a log level of its own, which only the SDK reads.
  if (env['OTEL_CONFIG_FILE'] !== undefined) return startNodeSdk({ instrumentations });
  const level = parseDiagnosticsLevel(env['OTEL_LOG_LEVEL']);
  // The SDK logs by the console at first. What is below a warning would go to stdout.
  const startLevel = DiagLogLevel[Math.min(level, DiagLogLevel.WARN)] ?? 'warn';
  const sdk = startNodeSdk({ instrumentations, logLevel: startLevel });
  diag.setLogger(createDiagnostics(toStderr), { logLevel: level, suppressOverrideMessage: true });
  return sdk;
}

/** A worker that never loads a model says nothing; the main thread speaks for the process. */
function endReport(report: Report): void {
  const loaded = isMainThread ? Object.keys(createRequire(import.meta.url).cache) : [];
  const escaped = INSTRUMENTED_MODULES.filter((name) =>
    loaded.some((path) => path.replaceAll('\\', '/').includes(`/node_modules/${name}/`)),
  );
  if (isMainThread || report.hasPatched()) report.ended(escaped);
}

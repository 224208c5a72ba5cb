import { SCHEMA_URL } from '@marigraph/semantic-conventions';
import {
  diag,
  type DiagLogger,
  type Logger,
  type LoggerProvider,
  logs,
  type MeterProvider,
  metrics,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationModuleDefinition,
} from '@opentelemetry/instrumentation';

import { type OnnxRuntimeInstrumentationConfig, toSettings } from './config.ts';
import { tracedCreate } from './load.ts';
import { tracedRun } from './run.ts';
import { findSessionClass, patchSessionClass, type SessionHooks } from './session-class.ts';
import { createInstruments, type Instruments, type Telemetry } from './telemetry.ts';
import { VERSION } from './version.ts';

const NAME = '@marigraph/instrumentation-onnxruntime';
const SUPPORTED_VERSIONS = ['>=1.14.0 <2'];

/**
 * The modules whose session class is instrumented: the include list for ESM loader hooks. `-node` and `-web`
 * hand out the class of `-common`, except for bundles that carry a copy of it.
 *
 * @since 0.1.0
 */
export const ONNXRUNTIME_MODULES: readonly string[] = [
  'onnxruntime-common',
  'onnxruntime-node',
  'onnxruntime-web',
];

/**
 * OpenTelemetry instrumentation of onnxruntime-node and onnxruntime-web: a span and metrics per inference
 * and per model load; predictions and, when asked for, features on the span, or as one event per row of a batch.
 *
 * Results and errors of the application pass through unchanged. What fails in here is reported to the
 * diagnostics logger only.
 *
 * @since 0.1.0
 * @example
 * new OnnxRuntimeInstrumentation({ captureFeatures: ['age', 'income'] });
 */
export class OnnxRuntimeInstrumentation extends InstrumentationBase<OnnxRuntimeInstrumentationConfig> {
  /** Set by `init`, which the base constructor calls before any field of this class exists. */
  declare private sessionHooks: SessionHooks;

  // The base class asks its providers without a schema URL, so tracer, meter and logger are kept here.
  #tracer: Tracer = trace.getTracerProvider().getTracer(NAME, VERSION, { schemaUrl: SCHEMA_URL });
  #logger: Logger = logs.getLogger(NAME, VERSION, { schemaUrl: SCHEMA_URL });
  #instruments: Instruments = instrumentsOf(metrics.getMeterProvider());
  #telemetry: Telemetry | undefined;

  constructor(config: OnnxRuntimeInstrumentationConfig = {}) {
    super(NAME, VERSION, config);
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    this.#tracer = provider.getTracer(NAME, VERSION, { schemaUrl: SCHEMA_URL });
    this.#telemetry = undefined;
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(provider);
    this.#instruments = instrumentsOf(provider);
    this.#telemetry = undefined;
  }

  override setLoggerProvider(provider: LoggerProvider): void {
    super.setLoggerProvider(provider);
    this.#logger = provider.getLogger(NAME, VERSION, { schemaUrl: SCHEMA_URL });
    this.#telemetry = undefined;
  }

  /**
   * Instruments a module that loader hooks cannot see, such as one inside a bundle.
   *
   * @param ort The exports of an onnxruntime module.
   * @returns Whether its sessions are recorded by this instance from now on: `false` when the exports hold
   * no session class, or another enabled instrumentation was first.
   */
  manuallyInstrument(ort: unknown): boolean {
    const sessionClass = findSessionClass(ort);
    return sessionClass !== undefined && patchSessionClass(sessionClass, this.sessionHooks);
  }

  protected override init(): InstrumentationModuleDefinition[] {
    this.sessionHooks = {
      isEnabled: () => this.isEnabled(),
      create: (original, sessionClass, args) =>
        tracedCreate(this.#current(), {
          original,
          sessionClass,
          args,
          isEnabled: this.isEnabled(),
        }),
      run: (original, session, args) =>
        this.isEnabled()
          ? tracedRun(this.#current(), original, session, args)
          : original.apply(session, args),
    };
    // There is no unpatch: the base class reaches only the last copy of a module, and sessions created
    // meanwhile would have no name. The hooks ask whether the instrumentation is enabled instead.
    return ONNXRUNTIME_MODULES.map((library) => ({
      name: library,
      supportedVersions: SUPPORTED_VERSIONS,
      includePrerelease: true,
      files: [],
      patch: (moduleExports: unknown, version?: string): unknown => {
        if (this.manuallyInstrument(moduleExports)) {
          announce(this.getConfig(), library, version);
        }
        return moduleExports;
      },
    }));
  }

  #current(): Telemetry {
    // `setConfig` of the base class replaces the object.
    const config = this.getConfig();
    const telemetry = this.#telemetry;
    if (telemetry !== undefined && telemetry.config === config) return telemetry;
    this.#telemetry = {
      tracer: this.#tracer,
      logger: this.#logger,
      instruments: this.#instruments,
      diag: diagnostics(),
      settings: toSettings(config, process.env),
      config,
    };
    return this.#telemetry;
  }
}

function diagnostics(): DiagLogger {
  return diag.createComponentLogger({ namespace: NAME });
}

/** A function, since it also runs inside the base constructor, before private methods exist. */
function announce(
  { onPatch }: OnnxRuntimeInstrumentationConfig,
  library: string,
  version: string | undefined,
): void {
  diagnostics().debug(`instrumented ${library} ${version ?? ''}`);
  try {
    onPatch?.(library, version);
  } catch (error) {
    diagnostics().error('the option onPatch has failed', error);
  }
}

function instrumentsOf(provider: MeterProvider): Instruments {
  return createInstruments(provider.getMeter(NAME, VERSION, { schemaUrl: SCHEMA_URL }));
}

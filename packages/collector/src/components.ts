import type { AnyDefinition } from './component.ts';
import { mlMonitor } from './connectors/ml-monitor/connector.ts';
import { debug } from './exporters/debug.ts';
import { file } from './exporters/file.ts';
import { otlpGrpc } from './exporters/otlp-grpc.ts';
import { otlpHttp } from './exporters/otlp-http.ts';
import { prometheus } from './exporters/prometheus.ts';
import { healthCheck } from './extensions/health-check.ts';
import { httpApi } from './extensions/http-api.ts';
import { attributes } from './processors/attributes.ts';
import { filter } from './processors/filter.ts';
import { memoryLimiter } from './processors/memory-limiter.ts';
import { mlRedaction } from './processors/ml-redaction.ts';
import { probabilisticSampler } from './processors/probabilistic-sampler.ts';
import { otlpJsonFile } from './receivers/otlp-json-file.ts';
import { otlp } from './receivers/otlp.ts';

/** Every component that this program knows, one a line. */
export const COMPONENTS: readonly AnyDefinition[] = [
  otlp,
  otlpJsonFile,
  memoryLimiter,
  attributes,
  filter,
  mlRedaction,
  probabilisticSampler,
  mlMonitor,
  otlpHttp,
  otlpGrpc,
  file,
  debug,
  prometheus,
  httpApi,
  healthCheck,
];

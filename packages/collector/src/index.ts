// Components: what one is, and how to make one.
export {
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
} from './component.ts';
export type {
  Acknowledgement,
  AcknowledgementLevel,
  Acting,
  Action,
  ActionAnswer,
  ActionRequest,
  Admission,
  AnyConnector,
  AnyDefinition,
  AnyExporter,
  AnyExtension,
  AnyProcessor,
  AnyReceiver,
  Batch,
  Clock,
  Component,
  ComponentKind,
  ConnectorDefinition,
  Consumer,
  CreateContext,
  Definition,
  Delivery,
  Encoding,
  Erased,
  ExporterDefinition,
  ExtensionDefinition,
  Host,
  HostedComponent,
  Logger,
  Measured,
  MergePolicy,
  NewBatch,
  ProcessorDefinition,
  ReceiverDefinition,
  Reporter,
  RetryPolicy,
  Signal,
  Stability,
  Stateful,
  StatePart,
} from './component.ts';
export { COMPONENTS } from './components.ts';

// Configuration.
export { loadConfiguration, type LoadOptions } from './configuration/load.ts';
export type {
  Configuration,
  Configured,
  Pipeline,
  WalConfiguration,
} from './configuration/resolved.ts';
export type { ConfigurationSource } from './configuration/sources.ts';
export type { Environment } from './configuration/expand.ts';
export { duration, hostPort, type HostPort, httpUrl, sizeMib } from './configuration/fields.ts';

// A running collector.
export { createService, type Service, type ServiceOptions } from './service/service.ts';
export type {
  ComponentReport,
  CursorReport,
  EmitReport,
  Fault,
  MemoryReport,
  PipelineReport,
  Readiness,
  ReportedError,
  ReportOptions,
  ServiceReport,
  ServiceStatus,
  Status,
} from './service/report.ts';
export type { EmittedItems, ItemCounts, ProcessedItems } from './service/item-counts.ts';
export type { DurationReport } from './telemetry/durations.ts';
export type { Measure, MeasuredValue } from './telemetry/measure.ts';
export type { TelemetryConfiguration } from './telemetry/server.ts';
export type { WalReport } from './wal/wal.ts';
export { systemClock } from './clock.ts';
export { createLogger, type LoggerOptions, type LogLevel } from './logger.ts';

// Errors.
export {
  COMPONENT_ERROR_CODES,
  ComponentError,
  type ComponentErrorCode,
  type ComponentErrorOptions,
  ConfigurationError,
  formatProblem,
  type Problem,
} from './errors.ts';

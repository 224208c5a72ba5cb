/** For tests of components: doubles of what stands around one, and what every one of a kind must do. */

// Doubles.
export { CLOCK_START_MS, createManualClock, type ManualClock } from './manual-clock.ts';
export { createSink, type Sink } from './sink.ts';
export {
  createOtlpSink,
  type OtlpSink,
  type SinkOptions,
  type SinkRequest,
  type SinkResponse,
} from './otlp-sink.ts';
export { newBatch, storedBatch } from './batches.ts';
export { type ContextOptions, createContext, createHost, type TestContext } from './contexts.ts';

// Contracts.
export { type ContractCase } from './contracts/contract.ts';
export { type Answer, receiverContract, type ReceiverSubject } from './contracts/receiver.ts';
export { processorContract, type ProcessorSubject } from './contracts/processor.ts';
export { type Destination, exporterContract, type ExporterSubject } from './contracts/exporter.ts';
export { connectorContract, type ConnectorSubject } from './contracts/connector.ts';
export { walContract, type WalOpenOptions, type WalSubject } from './contracts/wal.ts';
export type { NewRecord, ReadLimit, Wal, WalRecord } from '../wal/wal.ts';

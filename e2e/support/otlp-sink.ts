export {
  createOtlpSink as startOtlpSink,
  type OtlpSink,
  type SinkOptions,
  type SinkRequest,
  type SinkResponse,
} from '@marigraph/collector/testing';

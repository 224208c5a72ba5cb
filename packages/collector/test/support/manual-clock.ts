export {
  CLOCK_START_MS,
  createManualClock as manualClock,
  type ManualClock,
} from '@marigraph/collector/testing';

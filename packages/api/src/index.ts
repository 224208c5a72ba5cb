// Ground truth
export {
  type ClassLabel,
  type GroundTruth,
  type GroundTruthSource,
  recordGroundTruth,
  type RecordOptions,
} from './ground-truth.ts';

// Identity of predictions
export {
  activePrediction,
  parseBaggageKeys,
  type Prediction,
  predictionFromBaggage,
  type PredictionInput,
  resolvePrediction,
  withPrediction,
} from './prediction.ts';
export type { TimeValue } from './time.ts';

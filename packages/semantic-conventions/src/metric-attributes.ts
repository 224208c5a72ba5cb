// Generated from conventions/model by `npm run generate`. Do not edit.

import type {
  MlErrorAttributes,
  MlModelAttributes,
  MlSegmentAttributes,
} from './attribute-groups.ts';
import type {
  MlAlertStateValue,
  MlDataQualityCheckValue,
  MlDataQualityStateValue,
  MlDriftMethodValue,
  MlDriftStateValue,
  MlDriftTargetValue,
  MlGroundTruthJoinResultValue,
  MlGroundTruthSourceValue,
  MlInferenceStageValue,
  MlModelCriticalityValue,
  MlModelStateValue,
  MlOperationNameValue,
  MlPerformanceAverageValue,
  MlPerformanceBasisValue,
  MlPredictionSourceValue,
  MlSystemNameValue,
} from './attribute-values.ts';

/**
 * Attributes of the metric `ml.inference.duration`. Duration of model executions in this process.
 */
export type MlInferenceDurationAttributes = MlModelAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Recommended. */
    'ml.system.name'?: MlSystemNameValue | (string & Record<never, never>);
  };

/**
 * Attributes of the metric `ml.client.inference.duration`. Duration of calls to models served by
 * another process.
 */
export type MlClientInferenceDurationAttributes = MlModelAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Recommended. */
    'ml.system.name'?: MlSystemNameValue | (string & Record<never, never>);
    /** Recommended. */
    'server.address'?: string;
    /** Recommended. */
    'server.port'?: number;
  };

/**
 * Attributes of the metric `ml.inference.stage.duration`. Duration of the stages of an inference.
 */
export type MlInferenceStageDurationAttributes = MlModelAttributes & {
  /** Required. */
  'ml.inference.stage': MlInferenceStageValue;
};

/** Attributes of the metric `ml.inference.active`. Number of inferences in progress. */
export type MlInferenceActiveAttributes = {
  /** Required. */
  'ml.model.name': string;
};

/** Attributes of the metric `ml.inference.batch.size`. Number of rows in a batch inference. */
export type MlInferenceBatchSizeAttributes = MlModelAttributes;

/** Attributes of the metric `ml.inference.predictions`. Number of predictions, one per row. */
export type MlInferencePredictionsAttributes = MlModelAttributes & {
  /** Recommended. */
  'ml.prediction.label'?: string;
  /** Recommended. */
  'ml.prediction.source'?: MlPredictionSourceValue;
};

/**
 * Attributes of the metric `ml.prediction.score`. Distribution of prediction scores and
 * probabilities.
 */
export type MlPredictionScoreAttributes = MlModelAttributes & {
  /** Recommended. */
  'ml.prediction.label'?: string;
};

/**
 * Attributes of the metric `ml.feature.violations`. Number of feature values that failed a data
 * quality check.
 */
export type MlFeatureViolationsAttributes = MlModelAttributes & {
  /** Required. */
  'ml.feature.name': string;
  /** Required. */
  'ml.data_quality.check': MlDataQualityCheckValue;
};

/**
 * Attributes of the metric `ml.data_quality.status`. State of a data quality fault, 1 for the
 * current state and 0 for the others.
 */
export type MlDataQualityStatusAttributes = MlModelAttributes & {
  /** Required. */
  'ml.data_quality.check': MlDataQualityCheckValue;
  /** Required. */
  'ml.data_quality.state': MlDataQualityStateValue;
  /** Recommended. */
  'ml.feature.name'?: string;
};

/** Attributes of the metric `ml.feature.retrieval.duration`. Duration of feature store reads. */
export type MlFeatureRetrievalDurationAttributes = MlErrorAttributes & {
  /** Required. */
  'ml.feature.set.name': string;
};

/** Attributes of the metric `ml.feature.age`. Age of features when they are read. */
export type MlFeatureAgeAttributes = {
  /** Required. */
  'ml.feature.set.name': string;
};

/** Attributes of the metric `ml.model.load.duration`. Duration of model loads. */
export type MlModelLoadDurationAttributes = MlModelAttributes & MlErrorAttributes;

/**
 * Attributes of the metric `ml.model.status`. State of a model in the server, 1 for the current
 * state and 0 for the others.
 */
export type MlModelStatusAttributes = MlModelAttributes & {
  /** Required. */
  'ml.model.state': MlModelStateValue;
};

/** Attributes of the metric `ml.feature.value`. Distribution of the values of a numeric feature. */
export type MlFeatureValueAttributes = MlModelAttributes & {
  /** Required. */
  'ml.feature.name': string;
};

/**
 * Attributes of the metric `ml.prediction.value`. Distribution of the predicted values of a
 * regression model.
 */
export type MlPredictionValueAttributes = MlModelAttributes;

/**
 * Attributes of the metric `ml.feature.observations`. Number of values of a categorical feature by
 * category.
 */
export type MlFeatureObservationsAttributes = MlModelAttributes & {
  /** Required. */
  'ml.feature.name': string;
  /** Required. */
  'ml.feature.category': string;
};

/**
 * Attributes of the metric `ml.window.predictions`. Number of predictions in the last closed
 * window.
 */
export type MlWindowPredictionsAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.drift.score`. Value of the drift statistic in the last closed
 * window.
 */
export type MlDriftScoreAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.drift.target': MlDriftTargetValue;
    /** Required. */
    'ml.drift.method': MlDriftMethodValue;
    /** Recommended. */
    'ml.feature.name'?: string;
    /** Opt-in. */
    'ml.reference.id'?: string;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.drift.noise_floor`. Expected value of the drift statistic in the
 * last closed window when nothing drifted, for its number of rows.
 */
export type MlDriftNoiseFloorAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.drift.target': MlDriftTargetValue;
    /** Required. */
    'ml.drift.method': MlDriftMethodValue;
    /** Recommended. */
    'ml.feature.name'?: string;
    /** Opt-in. */
    'ml.reference.id'?: string;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.drift.threshold_ratio`. Drift statistic over its threshold, above 1
 * when drifted, comparable between methods.
 */
export type MlDriftThresholdRatioAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.drift.target': MlDriftTargetValue;
    /** Recommended. */
    'ml.feature.name'?: string;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.drift.status`. State of a drift monitor, 1 for the current state and
 * 0 for the others.
 */
export type MlDriftStatusAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.drift.target': MlDriftTargetValue;
    /** Required. */
    'ml.drift.state': MlDriftStateValue;
    /** Recommended. */
    'ml.feature.name'?: string;
  };

/**
 * Attributes of the metric `ml.drift.feature.ratio`. Share of the monitored features that drifted.
 */
export type MlDriftFeatureRatioAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.accuracy`. Accuracy in the last closed window. */
export type MlPerformanceAccuracyAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.precision`. Precision in the last closed window. */
export type MlPerformancePrecisionAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Required. */
    'ml.performance.average': MlPerformanceAverageValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.recall`. Recall in the last closed window. */
export type MlPerformanceRecallAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Required. */
    'ml.performance.average': MlPerformanceAverageValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.f1`. F1 score in the last closed window. */
export type MlPerformanceF1Attributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Required. */
    'ml.performance.average': MlPerformanceAverageValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.roc_auc`. Area under the ROC curve in the last closed
 * window.
 */
export type MlPerformanceRocAucAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.average_precision`. Average precision in the last closed
 * window.
 */
export type MlPerformanceAveragePrecisionAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.log_loss`. Log loss in the last closed window. */
export type MlPerformanceLogLossAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.brier_score`. Brier score in the last closed window. */
export type MlPerformanceBrierScoreAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/** Attributes of the metric `ml.performance.mae`. Mean absolute error in the last closed window. */
export type MlPerformanceMaeAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.rmse`. Root mean squared error in the last closed
 * window.
 */
export type MlPerformanceRmseAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.mape`. Mean absolute percentage error in the last closed
 * window.
 */
export type MlPerformanceMapeAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.r2`. Coefficient of determination in the last closed
 * window.
 */
export type MlPerformanceR2Attributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.ndcg`. Normalised discounted cumulative gain in the last
 * closed window.
 */
export type MlPerformanceNdcgAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.relative_change`. Relative change of a performance
 * metric against the reference, negative when worse.
 */
export type MlPerformanceRelativeChangeAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.performance.metric': string;
    /** Required. */
    'ml.performance.basis': MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.performance.outcomes`. Number of predictions joined with ground
 * truth, by predicted and actual class (the confusion matrix).
 */
export type MlPerformanceOutcomesAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.prediction.label': string;
    /** Required. */
    'ml.ground_truth.label': string;
  };

/**
 * Attributes of the metric `ml.performance.calibration_error`. Expected calibration error in the
 * last closed window.
 */
export type MlPerformanceCalibrationErrorAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Recommended. */
    'ml.window.duration'?: string;
  };

/**
 * Attributes of the metric `ml.ground_truth.records`. Number of ground truth records by join
 * result.
 */
export type MlGroundTruthRecordsAttributes = MlModelAttributes & {
  /** Required. */
  'ml.ground_truth.join.result': MlGroundTruthJoinResultValue;
  /** Recommended. */
  'ml.ground_truth.source'?: MlGroundTruthSourceValue;
};

/** Attributes of the metric `ml.ground_truth.delay`. Time from a prediction to its ground truth. */
export type MlGroundTruthDelayAttributes = MlModelAttributes;

/**
 * Attributes of the metric `ml.fairness.demographic_parity.difference`. Difference of the positive
 * rate between a group and the reference group.
 */
export type MlFairnessDemographicParityDifferenceAttributes = MlModelAttributes & {
  /** Required. */
  'ml.fairness.attribute': string;
  /** Required. */
  'ml.fairness.group': string;
  /** Recommended. */
  'ml.window.duration'?: string;
};

/**
 * Attributes of the metric `ml.fairness.disparate_impact`. Positive rate of a group over that of
 * the reference group.
 */
export type MlFairnessDisparateImpactAttributes = MlModelAttributes & {
  /** Required. */
  'ml.fairness.attribute': string;
  /** Required. */
  'ml.fairness.group': string;
  /** Recommended. */
  'ml.window.duration'?: string;
};

/**
 * Attributes of the metric `ml.fairness.equal_opportunity.difference`. Difference of the true
 * positive rate between a group and the reference group.
 */
export type MlFairnessEqualOpportunityDifferenceAttributes = MlModelAttributes & {
  /** Required. */
  'ml.fairness.attribute': string;
  /** Required. */
  'ml.fairness.group': string;
  /** Recommended. */
  'ml.window.duration'?: string;
};

/**
 * Attributes of the metric `ml.alert.status`. State of an alert rule, 1 for the current state and 0
 * for the others.
 */
export type MlAlertStatusAttributes = MlModelAttributes & {
  /** Required. */
  'ml.alert.name': string;
  /** Required. */
  'ml.alert.state': MlAlertStateValue;
  /** Recommended. */
  'ml.model.criticality'?: MlModelCriticalityValue;
};

import {
  accuracy,
  averageOverClasses,
  balancedAccuracy,
  binaryConfusion,
  binaryConfusionAt,
  businessValue,
  cohenKappa,
  confusionMatrix,
  COUNT_RATIOS,
  f1Score,
  falseNegativeRate,
  falsePositiveRate,
  fBetaRatio,
  fBetaScore,
  hammingLoss,
  jaccardIndex,
  labelConfusions,
  labelSetJaccard,
  lift,
  matthewsCorrelation,
  mergeBinaryConfusions,
  mergeConfusionMatrices,
  multiClassAuc,
  multiClassLogLoss,
  negativePredictiveValue,
  oneVsRest,
  precision,
  ratioOfCounts,
  recall,
  selectionRate,
  specificity,
  subsetAccuracy,
  topKAccuracy,
} from '@marigraph/statistics';
import type { BinaryConfusion, Estimate } from '@marigraph/statistics';
import { ConfusionMatrix } from 'ml-confusion-matrix';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS, valueOf } from './comparison.ts';
import { CURRENT_ROWS, draw, labels, predictions, random, scores } from './samples.ts';

const [labelsArray, predictionsArray] = [Array.from(labels), Array.from(predictions)];
const confusion = binaryConfusion(labels, predictions);
const theirs = ConfusionMatrix.fromLabels(labelsArray, predictionsArray, { labels: [1, 0] });

/** Ten classes, of which the right one is predicted three times out of four. */
const CLASSES = 10;
const classes = draw(CURRENT_ROWS, someClass);
const predictedClasses = classes.map((actual) => (random() < 0.75 ? actual : someClass()));
const [classesArray, predictedClassesArray] = [Array.from(classes), Array.from(predictedClasses)];
const matrix = confusionMatrix(classes, predictedClasses, { classes: CLASSES });
const classScores = draw(1000 * CLASSES, random);
const classProbabilities = classScores.map((score, index) => score / rowSum(index));
const someClasses = classes.slice(0, 1000);
const worth = [
  [0, -5],
  [-20, 30],
];

/** Five labels a row. */
const LABELS = { labels: 5 };
const [labelSets, predictedSets] = [draw(5000, someLabel), draw(5000, someLabel)];

const ROWS: readonly Comparison[] = [
  {
    name: 'binaryConfusion',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => binaryConfusion(labels, predictions).truePositives,
      'ml-confusion-matrix': () =>
        ConfusionMatrix.fromLabels(labelsArray, predictionsArray).getTruePositiveCount(1),
    },
  },
  one(
    'binaryConfusionAt',
    CURRENT_ROWS,
    () => binaryConfusionAt(labels, scores, 0.5).truePositives,
  ),
  one('mergeBinaryConfusions', 1, () => mergeBinaryConfusions(confusion, confusion).truePositives),
  {
    name: 'confusionMatrix, 10 classes',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => confusionMatrix(classes, predictedClasses, { classes: CLASSES }).counts[0] ?? 0,
      'ml-confusion-matrix': () =>
        ConfusionMatrix.fromLabels(classesArray, predictedClassesArray).getCount(0, 0),
    },
  },
  one('mergeConfusionMatrices, 10 classes', 100, () => {
    return mergeConfusionMatrices(matrix, matrix).counts[0] ?? 0;
  }),
  one('oneVsRest, 10 classes', 100, () => oneVsRest(matrix)[0]?.truePositives ?? 0),
  one('multiClassAuc, 1000 rows, 10 classes', classScores.length, () => {
    return valueOf(multiClassAuc(someClasses, classScores, { classes: CLASSES }));
  }),
  one('multiClassLogLoss, 1000 rows, 10 classes', classScores.length, () => {
    return valueOf(multiClassLogLoss(someClasses, classProbabilities, { classes: CLASSES }));
  }),
  one('topKAccuracy, 1000 rows, 10 classes', classScores.length, () => {
    return valueOf(topKAccuracy(someClasses, classScores, { classes: CLASSES, k: 3 }));
  }),
  one('hammingLoss, 1000 rows, 5 labels', labelSets.length, () => {
    return valueOf(hammingLoss(labelSets, predictedSets, LABELS));
  }),
  one('labelConfusions, 1000 rows, 5 labels', labelSets.length, () => {
    return labelConfusions(labelSets, predictedSets, LABELS)[0]?.truePositives ?? 0;
  }),
  one('labelSetJaccard, 1000 rows, 5 labels', labelSets.length, () => {
    return valueOf(labelSetJaccard(labelSets, predictedSets, { ...LABELS, zeroDivision: 1 }));
  }),
  one('subsetAccuracy, 1000 rows, 5 labels', labelSets.length, () => {
    return valueOf(subsetAccuracy(labelSets, predictedSets, LABELS));
  }),
];

/** Of counts that are there. Ours check them and answer with a variance. */
const NO_VARIANCE = 'a number without a variance, of counts that are not checked';

const METRICS: readonly Comparison[] = [
  metric('accuracy', accuracy, () => theirs.getAccuracy()),
  metric('f1Score', f1Score, () => theirs.getF1Score(1)),
  metric('falseNegativeRate', falseNegativeRate, () => theirs.getFalseNegativeRate(1)),
  metric('falsePositiveRate', falsePositiveRate, () => theirs.getFalsePositiveRate(1)),
  metric('negativePredictiveValue', negativePredictiveValue, () => {
    return theirs.getNegativePredictiveValue(1);
  }),
  metric('precision', precision, () => theirs.getPositivePredictiveValue(1)),
  metric('recall', recall, () => theirs.getTruePositiveRate(1)),
  metric('specificity', specificity, () => theirs.getTrueNegativeRate(1)),
  metric('matthewsCorrelation', matthewsCorrelation, () => {
    return theirs.getMatthewsCorrelationCoefficient(1);
  }),
  one('fBetaScore', 4, () => valueOf(fBetaScore(confusion, 2))),
  one('jaccardIndex', 4, () => valueOf(jaccardIndex(confusion))),
  one('lift', 4, () => valueOf(lift(confusion))),
  one('selectionRate', 4, () => valueOf(selectionRate(confusion))),
  one('ratioOfCounts', 4, () => valueOf(ratioOfCounts(confusion, COUNT_RATIOS.precision))),
  one('fBetaRatio', 4, () => valueOf(ratioOfCounts(confusion, fBetaRatio(2)))),
  one('balancedAccuracy, 10 classes', 100, () => valueOf(balancedAccuracy(matrix))),
  one('cohenKappa, 10 classes', 100, () => valueOf(cohenKappa(matrix))),
  one('matthewsCorrelation, 10 classes', 100, () => valueOf(matthewsCorrelation(matrix))),
  one('averageOverClasses, 10 classes', 100, () => {
    return valueOf(averageOverClasses(matrix, COUNT_RATIOS.f1));
  }),
  one('businessValue', 4, () => businessValue(confusion, worth).total),
];

/** Performance of classifiers, from rows and from counts of their outcomes. */
export const CLASSIFIERS: readonly Comparison[] = [...ROWS, ...METRICS];

function metric(
  name: string,
  ours: (confusion: BinaryConfusion) => Estimate,
  other: () => number,
): Comparison {
  return {
    name,
    values: 4,
    variants: { [OURS]: () => valueOf(ours(confusion)), 'ml-confusion-matrix': other },
    notes: { 'ml-confusion-matrix': NO_VARIANCE },
  };
}

function someClass(): number {
  return Math.floor(CLASSES * random());
}

function someLabel(): number {
  return random() < 0.3 ? 1 : 0;
}

function rowSum(index: number): number {
  const start = index - (index % CLASSES);
  let sum = 0;
  for (let offset = 0; offset < CLASSES; offset++) sum += classScores[start + offset] ?? 0;
  return sum;
}

import {
  binaryConfusion,
  countInNannymlBins,
  countInNannymlGrid,
  evidentlyBinning,
  evidentlyChiSquarePValue,
  evidentlyDefaultTest,
  evidentlyGTestPValue,
  evidentlyHellingerBinning,
  evidentlyIsDrift,
  evidentlyThreshold,
  evidentlyWassersteinDistance,
  evidentlyZPValue,
  mergeNannymlGridCounts,
  nannymlBins,
  nannymlBusinessValueError,
  nannymlCategories,
  nannymlConfusionErrors,
  nannymlGrid,
  nannymlKolmogorovSmirnov,
  nannymlOrdinals,
  nannymlRocAuc,
  nannymlSamplingError,
  nannymlWasserstein,
} from '@marigraph/statistics';

import type { Comparison } from '../support/comparisons.ts';
import { one, valueOf } from './comparison.ts';
import {
  actual,
  BINS,
  current,
  CURRENT_ROWS,
  expected,
  labels,
  other,
  predictions,
  reference,
  REFERENCE_ROWS,
  scores,
  small,
  unsorted,
} from './samples.ts';

const EVIDENTLY: readonly Comparison[] = [
  one('evidentlyBinning, 100 and 100', 200, () => evidentlyBinning(small, other).expected[0] ?? 0),
  one('evidentlyHellingerBinning, 100 and 100', 200, () => {
    return evidentlyHellingerBinning(small, other).expected[0] ?? 0;
  }),
  one('evidentlyChiSquarePValue', BINS, () => evidentlyChiSquarePValue(expected, actual)),
  one('evidentlyGTestPValue', BINS, () => evidentlyGTestPValue(expected, sameTotal())),
  one('evidentlyZPValue', 2, () => evidentlyZPValue([950, 50], [930, 70])),
  one('evidentlyWassersteinDistance', REFERENCE_ROWS + CURRENT_ROWS, () => {
    return evidentlyWassersteinDistance(reference, current);
  }),
  one('evidentlyDefaultTest', 1, () => {
    const column = { type: 'num', referenceRows: 5000, distinctValues: 400 } as const;
    return evidentlyDefaultTest(column).length;
  }),
  one('evidentlyIsDrift', 1, () => Number(evidentlyIsDrift('psi', 0.2))),
  one('evidentlyThreshold', 1, () => evidentlyThreshold('psi')),
];

const bins = nannymlBins(reference);
const grid = nannymlGrid(reference);
const gridCounts = countInNannymlGrid(grid, unsorted);
const confusion = binaryConfusion(labels, predictions);
const CATEGORIES = ['diesel', 'electric', 'gas', 'oil', 'wood'];
const fuels = Array.from(scores, (score) => CATEGORIES[Math.floor(5 * score)] ?? 'gas');
const otherFuels = fuels.toReversed();
const worth = [
  [0, -5],
  [-20, 30],
];

const NANNYML: readonly Comparison[] = [
  one('nannymlBins', REFERENCE_ROWS, () => nannymlBins(reference).expected[0] ?? 0),
  one('countInNannymlBins', CURRENT_ROWS, () => countInNannymlBins(bins, unsorted)[0] ?? 0),
  one('nannymlCategories', 2 * CURRENT_ROWS, () => {
    return nannymlCategories(fuels, otherFuels).expected[0] ?? 0;
  }),
  one('nannymlGrid', REFERENCE_ROWS, () => nannymlGrid(reference).edges.length),
  one('countInNannymlGrid', CURRENT_ROWS, () => countInNannymlGrid(grid, unsorted).below),
  one('mergeNannymlGridCounts', gridCounts.counts.length, () => {
    return mergeNannymlGridCounts(gridCounts, gridCounts).below;
  }),
  one('nannymlKolmogorovSmirnov', gridCounts.counts.length, () => {
    return nannymlKolmogorovSmirnov(grid, gridCounts);
  }),
  one('nannymlWasserstein', gridCounts.counts.length, () => nannymlWasserstein(grid, gridCounts)),
  one('nannymlOrdinals', CURRENT_ROWS, () => nannymlOrdinals(fuels, CATEGORIES)[0] ?? 0),
  one('nannymlRocAuc', CURRENT_ROWS, () => valueOf(nannymlRocAuc(scores, scores))),
  one('nannymlBusinessValueError', 4, () => nannymlBusinessValueError(confusion, worth, 1000)),
  one('nannymlConfusionErrors', 4, () => nannymlConfusionErrors(confusion, 1000).truePositives),
  one('nannymlSamplingError', 4, () => nannymlSamplingError('f1', confusion, 1000)),
];

/** As evidently and NannyML do it. */
export const COMPATIBLE: readonly Comparison[] = [...EVIDENTLY, ...NANNYML];

/** Current counts of the reference's total, as evidently's G-test takes them. */
function sameTotal(): Float64Array {
  return expected.toReversed();
}

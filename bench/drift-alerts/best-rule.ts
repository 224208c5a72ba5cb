import type { Detection } from './estimate.ts';
import type { PeerResult, SettingResult } from './measure.ts';

/** Another rule that found a shift, tuned to as many false alerts as the scan makes. */
export interface BestRule {
  readonly rule: PeerResult;
  readonly detection: Detection;
}

/** The rule with the least median delay, then the one that found most; undefined where none found half. */
export function bestRule({ peers }: SettingResult, shift: string): BestRule | undefined {
  const found = peers.flatMap((rule): BestRule[] => {
    const detection = rule.detection[shift];
    return detection?.medianHours === undefined ? [] : [{ rule, detection }];
  });
  return found.toSorted(
    (a, b) =>
      (a.detection.medianHours ?? 0) - (b.detection.medianHours ?? 0) ||
      b.detection.found[2] - a.detection.found[2],
  )[0];
}

/** Median delay of the scan over that of the best rule: infinite where only the scan failed, 0 where only it found. */
export function delayRatio(result: SettingResult, shift: string): number | undefined {
  const own = result.detection[shift]?.medianHours;
  const best = bestRule(result, shift)?.detection.medianHours;
  if (own === undefined && best === undefined) return undefined;
  if (own === undefined) return Number.POSITIVE_INFINITY;
  return best === undefined ? 0 : own / best;
}

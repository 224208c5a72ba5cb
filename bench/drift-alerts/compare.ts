import type { Detection, Rate } from './estimate.ts';
import type { PrototypeRate } from './prototype.ts';

/** Beyond this many standard errors two rates differ by more than chance. */
const DEVIATIONS_MAX = 2.5;
/** Days of 30 that two simulations of a rule that alerts on most of them may differ by. */
const DAYS_MAX = 2;

/** Whether a rate agrees with the prototype's, in words. */
export function compareRate(
  rate: Rate,
  alertDays: number | undefined,
  prototype: PrototypeRate | undefined,
): string {
  if (prototype === undefined) return '';
  if ('days' in prototype) {
    const difference = (alertDays ?? 0) - prototype.days;
    return Math.abs(difference) <= DAYS_MAX ? 'agrees' : `${signed(difference, 1)} days`;
  }
  const [mean, halfWidth] = prototype;
  // Where nothing was found in few replications the error is that of the law of Poisson.
  const error = Math.hypot(Math.max(halfWidth, 0.03) / 1.96, Math.max(rate.halfWidth, 0.01) / 1.96);
  const deviations = (rate.perMonth - mean) / error;
  if (Math.abs(deviations) <= DEVIATIONS_MAX) return 'agrees';
  return `${signed(rate.perMonth - mean, 2)} (${signed(deviations, 1)} standard errors)`;
}

/** Whether shares found agree with the prototype's, each within 2.5 standard errors: empty where they do. */
export function compareDetection(
  { found, replications }: Detection,
  prototype: { readonly found: readonly number[]; readonly replications: number } | undefined,
): string {
  if (prototype === undefined) return '';
  const differs = found.some((share, at) => {
    const other = (prototype.found[at] ?? 0) / 100;
    const pooled =
      ((share / 100) * replications + other * prototype.replications) /
      (replications + prototype.replications);
    // Half a replication is added on each side, or 0 of 8 would rule out 1 of 30.
    const variance =
      Math.max(pooled * (1 - pooled), 0.02) * (1 / replications + 1 / prototype.replications);
    return Math.abs(share / 100 - other) > DEVIATIONS_MAX * Math.sqrt(variance);
  });
  return differs ? 'differs' : 'agrees';
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

import { attributePolicies } from './policies-attributes.ts';
import { metricPolicies } from './policies-metrics.ts';
import { signalPolicies } from './policies-signals.ts';
import type { Policy } from './policy.ts';
import type { Problem } from './registry-error.ts';
import type { Registry } from './resolve.ts';

/** Every rule, by the name under which its tests stand. */
export const POLICIES: Readonly<Record<string, Policy>> = {
  ...attributePolicies,
  ...signalPolicies,
  ...metricPolicies,
};

/** Everything that is wrong with a registry whose structure and references are right. */
export function checkPolicies(registry: Registry): readonly Problem[] {
  return Object.values(POLICIES).flatMap((policy) => policy(registry));
}

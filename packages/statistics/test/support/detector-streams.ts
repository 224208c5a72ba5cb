import type { DriftDetector, DriftState } from '@marigraph/statistics';

import { seededRandom } from './random.ts';

/** Errors whose rate steps every 500 values: 0.05, 0.2, 0.5, 0.1, 0.4, 0.05. */
export function steppedErrors(seed: number): number[] {
  const random = seededRandom(seed);
  return [0.05, 0.2, 0.5, 0.1, 0.4, 0.05].flatMap((rate) =>
    Array.from({ length: 500 }, () => (random() < rate ? 1 : 0)),
  );
}

/** Uniform values of width 1 whose lower end steps every 500 values: 0, 0.5, 0, 1, 0.25, 0.25. */
export function steppedValues(seed: number): number[] {
  const random = seededRandom(seed);
  return [0, 0.5, 0, 1, 0.25, 0.25].flatMap((level) =>
    Array.from({ length: 500 }, () => level + random()),
  );
}

/** Standard normal draws by Box and Muller's transform. */
export function normalDraws(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function statesOf(detector: DriftDetector, stream: readonly number[]): DriftState[] {
  return stream.map((value) => detector.update(value));
}

/** Where drift is said, and where a warning begins. */
export function detections(
  detector: DriftDetector,
  stream: readonly number[],
): { readonly drift: readonly number[]; readonly warning: readonly number[] } {
  const states = statesOf(detector, stream);
  const indicesOf = (wanted: (index: number) => boolean): number[] =>
    [...states.keys()].filter((index) => wanted(index));
  return {
    drift: indicesOf((index) => states[index] === 'drift'),
    warning: indicesOf((i) => states[i] === 'warning' && states[i - 1] !== 'warning'),
  };
}

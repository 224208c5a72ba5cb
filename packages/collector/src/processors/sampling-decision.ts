import type { Signal } from '../component.ts';
import type { ProbabilisticSamplerConfig } from './probabilistic-sampler-config.ts';
import {
  ALWAYS,
  NEVER,
  probabilityOf,
  randomnessOfHash,
  thresholdOf,
  thresholdOfBuckets,
} from './sampling-threshold.ts';
import type { Sampling } from './trace-state.ts';

/** Why sampling could not be determined as it should be. */
export const SAMPLING_ERRORS = [
  'missing_randomness',
  'invalid_sampling_information',
  'inconsistent_threshold',
  'sampling_information_in_use',
] as const;

export type SamplingError = (typeof SAMPLING_ERRORS)[number];

/** What a sampler must know of an item. */
export interface Item {
  /** What it says of its sampling; nothing where that cannot be read. */
  readonly sampling: Sampling | undefined;
  /** Of its trace id. */
  readonly randomness: bigint | undefined;
  /** Bytes that decide in the `hash_seed` mode, or where there is no other randomness. */
  readonly hashed: Uint8Array | undefined;
  /** The threshold that it asks for; it takes the place of the configured one. */
  readonly priority: bigint | undefined;
}

export interface Decision {
  readonly isKept: boolean;
  /** What the item must say of its sampling now; nothing where it must not be touched. */
  readonly sampling: Sampling | undefined;
  readonly error: SamplingError | undefined;
}

/** All ones: kept by every threshold but `NEVER`. */
const ANY_RANDOMNESS = NEVER - 1n;

type Mode = NonNullable<ProbabilisticSamplerConfig['mode']>;

/** Decides whether an item is kept, as the Collector's processor of this name does. */
export function createDecision(
  settings: ProbabilisticSamplerConfig,
  signal: Signal,
): (item: Item) => Decision {
  const mode = modeOf(settings, signal);
  const configured = createConfigured(settings, mode);
  const onError = settings.fail_closed ? NEVER : ALWAYS;
  return (item) => {
    const { randomness, isOwn } = randomnessOf(item, mode, settings.hash_seed);
    const error = isNever(settings) ? undefined : errorOf(item, randomness, mode);
    const chosen = error === undefined ? configured(item.sampling?.threshold) : onError;
    const threshold = item.priority ?? chosen;
    const isKept = (randomness ?? ANY_RANDOMNESS) >= threshold;
    if (!isKept || item.sampling === undefined) return { isKept, sampling: undefined, error };
    // A threshold that was wrong says nothing; any other may only rise, or weights would be too small.
    const before = error === 'inconsistent_threshold' ? undefined : item.sampling.threshold;
    const after = before === undefined || before < threshold ? threshold : before;
    const explicit =
      item.sampling.randomness ?? (isOwn && error === undefined ? randomness : undefined);
    return { isKept, sampling: { threshold: after, randomness: explicit }, error };
  };
}

function modeOf(settings: ProbabilisticSamplerConfig, signal: Signal): Mode {
  if (settings.mode !== undefined) return settings.mode;
  const isByAttribute = signal === 'logs' && settings.attribute_source === 'record';
  return settings.hash_seed > 0 || isByAttribute ? 'hash_seed' : 'proportional';
}

function isNever({ sampling_percentage: percentage }: ProbabilisticSamplerConfig): boolean {
  return percentage === 0;
}

/** The threshold for an item that has come through another one before. */
function createConfigured(
  settings: ProbabilisticSamplerConfig,
  mode: Mode,
): (before: bigint | undefined) => bigint {
  const { sampling_percentage: percentage, sampling_precision: digits } = settings;
  if (isNever(settings)) return () => NEVER;
  if (mode === 'hash_seed') {
    const threshold = thresholdOfBuckets(percentage);
    return () => threshold;
  }
  // The Collector keeps percentages as 32-bit floats, and collectors of one tier must agree.
  const ratio = Math.min(1, Math.max(Math.fround(percentage) / 100, 2 ** -56));
  const alone = thresholdOf(ratio, digits);
  if (mode === 'equalizing') return () => alone;
  return (before) =>
    before === undefined ? alone : thresholdOf(probabilityOf(before) * ratio, digits);
}

interface Randomness {
  readonly randomness: bigint | undefined;
  /** Whether nobody else can know it, so that it must be written down. */
  readonly isOwn: boolean;
}

function randomnessOf(
  { sampling, randomness, hashed }: Item,
  mode: Mode,
  seed: number,
): Randomness {
  if (mode !== 'hash_seed') {
    const known = sampling?.randomness ?? randomness;
    if (known !== undefined) return { randomness: known, isOwn: false };
  }
  if (hashed === undefined) return { randomness: undefined, isOwn: false };
  return { randomness: randomnessOfHash(hashed, seed), isOwn: true };
}

function errorOf(
  { sampling }: Item,
  randomness: bigint | undefined,
  mode: Mode,
): SamplingError | undefined {
  if (sampling === undefined) return 'invalid_sampling_information';
  const { threshold, randomness: explicit } = sampling;
  if (mode === 'hash_seed' && (threshold ?? explicit) !== undefined) {
    return 'sampling_information_in_use';
  }
  if (randomness === undefined) return 'missing_randomness';
  return threshold !== undefined && randomness < threshold ? 'inconsistent_threshold' : undefined;
}

import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

/**
 * What a detector says of its stream once it has taken a value.
 *
 * `stable`: nothing speaks against one law. `warning`: the looser of two limits is passed, which
 * is the time to keep rows for a new model; not every detector warns. `drift`: the law has changed.
 */
export type DriftState = 'stable' | 'warning' | 'drift';

/** Whether a rise of the mean, a fall, or either counts as drift. */
export type ChangeDirection = 'up' | 'down' | 'both';

/**
 * A detector of change in one stream of numbers, in bounded memory.
 *
 * It says `drift` for one value and, unless told otherwise, starts afresh with the next, so that
 * each change is reported once. One value costs no allocation. Not for use from several streams at
 * once.
 */
export interface DriftDetector {
  /**
   * Takes the next value of the stream.
   *
   * @throws {StatisticsError} `invalid_value` for a value that the detector does not accept; NaN
   * and infinities never are. A refused value leaves the detector as it was.
   */
  update(value: number): DriftState;
  /** What the last `update` returned; `stable` before the first. */
  readonly state: DriftState;
  /** How many values the current judgement rests on; at drift, those that led to it. */
  readonly count: number;
  /**
   * The mean that these values have by the detector's own estimator; undefined before the first.
   */
  readonly estimate: number | undefined;
  /** Forgets all values, as if just created. */
  reset(): void;
  /** The whole state as plain JSON: `create…(options, snapshot)` goes on where this one stands. */
  toJSON(): DriftDetectorSnapshot;
}

/** A saved detector. `memory` is the detector's own; it survives `JSON.stringify` without loss. */
export interface DriftDetectorSnapshot {
  readonly detector: string;
  readonly settings: DriftDetectorSettings;
  readonly state: DriftState;
  readonly memory: Readonly<Record<string, number | readonly number[]>>;
}

export type DriftDetectorSettings = Readonly<Record<string, number | string | boolean>>;

/** Numbers and arrays of fixed length, all finite, so that JSON holds them. */
export type DetectorMemory = Record<string, number | Float64Array>;

export interface DriftDetectorDefinition {
  readonly name: string;
  /** All options, with defaults filled in. */
  readonly settings: DriftDetectorSettings;
  /** The start state; owned by the detector from here on. Arrays start as zeros. */
  readonly memory: DetectorMemory;
  /** Throws for a value that cannot be taken. */
  readonly check: (value: number) => void;
  readonly next: (value: number, previous: DriftState) => DriftState;
  readonly count: () => number;
  /** Asked for only once `count` is positive. */
  readonly estimate: () => number;
  /** @default true */
  readonly restartsAfterDrift?: boolean;
}

/**
 * The contract's part that all detectors share: refusal of values, restart after drift, snapshots.
 *
 * @throws {StatisticsError} `invalid_argument` for a snapshot of another detector, of other
 * settings, or with a number that cannot be.
 */
export function createDriftDetector(
  definition: DriftDetectorDefinition,
  snapshot: DriftDetectorSnapshot | undefined,
): DriftDetector {
  const { name, settings, memory, restartsAfterDrift = true } = definition;
  const start = { ...memory };
  let state: DriftState = 'stable';
  if (snapshot !== undefined) {
    assertSameDetector(definition, snapshot);
    restoreMemory(memory, snapshot.memory);
    state = snapshot.state;
  }

  function restart(): void {
    for (const [key, part] of Object.entries(start)) {
      if (typeof part === 'number') memory[key] = part;
      else part.fill(0);
    }
  }

  return {
    update(value) {
      definition.check(value);
      if (state === 'drift' && restartsAfterDrift) {
        restart();
        state = 'stable';
      }
      state = definition.next(value, state);
      return state;
    },
    get state() {
      return state;
    },
    get count() {
      return definition.count();
    },
    get estimate() {
      return definition.count() > 0 ? definition.estimate() : undefined;
    },
    reset() {
      restart();
      state = 'stable';
    },
    toJSON: () => ({ detector: name, settings, state, memory: saveMemory(memory) }),
  };
}

/** Arrays without their trailing zeros: most are far from full. */
function saveMemory(memory: DetectorMemory): DriftDetectorSnapshot['memory'] {
  return Object.fromEntries(
    Object.entries(memory).map(([key, part]) => {
      if (typeof part === 'number') return [key, part];
      return [key, Array.from(part.subarray(0, part.findLastIndex((value) => value !== 0) + 1))];
    }),
  );
}

function assertSameDetector(
  { name, settings }: DriftDetectorDefinition,
  snapshot: DriftDetectorSnapshot,
): void {
  assertArgument(snapshot.detector === name, 'snapshot.detector', snapshot.detector, name);
  for (const [key, value] of Object.entries(settings)) {
    const saved = snapshot.settings[key];
    assertArgument(
      saved === value,
      `snapshot.settings.${key}`,
      saved,
      `${value}, as the options say`,
    );
  }
  const known = ['stable', 'warning', 'drift'].includes(snapshot.state);
  assertArgument(known, 'snapshot.state', snapshot.state, 'stable, warning or drift');
}

function restoreMemory(memory: DetectorMemory, saved: DriftDetectorSnapshot['memory']): void {
  for (const [key, part] of Object.entries(memory)) {
    const value = saved[key];
    const label = `snapshot.memory.${key}`;
    if (typeof part === 'number') {
      assertArgument(Number.isFinite(value), label, value, 'a finite number');
      memory[key] = value as number;
    } else {
      const fits = Array.isArray(value) && value.length <= part.length;
      assertArgument(
        fits && value.every((element) => Number.isFinite(element)),
        label,
        value,
        `at most ${part.length} finite numbers`,
      );
      part.set(value as readonly number[]);
    }
  }
}

/** Up to here squares stay finite, whatever the number of values that are summed. */
const MAGNITUDE_MAX = 1e100;

/** @throws {StatisticsError} `invalid_value` unless finite and within ±1e100. */
export function assertMeasurement(value: number): void {
  // Written so that NaN fails as well.
  if (!(Math.abs(value) <= MAGNITUDE_MAX)) {
    throw new StatisticsError(
      'invalid_value',
      `value is ${value}; a measurement is finite and within ±1e100`,
    );
  }
}

/** @throws {StatisticsError} `invalid_value` unless in [0, 1]. */
export function assertBoundedValue(value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new StatisticsError('invalid_value', `value is ${value}; it must be from 0 to 1`);
  }
}

/** @throws {StatisticsError} `invalid_value` unless 0 or 1. */
export function assertErrorIndicator(value: number): void {
  if (value !== 0 && value !== 1) {
    throw new StatisticsError(
      'invalid_value',
      `value is ${value}; it must be 1 for an error or 0 for a right prediction`,
    );
  }
}

/** @throws {StatisticsError} `invalid_argument` unless one of the three directions. */
export function assertDirection(direction: ChangeDirection): void {
  const known = ['up', 'down', 'both'].includes(direction);
  assertArgument(known, 'direction', direction, 'up, down or both');
}

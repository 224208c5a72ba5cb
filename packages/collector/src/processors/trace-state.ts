import {
  formatRandomness,
  formatThreshold,
  parseRandomness,
  parseThreshold,
} from './sampling-threshold.ts';

/** What OpenTelemetry's entry of a W3C trace state says of sampling. */
export interface Sampling {
  /** Threshold that the item has been kept by, `th`. */
  readonly threshold: bigint | undefined;
  /** Randomness that is not the trace id's, `rv`. */
  readonly randomness: bigint | undefined;
}

/** A trace state, taken apart. */
export interface TraceState extends Sampling {
  /** `rv` as it was written, so that its case stays. */
  readonly randomnessText: string | undefined;
  /** Other fields of OpenTelemetry's entry, and other entries. */
  readonly fields: readonly string[];
  readonly entries: readonly string[];
}

const KEY = 'ot=';
const VALUE_LENGTH_MAX = 256;
const ENTRIES_MAX = 32;

/** A field of OpenTelemetry's entry. */
const FIELD = /^[a-z][a-z\d]*:[\w.-]*$/;

const EMPTY: TraceState = {
  threshold: undefined,
  randomness: undefined,
  randomnessText: undefined,
  fields: [],
  entries: [],
};

/** Takes a trace state apart; nothing where OpenTelemetry's entry is not as it must be. */
export function parseTraceState(text: string): TraceState | undefined {
  if (text === '') return EMPTY;
  const all = text.split(',').map((entry) => entry.trim());
  const entries = all.filter((entry) => entry !== '' && !entry.startsWith(KEY));
  const own = all.find((entry) => entry.startsWith(KEY))?.slice(KEY.length);
  if (own === undefined) return { ...EMPTY, entries };
  const fields = own.split(';');
  if (own.length > VALUE_LENGTH_MAX || !fields.every((field) => FIELD.test(field)))
    return undefined;
  const thresholdText = valueOf(fields, 'th:');
  const randomnessText = valueOf(fields, 'rv:');
  const threshold = thresholdText === undefined ? undefined : parseThreshold(thresholdText);
  const randomness = randomnessText === undefined ? undefined : parseRandomness(randomnessText);
  if ((threshold === undefined) !== (thresholdText === undefined)) return undefined;
  if ((randomness === undefined) !== (randomnessText === undefined)) return undefined;
  const others = fields.filter((field) => !field.startsWith('th:') && !field.startsWith('rv:'));
  return { threshold, randomness, randomnessText, fields: others, entries };
}

function valueOf(fields: readonly string[], key: string): string | undefined {
  return fields.find((field) => field.startsWith(key))?.slice(key.length);
}

/** A trace state with another threshold and randomness; OpenTelemetry's entry comes first, as the one that changed. */
export function formatTraceState(state: TraceState, { threshold, randomness }: Sampling): string {
  const fields = [...state.fields];
  if (threshold !== undefined) fields.unshift(`th:${formatThreshold(threshold)}`);
  if (randomness !== undefined) {
    const isOld = randomness === state.randomness && state.randomnessText !== undefined;
    fields.unshift(`rv:${isOld ? state.randomnessText : formatRandomness(randomness)}`);
  }
  const own = fields.length === 0 ? [] : [`${KEY}${fields.join(';')}`];
  return [...own, ...state.entries].slice(0, ENTRIES_MAX).join(',');
}

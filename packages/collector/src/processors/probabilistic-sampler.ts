/** The `probabilistic_sampler` processor: keeps a share of traces or log records, the same ones everywhere. */

import { type AnyValue, createSplicer, type EditableRecord, type Splicer } from '@marigraph/otlp';

import { defineProcessor, type ProcessorDefinition } from '../component.ts';
import { createKeyNumbers, textOf } from './matching.ts';
import { config, type ProbabilisticSamplerConfig } from './probabilistic-sampler-config.ts';
import { createDecision, SAMPLING_ERRORS, type SamplingError } from './sampling-decision.ts';
import {
  ALWAYS,
  formatRandomness,
  formatThreshold,
  NEVER,
  parseRandomness,
  parseThreshold,
  randomnessOfTraceId,
  thresholdOf,
} from './sampling-threshold.ts';
import { createSplicingProcessor } from './splicing-processor.ts';
import { formatTraceState, parseTraceState, type Sampling } from './trace-state.ts';

export const probabilisticSampler: ProcessorDefinition<ProbabilisticSamplerConfig> =
  defineProcessor<ProbabilisticSamplerConfig>({
    type: 'probabilistic_sampler',
    stability: 'alpha',
    signals: ['traces', 'logs'],
    stage: 'egress',
    mutates: true,
    config,
    create({ config: settings, next }) {
      const errors = Object.fromEntries(SAMPLING_ERRORS.map((error) => [error, 0])) as ErrorCounts;
      return createSplicingProcessor({
        next,
        createSplicer: (signal) =>
          signal === 'traces'
            ? createSpanSampler(settings, errors)
            : createLogSampler(settings, errors),
        report: () => ({ errors: { ...errors } }),
      });
    },
  });

type ErrorCounts = Record<SamplingError, number>;

/** What OpenTracing called the wish of an application: 0 drops a span, more keeps it. */
const SPAN_PRIORITY = 'sampling.priority';

function createSpanSampler(settings: ProbabilisticSamplerConfig, errors: ErrorCounts): Splicer {
  const decide = createDecision(settings, 'traces');
  const numbers = createKeyNumbers();
  const priority = numbers.of(SPAN_PRIORITY);
  return createSplicer({
    signal: 'traces',
    classify: numbers.classify,
    onRecord(span) {
      const state = parseTraceState(span.traceState);
      const { isKept, sampling, error } = decide({
        sampling: state,
        ...traceIdOf(span),
        priority: spanPriority(valueAt(span, priority)),
      });
      if (error !== undefined) errors[error]++;
      if (!isKept) span.drop();
      else if (state !== undefined && sampling !== undefined) {
        span.setTraceState(formatTraceState(state, sampling));
      }
    },
  });
}

function spanPriority(value: AnyValue | undefined): bigint | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' && typeof number !== 'bigint') return undefined;
  if (number > 0) return ALWAYS;
  return Number(number) === 0 ? NEVER : undefined;
}

/** Log records have no trace state: attributes say what it would. */
const THRESHOLD = 'sampling.threshold';
const RANDOMNESS = 'sampling.randomness';

function createLogSampler(settings: ProbabilisticSamplerConfig, errors: ErrorCounts): Splicer {
  const { attribute_source, from_attribute, sampling_priority, sampling_precision } = settings;
  const decide = createDecision(settings, 'logs');
  const numbers = createKeyNumbers();
  const threshold = numbers.of(THRESHOLD);
  const randomness = numbers.of(RANDOMNESS);
  const from = from_attribute === undefined ? -1 : numbers.of(from_attribute);
  const priority = sampling_priority === undefined ? -1 : numbers.of(sampling_priority);

  /** What the log record says of its sampling; nothing where that cannot be read. */
  function samplingOf(record: EditableRecord): Sampling | undefined {
    const thresholdText = textAt(record, threshold);
    const randomnessText = textAt(record, randomness);
    const sampling = {
      threshold: thresholdText === '' ? undefined : parseThreshold(thresholdText),
      randomness: randomnessText === '' ? undefined : parseRandomness(randomnessText),
    };
    const isRead =
      (sampling.threshold === undefined) === (thresholdText === '') &&
      (sampling.randomness === undefined) === (randomnessText === '');
    return isRead ? sampling : undefined;
  }

  function hashedOf(record: EditableRecord): ReturnType<typeof traceIdOf> {
    const ofTrace = traceIdOf(record);
    if (attribute_source === 'traceID' && ofTrace.hashed !== undefined) return ofTrace;
    const value = valueAt(record, from);
    return { ...ofTrace, hashed: value === undefined ? undefined : bytesOf(value) };
  }

  return createSplicer({
    signal: 'logs',
    classify: numbers.classify,
    onRecord(record) {
      const { isKept, sampling, error } = decide({
        sampling: samplingOf(record),
        ...hashedOf(record),
        priority: logPriority(valueAt(record, priority), sampling_precision),
      });
      if (error !== undefined) errors[error]++;
      if (!isKept) record.drop();
      else if (sampling !== undefined) {
        write(record, randomness, [RANDOMNESS, sampling.randomness, formatRandomness]);
        write(record, threshold, [THRESHOLD, sampling.threshold, formatThreshold]);
      }
    },
  });
}

function logPriority(value: AnyValue | undefined, digits: number): bigint | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const percentage = Number(value);
  return percentage >= 0 ? thresholdOf(Math.min(1, percentage / 100), digits) : undefined;
}

function write(
  { attributes }: EditableRecord,
  number: number,
  [key, value, format]: readonly [string, bigint | undefined, (value: bigint) => string],
): void {
  if (value === undefined) return;
  const index = attributes.find(number);
  if (index < 0) attributes.append(key, format(value));
  else attributes.replace(index, format(value));
}

/** What the trace id decides; nothing of one that is absent or all zero. */
function traceIdOf({ bytes, traceIdStart: start }: EditableRecord): {
  readonly randomness: bigint | undefined;
  readonly hashed: Uint8Array | undefined;
} {
  const randomness = start < 0 ? undefined : randomnessOfTraceId(bytes, start);
  const hashed = randomness === undefined ? undefined : bytes.subarray(start, start + 16);
  return { randomness, hashed };
}

function valueAt({ attributes }: EditableRecord, number: number): AnyValue | undefined {
  const index = attributes.find(number);
  return index < 0 ? undefined : attributes.value(index);
}

function textAt(record: EditableRecord, number: number): string {
  const value = valueAt(record, number);
  return typeof value === 'string' ? value : '';
}

/** The bytes of an attribute; none of an empty one, which cannot decide. */
function bytesOf(value: AnyValue): Uint8Array | undefined {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(textOf(value), 'utf8');
  return bytes.length === 0 ? undefined : bytes;
}

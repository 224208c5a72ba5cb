/** The `attributes` processor: changes attributes of spans, log records and data points, as the Collector's does. */

import { createSplicer, type EditableRecord } from '@marigraph/otlp';

import { defineProcessor, type ProcessorDefinition, type Signal } from '../component.ts';
import { type Apply, compileAction } from './attribute-actions.ts';
import {
  type AttributesConfig,
  config,
  type MatchAttribute,
  type MatchProperties,
} from './attributes-config.ts';
import {
  createKeyNumbers,
  createRecordTest,
  isEqualTo,
  isOneOf,
  isPresent,
  type KeyedTest,
  type KeyNumbers,
  matchesAny,
  type ValueTest,
} from './matching.ts';
import { pattern } from './pattern.ts';
import { createSplicingProcessor } from './splicing-processor.ts';

const SERVICE_NAME = 'service.name';

export const attributes: ProcessorDefinition<AttributesConfig> = defineProcessor<AttributesConfig>({
  type: 'attributes',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  stage: 'ingress',
  mutates: true,
  config,
  create: ({ config: settings, next }) =>
    createSplicingProcessor({
      next,
      createSplicer(signal) {
        const { apply, classify } = compile(settings, signal);
        return createSplicer({ signal, classify, onRecord: apply });
      },
    }),
});

interface Compiled {
  readonly apply: (record: EditableRecord) => void;
  readonly classify: (key: string) => number;
}

function compile({ actions, include, exclude }: AttributesConfig, signal: Signal): Compiled {
  const numbers = createKeyNumbers();
  const applied: readonly Apply[] = actions.map((action) => compileAction(action, numbers));
  const isIncluded = include === undefined ? undefined : createMatch(include, signal, numbers);
  const isExcluded = exclude === undefined ? undefined : createMatch(exclude, signal, numbers);
  const patterns = actions.flatMap(({ action, pattern: keys }) =>
    keys === undefined || action === 'extract' ? [] : [keys],
  );
  // Of keys that are only there for patterns, one is as good as the other.
  const other = numbers.of('');
  return {
    apply(record) {
      if (isIncluded?.(record) === false || isExcluded?.(record) === true) return;
      for (const apply of applied) apply(record.attributes);
    },
    classify(key) {
      const number = numbers.classify(key);
      if (number > 0) return number;
      return patterns.some((keys) => keys.test(key)) ? other : 0;
    },
  };
}

function createMatch(
  properties: MatchProperties,
  signal: Signal,
  numbers: KeyNumbers,
): (record: EditableRecord) => boolean {
  const { match_type, services, span_names, log_bodies, metric_names } = properties;
  const isOne = (texts: readonly string[]): ValueTest | undefined => {
    if (texts.length === 0) return undefined;
    if (match_type === 'strict') return isOneOf(texts);
    return matchesAny(texts.map((text) => pattern.parse(text)));
  };
  const keyed = (all: readonly MatchAttribute[]): KeyedTest[] =>
    all.map(({ key, value }) => [key, valueTest(value, match_type)]);
  const namesOf = { traces: span_names, metrics: metric_names, logs: [] };
  const isForeign =
    (signal !== 'traces' && span_names.length > 0) ||
    (signal !== 'logs' && log_bodies.length > 0) ||
    (signal !== 'metrics' && metric_names.length > 0);
  if (isForeign) return () => false;
  const service = isOne(services);
  const resource = keyed(properties.resources);
  if (service !== undefined) resource.push([SERVICE_NAME, service]);
  return createRecordTest(
    {
      attributes: keyed(properties.attributes),
      resource,
      name: isOne(namesOf[signal]),
      body: isOne(log_bodies),
    },
    numbers,
  );
}

function valueTest(
  value: MatchAttribute['value'],
  matchType: MatchProperties['match_type'],
): ValueTest {
  if (value === undefined) return isPresent;
  if (matchType === 'strict' || typeof value !== 'string') return isEqualTo(value);
  return matchesAny([pattern.parse(value)]);
}

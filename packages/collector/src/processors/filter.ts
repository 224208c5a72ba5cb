/** The `filter` processor: drops spans, log records, metrics and data points that meet a condition. */

import {
  createSplicer,
  type DroppableMetric,
  type EditableRecord,
  type Splicer,
} from '@marigraph/otlp';

import { defineProcessor, type ProcessorDefinition, type Signal } from '../component.ts';
import {
  config,
  type FilterCondition,
  type FilterConfig,
  type ValueCondition,
} from './filter-config.ts';
import {
  createAttributesTest,
  createKeyNumbers,
  createRecordTest,
  isEqualTo,
  type KeyedTest,
  type KeyNumbers,
  matchesAny,
  type ValueTest,
} from './matching.ts';
import { createSplicingProcessor } from './splicing-processor.ts';

export const filter: ProcessorDefinition<FilterConfig> = defineProcessor<FilterConfig>({
  type: 'filter',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  stage: 'ingress',
  mutates: true,
  config,
  create: ({ config: settings, next }) =>
    createSplicingProcessor({
      next,
      createSplicer: (signal) => createFilteringSplicer(settings, signal),
    }),
});

function createFilteringSplicer(settings: FilterConfig, signal: Signal): Splicer | undefined {
  const { traces, logs, metrics } = settings;
  const records = { traces: traces.span, logs: logs.log_record, metrics: metrics.datapoint }[
    signal
  ];
  const ofMetrics = signal === 'metrics' ? metrics.metric : [];
  if (records.length + ofMetrics.length === 0) return undefined;
  const numbers = createKeyNumbers();
  const recordTests = records.map((condition) => createConditionTest(condition, numbers));
  const metricTests = ofMetrics.map((condition) => createMetricTest(condition, numbers));
  return createSplicer({
    signal,
    classify: numbers.classify,
    onMetric(metric) {
      if (metricTests.some((test) => test(metric))) metric.drop();
    },
    onRecord(record) {
      if (recordTests.some((test) => test(record))) record.drop();
    },
  });
}

function createConditionTest(
  condition: FilterCondition,
  numbers: KeyNumbers,
): (record: EditableRecord) => boolean {
  return createRecordTest(
    {
      attributes: keyedTests(condition.attributes),
      resource: keyedTests(condition.resource_attributes),
      name: optionalTest(condition.name),
      body: optionalTest(condition.body),
      severityMin: condition.severity_min,
      severityMax: condition.severity_max,
    },
    numbers,
  );
}

function createMetricTest(
  { name, resource_attributes }: FilterCondition,
  numbers: KeyNumbers,
): (metric: DroppableMetric) => boolean {
  const testName = optionalTest(name);
  const testResource = createAttributesTest(keyedTests(resource_attributes), numbers);
  return (metric) =>
    testResource(metric.resource) && (testName === undefined || testName(metric.name));
}

function keyedTests(conditions: FilterCondition['attributes']): KeyedTest[] {
  return Object.entries(conditions ?? {}).map(([key, condition]) => [key, valueTest(condition)]);
}

function optionalTest(condition: ValueCondition | undefined): ValueTest | undefined {
  return condition === undefined ? undefined : valueTest(condition);
}

function valueTest(condition: ValueCondition): ValueTest {
  if (isList(condition)) {
    const tests = condition.map(isEqualTo);
    return (value) => tests.some((test) => test(value));
  }
  if (typeof condition !== 'object') return isEqualTo(condition);
  if ('regexp' in condition) return matchesAny([condition.regexp]);
  return (value) => (value !== undefined) === condition.exists;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(
  condition: ValueCondition,
): condition is Extract<ValueCondition, readonly unknown[]> {
  return Array.isArray(condition);
}

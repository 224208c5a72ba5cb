import { isTemplate, primitiveOf, typeText } from './attribute-type.ts';
import type { MetricDefinition } from './model.ts';
import type { Policy } from './policy.ts';
import { isKnownUnit, prometheusName } from './prometheus-name.ts';
import type { Problem } from './registry-error.ts';

/** A rule that looks at one metric: what was found and what was expected, or nothing. */
function eachMetric(
  check: (metric: MetricDefinition) => Pick<Problem, 'found' | 'expected'> | undefined,
): Policy {
  return ({ metrics }) =>
    metrics.flatMap(({ file, name, definition }) => {
      const problem = check(definition);
      return problem ? [{ file, where: name, ...problem }] : [];
    });
}

const metricNamespaces: Policy = ({ metrics }) =>
  metrics.flatMap(({ file, name }) =>
    metrics
      .filter((other) => other.name.startsWith(`${name}.`))
      .map((other) => ({
        file,
        where: name,
        found: `the metric ${other.name} below it`,
        expected: 'a name that is no namespace of another',
      })),
  );

/** Maps and keys without a fixed set would make the number of series unbounded. */
const metricAttributeTypes: Policy = ({ metrics }) =>
  metrics.flatMap(({ file, name, attributes }) =>
    attributes
      .filter(({ attribute }) => isTemplate(attribute) || primitiveOf(attribute) === 'any')
      .map(({ attribute }) => ({
        file,
        where: `${name}, ref ${attribute.key}`,
        found: `the type ${typeText(attribute)}`,
        expected: 'neither any nor a template, which only spans and events may have',
      })),
  );

const counterNames = eachMetric(({ name, instrument, unit }) => {
  if (/[._]total$/.test(name)) {
    return { found: 'the ending total', expected: 'none: exporters append it where it is wanted' };
  }
  if (instrument === 'counter' && unit.startsWith('{') && !name.endsWith('s')) {
    return { found: `a counter of ${unit} in the singular`, expected: 'the plural' };
  }
  return undefined;
});

const durations = eachMetric(({ name, unit }) =>
  name.endsWith('.duration') && unit !== 's'
    ? { found: `the unit ${unit}`, expected: 's for a duration' }
    : undefined,
);

const units = eachMetric(({ unit }) =>
  isKnownUnit(unit)
    ? undefined
    : { found: `the unit ${unit}`, expected: 'a unit of prometheus-name.ts or {noun}' },
);

const bucketBoundaries = eachMetric(({ instrument, note, annotations }) => {
  const boundaries = annotations.ml.bucket_boundaries;
  if (!boundaries) return undefined;
  if (instrument !== 'histogram') {
    return { found: `bucket_boundaries of a ${instrument}`, expected: 'them on histograms only' };
  }
  if (boundaries.some((bound, index) => index > 0 && bound <= (boundaries[index - 1] ?? bound))) {
    const found = `bucket_boundaries ${JSON.stringify(boundaries)}`;
    return { found, expected: 'strictly increasing numbers' };
  }
  const text = `\`[${boundaries.join(', ')}]\``;
  return note?.includes(text) === true
    ? undefined
    : { found: 'a note without the bucket boundaries', expected: `the text ${text} in it` };
});

const prometheusCollisions: Policy = ({ metrics }) => {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { file, name, definition } of metrics) {
    const prometheus = prometheusName(name, definition.unit, definition.instrument);
    const first = owners.get(prometheus);
    if (first !== undefined) {
      const found = `the Prometheus name ${prometheus}, which ${first} has already`;
      problems.push({ file, where: name, found, expected: 'a name of its own' });
    }
    owners.set(prometheus, first ?? name);
  }
  return problems;
};

/** Rules about metrics. Sources: OpenTelemetry's naming page and the check policies of weaver-packages. */
export const metricPolicies: Readonly<Record<string, Policy>> = {
  metricNamespaces,
  metricAttributeTypes,
  counterNames,
  durations,
  units,
  bucketBoundaries,
  prometheusCollisions,
};

import { describe, expect, it } from 'vitest';

import { EXTERNAL_ATTRIBUTES } from './external-attributes.ts';
import { readModel } from './read-model.ts';
import { resolve } from './resolve.ts';
import { MODEL_FOLDER, refusalOf } from './seeded-model.ts';

const registry = resolve(await readModel(MODEL_FOLDER));

function useOf(signal: string, key: string): unknown {
  const { spans, events, metrics } = registry;
  const found = [...spans, ...events, ...metrics].find(({ name }) => name === signal);
  const use = found?.attributes.find(({ attribute }) => attribute.key === key);
  return use && { level: use.level, condition: use.condition, sampling: use.samplingRelevant };
}

describe('resolving references', () => {
  it('follows every reference of the committed model', () => {
    const { attributes, spans, events, metrics } = registry;
    expect(attributes.length).toBeGreaterThanOrEqual(68);
    expect([spans.length, events.length, metrics.length]).toEqual([7, 8, 44]);
    const known = new Set([
      ...attributes.map(({ definition }) => definition.key),
      ...EXTERNAL_ATTRIBUTES.keys(),
    ]);
    const used = [...spans, ...events, ...metrics].flatMap((signal) =>
      signal.attributes.map(({ attribute }) => attribute.key),
    );
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it('uses every attribute that it borrows from OpenTelemetry', () => {
    const { spans, events, metrics } = registry;
    const used = new Set(
      [...spans, ...events, ...metrics].flatMap((signal) =>
        signal.attributes.map(({ attribute }) => attribute.key),
      ),
    );
    expect([...EXTERNAL_ATTRIBUTES.keys()].filter((key) => !used.has(key))).toEqual([]);
  });

  it('borrows only keys that the OpenTelemetry package for JavaScript has', async () => {
    // The name is a variable, since the package comes with the SDK and is no dependency of its own.
    const name = '@opentelemetry/semantic-conventions/incubating';
    const upstream = new Set(Object.values((await import(name)) as Record<string, unknown>));
    expect([...EXTERNAL_ATTRIBUTES.keys()].filter((key) => !upstream.has(key))).toEqual([]);
  });

  it('takes attributes from groups, with their condition', () => {
    expect(useOf('ml.inference.client', 'ml.model.version')).toEqual({
      level: 'conditionally_required',
      condition: 'If known.',
      sampling: false,
    });
  });

  it('lets a signal refine what a group says', () => {
    expect(useOf('ml.inference.client', 'ml.model.name')).toMatchObject({ sampling: true });
    expect(useOf('ml.batch.internal', 'ml.model.name')).toMatchObject({ sampling: false });
    expect(useOf('ml.inference.internal', 'ml.prediction.id')).toMatchObject({
      level: 'conditionally_required',
    });
    expect(useOf('ml.prediction.result', 'ml.prediction.id')).toMatchObject({ level: 'required' });
  });
});

describe('references that are refused', () => {
  it('may name no attribute', () => {
    const seed = { file: 'spans.yaml', replace: 'ref: ml.model.id', with: 'ref: ml.model.uid' };
    expect(refusalOf(seed)).toEqual([
      'spans.yaml: ml.inference.internal: found ref: ml.model.uid, expected an attribute of this registry or of external-attributes.ts',
    ]);
  });

  it('may name no group', () => {
    const seed = {
      file: 'spans.yaml',
      replace: 'ref_group: attributes.ml.features',
      with: 'ref_group: attributes.ml.inputs',
    };
    expect(refusalOf(seed)).toEqual([
      'spans.yaml: ml.inference.internal: found ref_group: attributes.ml.inputs, expected the id of an attribute group that is defined above',
    ]);
  });

  it('may bring an attribute through two groups', () => {
    const seed = {
      file: 'attributes.yaml',
      replace: '- ref: error.type\n',
      with: '- { ref: ml.task.type, requirement_level: recommended }\n      - ref: error.type\n',
    };
    expect(refusalOf(seed)).toContain(
      'spans.yaml: ml.batch.internal: found ml.task.type through both attributes.ml.model and attributes.ml.error, expected each attribute through one group',
    );
  });

  it('may name an attribute twice', () => {
    const line = '- { ref: ml.model.id, requirement_level: recommended }';
    const seed = { file: 'spans.yaml', replace: line, with: `${line}\n      ${line}` };
    expect(refusalOf(seed)).toEqual([
      'spans.yaml: ml.inference.internal: found ref: ml.model.id twice, expected each attribute once',
    ]);
  });

  it('may lead to two groups of one id', () => {
    const seed = {
      file: 'attributes.yaml',
      replace: 'id: attributes.ml.segment',
      with: 'id: attributes.ml.features',
    };
    expect(refusalOf(seed)[0]).toBe(
      'attributes.yaml: attributes.ml.features: found a second group of this id, expected one',
    );
  });
});

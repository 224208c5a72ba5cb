import type { Reference, ReferenceFeature } from '@marigraph/monitor';

import { readReference, ReferenceFileError } from '../connectors/ml-monitor/reference-file.ts';

/** A reference whose features expect what those of the same name and type of another one expect. */
export function takeExpectations(reference: Reference, from: Reference): Reference {
  const before = new Map(from.features.map((feature) => [feature.name, feature]));
  return {
    ...reference,
    features: reference.features.map((feature) => {
      const other = before.get(feature.name);
      if (other?.expected === undefined || other.type !== feature.type) return feature;
      return withExpected(feature, other);
    }),
  };
}

function withExpected(feature: ReferenceFeature, from: ReferenceFeature): ReferenceFeature {
  return Object.assign({}, feature, { expected: from.expected });
}

/** The reference whose expectations may get lost: the one they are taken from, or the one that is written over. */
export function expectingBefore(paths: {
  readonly output: string;
  readonly expectations?: string;
}): { readonly path: string; readonly reference: Reference } | undefined {
  const path = paths.expectations ?? paths.output;
  try {
    return { path, reference: readReference(path).document };
  } catch (error) {
    // Mostly there is none yet; one that is to be read is read, and refused, where its expectations are taken.
    if (error instanceof ReferenceFileError) return undefined;
    throw error;
  }
}

/** Expectations that a reference had and its successor has not; one sentence. */
export function lostExpectations(
  after: Reference,
  before: ReturnType<typeof expectingBefore>,
): string[] {
  const kept = new Set(
    after.features.filter(({ expected }) => expected !== undefined).map(({ name }) => name),
  );
  const lost = (before?.reference.features ?? [])
    .filter(({ name, expected }) => expected !== undefined && !kept.has(name))
    .map(({ name }) => `\`${name}\``);
  if (before === undefined || lost.length === 0) return [];
  return [
    `${lost.join(', ')}: what ${before.path} expected of these is not in the new reference; ` +
      'take it over with --expectations, of features of the same type',
  ];
}

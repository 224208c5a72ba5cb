import {
  activePrediction,
  parseBaggageKeys,
  predictionFromBaggage,
  type PredictionInput,
  resolvePrediction,
  withPrediction,
} from '@marigraph/api';
import {
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_TAG,
} from '@marigraph/semantic-conventions';
import { type Context, context, diag, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { diagnostics } from './support/diagnostics.ts';

const warnings = diagnostics();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());
beforeEach(() => {
  diag.setLogger(warnings.logger);
});
afterEach(() => {
  diag.disable();
  warnings.reset();
});

describe('withPrediction', () => {
  it('is seen inside, also after an await, and not outside', async () => {
    const input = { id: 'order-1', time: new Date(0), tags: { country: 'NO' } };
    const inside = await withPrediction(input, async () => {
      await Promise.resolve();
      return activePrediction();
    });

    expect(inside).toEqual({
      id: 'order-1',
      time: '1970-01-01T00:00:00.000Z',
      tags: { country: 'NO' },
    });
    expect(activePrediction()).toBeUndefined();
  });

  it('passes result and error of the function through', () => {
    expect(withPrediction({ id: '1' }, () => 7)).toBe(7);
    const fail = (): never => {
      throw new RangeError('mine');
    };
    expect(() => withPrediction({ id: '1' }, fail)).toThrowError(new RangeError('mine'));
  });

  it('adds to the outer call', () => {
    const inner = withPrediction({ id: 'outer', tags: { a: '1', b: '1' } }, () =>
      withPrediction({ time: 0, tags: { b: '2' } }, () => activePrediction()),
    );
    expect(inner).toEqual({
      id: 'outer',
      time: '1970-01-01T00:00:00.000Z',
      tags: { a: '1', b: '2' },
    });
  });

  it('keeps the tags of the inner call when both together are too many', () => {
    const many = (prefix: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${prefix}${i}`, 'x']));
    const tags = withPrediction({ tags: many('outer') }, () =>
      withPrediction({ tags: many('inner') }, () => activePrediction()?.tags ?? {}),
    );
    expect(Object.keys(tags)).toHaveLength(16);
    expect(tags).toMatchObject(many('inner'));
  });

  it.each<[string, unknown, unknown]>([
    ['a prediction id is', { id: '' }, undefined],
    ['a prediction id is', { id: 'x'.repeat(257), tags: { a: 'b' } }, { tags: { a: 'b' } }],
    ['a prediction time is', { id: '1', time: 'yesterday' }, { id: '1', tags: {} }],
    ['withPrediction needs an object', null, undefined],
    ['tags must be an object', { id: '1', tags: 7 }, { id: '1', tags: {} }],
    [
      'could not read its input',
      {
        get id(): string {
          throw new Error('no');
        },
      },
      undefined,
    ],
  ])('warns "%s" and runs the function all the same', (message, input, expected) => {
    expect(withPrediction(input as PredictionInput, () => activePrediction())).toEqual(expected);
    // The same warning goes out once a minute, so only the first case of each kind sees it.
    for (const text of warnings.texts) expect(text).toContain(message);
  });

  it('cuts tags at 16 and their values at 256 characters', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`t${i}`, 'x'.repeat(300)]),
    );
    const seen = withPrediction({ tags }, () => activePrediction()?.tags ?? {});
    expect(Object.keys(seen)).toHaveLength(16);
    expect(seen['t0']).toHaveLength(256);
  });
});

describe('predictionFromBaggage', () => {
  const ID = ATTR_ML_PREDICTION_ID;
  const TIME = ATTR_ML_PREDICTION_TIME;

  it('reads nothing unless a key is allowed', () => {
    const from = withBaggage({ [ID]: 'order-1', country: 'NO' });
    expect(predictionFromBaggage(from, [])).toBeUndefined();
    expect(predictionFromBaggage(from, ['other'])).toBeUndefined();
    expect(predictionFromBaggage(ROOT_CONTEXT, [ID])).toBeUndefined();
  });

  it('maps id, time and tags', () => {
    const from = withBaggage({
      [ID]: 'order-1',
      [TIME]: '2026-09-23T10:15:30+02:00',
      country: 'NO',
      [ATTR_ML_TAG('tier')]: 'gold',
      secret: 'stays here',
    });
    expect(predictionFromBaggage(from, [ID, TIME, 'country', ATTR_ML_TAG('tier')])).toEqual({
      id: 'order-1',
      time: '2026-09-23T08:15:30.000Z',
      tags: { country: 'NO', tier: 'gold' },
    });
  });

  it('ignores an id that is too long and a time that is none, and cuts tags', () => {
    const from = withBaggage({ [ID]: 'x'.repeat(257), [TIME]: '1234', long: 'y'.repeat(257) });
    expect(predictionFromBaggage(from, [ID, TIME, 'long'])).toEqual({
      tags: { long: 'y'.repeat(256) },
    });
  });

  it('takes at most 16 tags and no tag without a name', () => {
    const entries = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'v']));
    const seen = predictionFromBaggage(withBaggage({ ...entries, [ATTR_ML_TAG('')]: 'x' }), [
      ATTR_ML_TAG(''),
      ...Object.keys(entries),
    ]);
    expect(Object.keys(seen?.tags ?? {})).toEqual(Object.keys(entries).slice(0, 16));
  });

  it('lies below what withPrediction says', () => {
    const from = withBaggage({ [ID]: 'from-caller', country: 'NO', tier: 'gold' });
    const resolved = context.with(from, () =>
      withPrediction({ id: 'mine', tags: { tier: 'silver' } }, () =>
        resolvePrediction(context.active(), [ID, 'country', 'tier']),
      ),
    );
    expect(resolved).toEqual({ id: 'mine', tags: { country: 'NO', tier: 'silver' } });
  });
});

describe('parseBaggageKeys', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' , ,', []],
    ['a', ['a']],
    [' a , b,a ', ['a', 'b']],
  ])('reads %j as %j', (value, keys) => {
    expect(parseBaggageKeys(value)).toEqual(keys);
  });
});

function withBaggage(entries: Readonly<Record<string, string>>): Context {
  const baggage = propagation.createBaggage(
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
  );
  return propagation.setBaggage(ROOT_CONTEXT, baggage);
}

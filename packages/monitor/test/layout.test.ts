import { buildReference } from '@marigraph/monitor';
import { expect, it } from 'vitest';

import { createLayout, FIRST_BIN } from '../src/layout.ts';

const REFERENCE = buildReference({ name: 'rain', version: '1' }, [
  { name: 'x', values: Array.from({ length: 240 }, (_, at) => at) },
  {
    name: 'c',
    values: Array.from(
      { length: 240 },
      (_, at) => ['a', '1', '01', '-0', '0', '1e3'][at % 6] ?? '',
    ),
  },
  { name: 'flat', values: Array.from({ length: 240 }, () => 3) },
]);

it('is empty without a reference', () => {
  expect(createLayout(undefined, 10)).toMatchObject({ features: [], counters: 0, slots: 0 });
});

it('places the features one after the other', () => {
  const { features, counters, slots } = createLayout(REFERENCE, 10);
  expect(
    features.map(({ offset, bins, slot, groupCount }) => ({ offset, bins, slot, groupCount })),
  ).toEqual([
    { offset: 0, bins: 120, slot: 0, groupCount: 10 },
    { offset: FIRST_BIN + 120, bins: 7, slot: 10, groupCount: 7 },
    { offset: 2 * FIRST_BIN + 127, bins: 3, slot: 17, groupCount: 3 },
  ]);
  expect(counters).toBe(3 * FIRST_BIN + 130);
  expect(slots).toBe(20);
});

it('has a bin for every category, and for numbers that are written as one', () => {
  const feature = createLayout(REFERENCE, 20).features[1];
  const names = ['-0', '0', '01', '1', '1e3', 'a'];
  expect([...(feature?.categories ?? [])]).toEqual(names.map((name, bin) => [name, bin]));
  expect([...(feature?.numbers ?? [])]).toEqual([
    [0, 1],
    [1, 3],
  ]);
});

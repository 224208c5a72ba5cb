import { expect, it } from 'vitest';

import { requestOutcomes } from '../../src/telemetry/measure.ts';

it('sorts answers into the outcomes of the Collector', () => {
  const { values } = requestOutcomes({
    200: 5,
    204: 1,
    400: 2,
    413: 3,
    429: 4,
    503: 6,
    aborted: 7,
  });
  expect(values).toEqual([
    { labels: { outcome: 'success' }, value: 6 },
    { labels: { outcome: 'refused' }, value: 10 },
    { labels: { outcome: 'failure' }, value: 12 },
  ]);
  const both = requestOutcomes({ 200: 1 }, { 0: 2, 3: 3, 8: 4, 14: 5, http_415: 6, aborted: 7 });
  expect(both.values.map(({ value }) => value)).toEqual([3, 9, 16]);
  expect(requestOutcomes({}).values.map(({ value }) => value)).toEqual([0, 0, 0]);
});

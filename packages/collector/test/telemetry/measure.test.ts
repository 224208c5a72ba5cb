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
  expect(requestOutcomes({}).values.map(({ value }) => value)).toEqual([0, 0, 0]);
});

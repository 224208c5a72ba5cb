import { nannymlOrdinals } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('nannymlOrdinals', () => {
  it('numbers known categories from 1, and others 0', () => {
    expect([...nannymlOrdinals(['gas', 'wood', 'diesel', null], ['diesel', 'gas'])]).toEqual([
      2, 0, 1, 0,
    ]);
    expect(nannymlOrdinals([], [])).toHaveLength(0);
  });

  it('takes a missing category for one where the reference missed some', () => {
    expect([...nannymlOrdinals([null, 'a'], ['NML_missing_value', 'a'])]).toEqual([1, 2]);
  });
});

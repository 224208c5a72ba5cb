import { StatisticsError } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('StatisticsError', () => {
  it.each(['empty_input', 'shape_mismatch', 'invalid_value', 'invalid_argument'] as const)(
    'carries %s, the message, a hint and the cause',
    (code) => {
      const cause = new Error('before');
      const error = new StatisticsError(code, 'x[3] is NaN', { cause });
      expect(error).toMatchObject({ name: 'StatisticsError', code, message: 'x[3] is NaN', cause });
      expect(error.hint).toMatch(/^[A-Z].+\.$/);
    },
  );
});

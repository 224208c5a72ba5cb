import { MonitorError } from '@marigraph/monitor';
import { expect, it } from 'vitest';

it('says what to do, and keeps the cause', () => {
  const cause = new RangeError('x');
  const error = new MonitorError('snapshot_unreadable', 'the snapshot is damaged', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'MonitorError',
    code: 'snapshot_unreadable',
    message: 'the snapshot is damaged',
    cause,
  });
  expect(error.hint).toMatch(/^[A-Z].*\.$/);
});

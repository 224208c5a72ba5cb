import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readInstanceId } from '../../src/telemetry/instance-id.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';

it('stays over restarts, and differs between directories', () => {
  const logger = recordingLogger();
  const directory = temporaryFolder();
  const first = readInstanceId({ directory, logger });
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(readInstanceId({ directory, logger })).toBe(first);
  expect(readInstanceId({ directory: temporaryFolder(), logger })).not.toBe(first);
});

it('is what the operator wrote, unless it is no id', () => {
  const options = {
    directory: temporaryFolder(),
    logger: recordingLogger(),
    createId: () => 'new',
  };
  const path = join(options.directory, 'instance-id');
  writeFileSync(path, ' rack-7.collector_2 \n');
  expect(readInstanceId(options)).toBe('rack-7.collector_2');
  for (const broken of ['', 'two words', 'x'.repeat(1_000), 'a\nb', '"']) {
    writeFileSync(path, broken);
    expect(readInstanceId(options)).toBe('new');
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  }
});

it('is one all the same where it cannot be kept, and says so', () => {
  const logger = recordingLogger();
  const directory = join(temporaryFolder(), 'absent');
  expect(readInstanceId({ directory, logger, createId: () => 'new' })).toBe('new');
  expect(logger.messages('warn')).toEqual([
    'the instance id cannot be kept; the next start has another one',
  ]);
});

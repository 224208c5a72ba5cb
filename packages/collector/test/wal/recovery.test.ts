import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from '../../src/wal/record.ts';
import { openWal, readAll, segmentsIn } from '../support/file-wal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';
import { newRecord } from '../support/records.ts';

const ALL = { records: 1_000_000, bytes: 1 << 30 };

function flip(bytes: Buffer, at: number, bits: number): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
}

describe('recovery', () => {
  const HEAD_BYTES = RECORD_HEADER_BYTES + 'otlp'.length;

  async function filled(count: number, size = 100): Promise<{ folder: string; path: string }> {
    const folder = temporaryFolder();
    const wal = await openWal(folder);
    for (let i = 0; i < count; i++) await wal.append(newRecord(`${i}`.padEnd(size, '.')));
    await wal.close();
    return { folder, path: join(folder, segmentsIn(folder)[0] ?? '') };
  }

  it('cuts an unfinished write off', async () => {
    const { folder, path } = await filled(3);
    truncateSync(path, SEGMENT_HEADER_BYTES + 2 * (HEAD_BYTES + 100) + 70);
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger });
    expect((await readAll(wal)).map((r) => r.sequence)).toEqual([0n, 1n]);
    expect(wal.report()).toMatchObject({ tornBytes: 70, quarantined: 0 });
    expect(logger.messages('warn')).toEqual(['cut an unfinished write off the write-ahead log']);
    expect(await wal.append(newRecord('x'))).toBe(2n);
    await wal.close();
  });

  it('removes a segment that never got its header or a record', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `${'7'.padStart(20, '0')}.wal`), 'MG');
    const wal = await openWal(folder);
    expect(wal.next).toBe(8n);
    expect(segmentsIn(folder)).toEqual([]);
    await wal.close();
  });

  it('keeps the sound records around a broken one and sets the segment aside', async () => {
    const { folder, path } = await filled(5);
    const bytes = readFileSync(path);
    flip(bytes, SEGMENT_HEADER_BYTES + 2 * (HEAD_BYTES + 100) + 60, 1);
    writeFileSync(path, bytes);
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger });
    expect((await readAll(wal)).map((r) => r.sequence)).toEqual([0n, 1n, 3n, 4n]);
    expect(wal.report().quarantined).toBe(1);
    expect(existsSync(`${path}.corrupt`)).toBe(true);
    expect(logger.messages('error')).toHaveLength(1);
    await wal.close();
    const again = await openWal(folder);
    expect((await readAll(again)).map((r) => r.sequence)).toEqual([0n, 1n, 3n, 4n]);
    expect(again.report().quarantined).toBe(0);
    await again.close();
  });

  it('takes a hole of zeros for what it is, no end', async () => {
    const { folder, path } = await filled(5);
    const bytes = readFileSync(path);
    const record = SEGMENT_HEADER_BYTES + 2 * (HEAD_BYTES + 100);
    bytes.fill(0, record, record + HEAD_BYTES + 100);
    writeFileSync(path, bytes);
    const wal = await openWal(folder);
    expect((await readAll(wal)).map((r) => r.sequence)).toEqual([0n, 1n, 3n, 4n]);
    expect(wal.report().quarantined).toBe(1);
    await wal.close();
  });

  it('starts whatever the file holds', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `${'0'.padStart(20, '0')}.wal`), Buffer.alloc(5_000, 0xff));
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const wal = await openWal(folder);
    expect(await readAll(wal)).toEqual([]);
    expect(wal.report().quarantined).toBe(1);
    await expect(wal.append(newRecord('x'))).resolves.toBe(1n);
    await wal.close();
  });

  it('says that records are lost where a segment before the last one was cut short', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder, { segmentBytes: 500 });
    for (let i = 0; i < 12; i++) await wal.append(newRecord(`${i}`.padEnd(100, '.')));
    await wal.close();
    const path = join(folder, segmentsIn(folder)[0] ?? '');
    truncateSync(path, readFileSync(path).length - 30);
    const logger = recordingLogger();
    const reopened = await openWal(folder, { logger });
    const sequences = (await readAll(reopened)).map((r) => r.sequence);
    expect(sequences).toHaveLength(11);
    expect(reopened.report().quarantined).toBe(1);
    expect(logger.messages('error')).toHaveLength(1);
    await reopened.close();
  });

  it('skips, and counts, what breaks while it runs', async () => {
    const folder = temporaryFolder();
    const logger = recordingLogger();
    const wal = await openWal(folder, { cacheBytes: 0, logger });
    for (let i = 0; i < 4; i++) await wal.append(newRecord(`${i}`.padEnd(100, '.')));
    const path = join(folder, segmentsIn(folder)[0] ?? '');
    const bytes = readFileSync(path);
    flip(bytes, SEGMENT_HEADER_BYTES + (HEAD_BYTES + 100) + 4, 0x80);
    writeFileSync(path, bytes);
    expect((await wal.read(0n, ALL)).map((r) => r.sequence)).toEqual([0n, 2n, 3n]);
    expect(wal.report().quarantined).toBe(1);
    expect(logger.messages('error')).toHaveLength(1);
    await wal.close();
  });

  it('sets aside what cannot be read at all', async () => {
    const folder = temporaryFolder();
    const path = join(folder, `${'3'.padStart(20, '0')}.wal`);
    mkdirSync(path);
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger });
    expect(wal.report().quarantined).toBe(1);
    expect(existsSync(`${path}.corrupt`)).toBe(true);
    expect(logger.messages('error')).toHaveLength(1);
    expect(await wal.append(newRecord('x'))).toBe(4n);
    await wal.close();
  });
});

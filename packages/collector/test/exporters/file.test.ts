import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { type Batch, loadConfiguration } from '@marigraph/collector';
import { countItemsJson } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { COMPONENTS } from '../../src/components.ts';
import { file } from '../../src/exporters/file.ts';
import { startCollector } from '../support/collector.ts';
import { reportOf, startExporter, type StartedExporter } from '../support/exporting.ts';
import { temporaryFolder } from '../support/folder.ts';
import { manualClock } from '../support/manual-clock.ts';
import { itemNames, otlpRequest, postGzip } from '../support/requests.ts';
import { until } from '../support/wait.ts';

/** The disk takes nothing of what the system was given, until the returned function is called. */
async function failDisk(path: string): Promise<() => void> {
  const handle = await open(path, 'a');
  const datasync = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'datasync');
  await handle.close();
  onTestFinished(() => datasync.mockRestore());
  datasync.mockRejectedValue(Object.assign(new Error('input/output error'), { code: 'EIO' }));
  return () => datasync.mockRestore();
}

type Settings = Readonly<Record<string, unknown>>;

const start = (path: string, more: Settings = {}): Promise<StartedExporter> =>
  startExporter(file, { path, format: 'proto', ...more });

const JSON_BATCH: Partial<Batch> = {
  contentType: 'json',
  body: Buffer.from('{\n  "resourceSpans": [\r\n  ]\n}'),
};
const JSON_LINE = '{   "resourceSpans": [    ] }\n';

/** Requests of a length-delimited file. */
function recordsOf(path: string): Uint8Array[] {
  const bytes = readFileSync(path);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    records.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return records;
}

describe('the file exporter', () => {
  it('writes protobuf behind its length, inflated', async () => {
    const path = join(temporaryFolder(), 'new', 'folder', 'requests.pb');
    const started = await start(path);
    const first = otlpRequest('traces', 'a');
    const second = otlpRequest('traces', 'b', 3);
    expect(await started.refusal({ body: first })).toBeUndefined();
    const gzipped = { encoding: 'gzip', body: gzipSync(second), items: 3 } as const;
    expect(await started.refusal(gzipped)).toBeUndefined();
    expect(recordsOf(path).map((bytes) => Buffer.from(bytes))).toEqual([
      Buffer.from(first),
      Buffer.from(second),
    ]);
    expect(JSON.parse(reportOf(started))).toEqual({
      path,
      written: { requests: 2, items: 4, bytes: first.length + second.length + 8 },
    });
  });

  it('writes JSON as protobuf where that is the format', async () => {
    const path = join(temporaryFolder(), 'requests.pb');
    const { refusal } = await start(path);
    const json = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}';
    expect(await refusal({ contentType: 'json', body: Buffer.from(json) })).toBeUndefined();
    expect(recordsOf(path).flatMap((record) => itemNames('traces', record))).toEqual(['a']);
  });

  it('writes JSON as one line a request', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const { refusal } = await start(path, { format: 'json' });
    expect(await refusal(JSON_BATCH)).toBeUndefined();
    expect(await refusal(JSON_BATCH)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(JSON_LINE.repeat(2));
  });

  it('writes protobuf as JSON unless told otherwise, for the receiver of files to read', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const { refusal } = await startExporter(file, { path });
    const body = gzipSync(otlpRequest('logs', 'a', 2));
    expect(await refusal({ signal: 'logs', encoding: 'gzip', body })).toBeUndefined();
    const text = readFileSync(path, 'utf8');
    expect(text.trimEnd()).not.toContain('\n');
    expect(countItemsJson('logs', Buffer.from(text))).toBe(2);
  });

  it('refuses what it cannot read', async () => {
    const folder = temporaryFolder();
    const json = await start(join(folder, 'a'), { format: 'json' });
    const proto = await start(join(folder, 'b'));
    const refused = { code: 'data_invalid', retryable: false };
    const nonsense = { contentType: 'json', body: Buffer.from('nonsense') } as const;
    expect(await json.refusal({ body: Buffer.from('0a05', 'hex') })).toMatchObject(refused);
    expect(await proto.refusal(nonsense)).toMatchObject(refused);
    expect(await proto.refusal({ encoding: 'gzip' })).toMatchObject(refused);
    expect(readFileSync(join(folder, 'b'))).toHaveLength(0);
  });

  it('goes on behind what is there, or begins anew', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    writeFileSync(path, '{"old":1}\n');
    const appending = await start(path, { format: 'json' });
    await appending.refusal(JSON_BATCH);
    expect(readFileSync(path, 'utf8')).toBe(`{"old":1}\n${JSON_LINE}`);
    const anew = await start(path, { format: 'json', append: false });
    await anew.refusal(JSON_BATCH);
    expect(readFileSync(path, 'utf8')).toBe(JSON_LINE);
  });

  it('keeps one file for each signal where the path says so, and warns where it does not', async () => {
    const folder = temporaryFolder();
    const apart = await start(join(folder, '{signal}.pb'));
    await apart.refusal();
    await apart.refusal({ signal: 'logs', body: otlpRequest('logs', 'b') });
    expect(readdirSync(folder).toSorted()).toEqual(['logs.pb', 'traces.pb']);
    expect(apart.logger.records).toEqual([]);
    const mixed = await start(join(folder, 'mixed.pb'));
    await mixed.refusal();
    await mixed.refusal({ signal: 'logs' });
    await mixed.refusal({ signal: 'logs' });
    expect(mixed.logger.messages('warn')).toEqual([
      'one protobuf file holds several signals; put `{signal}` into its path',
    ]);
  });

  it('refuses to start where it cannot write', async () => {
    await expect(start(temporaryFolder())).rejects.toMatchObject({
      code: 'file_unusable',
      message: expect.stringContaining('EISDIR'),
    });
  });

  it('is retryable while it cannot write, and goes on afterwards', async () => {
    const folder = join(temporaryFolder(), 'sub');
    const path = join(folder, 'traces.pb');
    const { refusal } = await start(join(folder, '{signal}.pb'));
    writeFileSync(folder, 'in the way');
    expect(await refusal()).toMatchObject({ code: 'file_write_failed', retryable: true });
    rmSync(folder);
    expect(await refusal()).toBeUndefined();
    expect(recordsOf(path)).toHaveLength(1);
  });

  it.skipIf(!existsSync('/dev/full'))('is retryable while the disk is full', async () => {
    const { refusal } = await start('/dev/full');
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await refusal()).toMatchObject({
        code: 'file_write_failed',
        retryable: true,
        message: expect.stringContaining('ENOSPC'),
      });
    }
  });

  it('has in the file what it took, and tells the disk at every interval', async () => {
    const path = join(temporaryFolder(), 'requests.pb');
    const clock = manualClock();
    const { refusal, exporter, logger } = await startExporter(
      file,
      { path, format: 'proto', flush_interval: '5s' },
      clock,
    );
    await refusal();
    clock.advance(5_000);
    await refusal();
    expect(recordsOf(path)).toHaveLength(2);
    await exporter.shutdown(AbortSignal.timeout(1_000));
    await exporter.shutdown(AbortSignal.timeout(1_000));
    expect(logger.records).toEqual([]);
    const always = await start(path, { flush_interval: '0s' });
    expect(await always.refusal()).toBeUndefined();
    expect(recordsOf(path)).toHaveLength(3);
  });

  it('refuses what the disk did not take where every request is to be on it', async () => {
    const path = join(temporaryFolder(), 'requests.pb');
    const { refusal } = await start(path, { flush_interval: '0s' });
    expect(await refusal()).toBeUndefined();
    const mend = await failDisk(path);
    expect(await refusal()).toMatchObject({
      code: 'file_write_failed',
      retryable: true,
      message: expect.stringContaining('EIO'),
    });
    expect(recordsOf(path)).toHaveLength(1);
    mend();
    expect(await refusal()).toBeUndefined();
    expect(recordsOf(path)).toHaveLength(2);
  });

  it('tells the disk again at the next interval where that failed', async () => {
    const path = join(temporaryFolder(), 'requests.pb');
    const clock = manualClock();
    const settings = { path, format: 'proto', flush_interval: '5s' };
    const { refusal, logger } = await startExporter(file, settings, clock);
    expect(await refusal()).toBeUndefined();
    await failDisk(path);
    for (let failures = 1; failures <= 2; failures++) {
      clock.advance(5_000);
      await until(() => logger.messages('error').length === failures, 'a failure');
    }
  });

  it.skipIf(!existsSync('/dev/null'))('needs no disk behind its path', async () => {
    const { refusal, logger } = await start('/dev/null', { flush_interval: '0s' });
    expect(await refusal()).toBeUndefined();
    expect(logger.records).toEqual([]);
  });

  it('writes what the collector received', async () => {
    const folder = temporaryFolder();
    const { url } = await startCollector({
      yaml: `
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
exporters: {file: {path: "${folder}/{signal}.pb", format: proto}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [file]}}}`,
    });
    await postGzip(url('otlp'), 'traces', otlpRequest('traces', 'a', 2));
    const path = join(folder, 'traces.pb');
    await until(() => existsSync(path) && recordsOf(path).length === 1, 'the record');
    expect(itemNames('traces', recordsOf(path)[0] ?? Buffer.of())).toEqual(['a-0', 'a-1']);
  });

  it('names the keys that it has', () => {
    const text =
      'exporters: {file: {path: x, rotation: {max_megabyte: 1}}}\nservice: {pipelines: {}}';
    expect(() =>
      loadConfiguration({ texts: [{ name: 'a.yaml', text }], definitions: COMPONENTS }),
    ).toThrow(/rotation\.max_megabyte: unknown key .*did you mean "max_megabytes"/);
  });
});

describe('a file that was not written to its end', () => {
  it('begins again behind its last whole record, and keeps the rest aside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
        fc.nat(),
        fc.constantFrom('proto', 'json'),
        async (bodies, cutAt, format) => {
          const path = join(temporaryFolder(), 'requests');
          const contentType = format === 'json' ? 'json' : 'protobuf';
          const first = await start(path, { format });
          const lengths = [0];
          for (const body of bodies) {
            await first.refusal({ body, contentType });
            lengths.push(readFileSync(path).length);
          }
          await first.exporter.shutdown(AbortSignal.timeout(1_000));
          const written = readFileSync(path);
          const cut = cutAt % (written.length + 1);
          writeFileSync(path, written.subarray(0, cut));
          const whole = Math.max(...lengths.filter((length) => length <= cut));

          const second = await start(path, { format });
          expect(readFileSync(path)).toEqual(written.subarray(0, whole));
          const torn = existsSync(`${path}.torn`) ? readFileSync(`${path}.torn`) : Buffer.of();
          expect(torn).toEqual(written.subarray(whole, cut));
          expect(second.logger.messages('warn')).toHaveLength(whole === cut ? 0 : 1);
          await second.refusal({ body: Buffer.from('next'), contentType });
          expect(readFileSync(path).subarray(whole).toString()).toContain('next');
          await second.exporter.shutdown(AbortSignal.timeout(1_000));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is found also where records are larger than what is read at once', async () => {
    const path = join(temporaryFolder(), 'requests');
    for (const format of ['proto', 'json']) {
      const settings = { format, append: false };
      const contentType = format === 'json' ? 'json' : 'protobuf';
      const first = await start(path, settings);
      const body = Buffer.alloc(3_000_000, 'x');
      await first.refusal({ body, contentType });
      const whole = readFileSync(path).length;
      appendFileSync(path, Buffer.alloc(2_500_000, 'y'));
      await start(path, { format });
      expect(readFileSync(path)).toHaveLength(whole);
    }
  });
});

describe('rotation', () => {
  const KIB = 1 / 1024;

  it('gives way to the next file before it is too large, and keeps so many', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'requests.pb');
    const rotation = { max_megabytes: KIB, max_backups: 2 };
    const clock = manualClock();
    const { refusal } = await startExporter(file, { path, format: 'proto', rotation }, clock);
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'requests-notes.pb'), 'not a backup');
    for (let index = 0; index < 10; index++) {
      expect(await refusal({ body: Buffer.alloc(400, index) })).toBeUndefined();
    }
    // Two of 404 bytes a file; all in the same millisecond, so that names must give way.
    const names = readdirSync(folder).filter((name) => name.startsWith('requests'));
    expect(names.toSorted()).toEqual([
      'requests-2026-01-01T00-00-00.002.pb',
      'requests-2026-01-01T00-00-00.003.pb',
      'requests-notes.pb',
      'requests.pb',
    ]);
    const found = names
      .filter((name) => name !== 'requests-notes.pb')
      .toSorted()
      .flatMap((name) => recordsOf(join(folder, name)).map((record) => record[0]));
    expect(found).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('takes a record that is larger than a file may be', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'requests.pb');
    const { refusal } = await start(path, { rotation: { max_megabytes: KIB } });
    await refusal({ body: Buffer.alloc(5_000) });
    await refusal({ body: Buffer.alloc(5_000) });
    expect(readdirSync(folder)).toHaveLength(2);
    expect(recordsOf(path)).toHaveLength(1);
  });

  it('removes what is too old', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'requests.pb');
    const clock = manualClock();
    const rotation = { max_megabytes: KIB, max_days: 1, max_backups: 0 };
    const { refusal } = await startExporter(file, { path, format: 'proto', rotation }, clock);
    const fill = async (): Promise<void> => {
      await refusal({ body: Buffer.alloc(1_000) });
    };
    await fill();
    await fill();
    clock.advance(25 * 3_600_000);
    await fill();
    expect(readdirSync(folder).toSorted()).toEqual([
      'requests-2026-01-02T01-00-00.000.pb',
      'requests.pb',
    ]);
  });
});

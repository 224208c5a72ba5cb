import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type Clock,
  ComponentError,
  type NewBatch,
  type Reporter,
  systemClock,
} from '@marigraph/collector';
import { describe, expect, it, onTestFinished } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { otlpJsonFile } from '../../src/receivers/otlp-json-file.ts';
import { cursorOf, startCollector } from '../support/collector.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger, type RecordingLogger } from '../support/logger.ts';
import { manualClock } from '../support/manual-clock.ts';
import { itemNames, otlpRequest } from '../support/requests.ts';
import { sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

interface Started {
  readonly receiver: ReturnType<typeof otlpJsonFile.create> & Partial<Reporter>;
  readonly logger: RecordingLogger;
  /** What was emitted and taken. */
  readonly batches: readonly NewBatch[];
  /** Names of the spans of JSON that were taken. */
  readonly names: () => string[];
  /** Settles once so many batches were taken. */
  readonly taken: (count: number) => Promise<void>;
}

interface StartOptions {
  readonly clock?: Clock;
  readonly emit?: (batch: NewBatch) => Promise<void> | void;
  readonly admit?: () => void;
}

async function start(
  config: Readonly<Record<string, unknown>>,
  { clock = systemClock, emit, admit = () => {} }: StartOptions = {},
): Promise<Started> {
  const logger = recordingLogger();
  const batches: NewBatch[] = [];
  const receiver = otlpJsonFile.create({
    id: 'otlp_json_file',
    config: otlpJsonFile.config.parse({ poll_interval: '5ms', ...config }),
    clock,
    random: () => 0.5,
    logger,
    admit,
    async emit(batch) {
      await emit?.(batch);
      batches.push(batch);
    },
  });
  onTestFinished(() => receiver.shutdown(AbortSignal.timeout(1_000)));
  await receiver.start?.({ components: () => [], report: () => ({}) as never });
  return {
    receiver,
    logger,
    batches,
    names: () => batches.flatMap(({ body }) => spanNames(body)),
    taken: (count) => until(() => batches.length >= count, `${count} batches`),
  };
}

const reportOf = ({ receiver }: Started): unknown => receiver.report?.();

function line(name: string, endMs = 0): string {
  const span = { name, endTimeUnixNano: String(BigInt(endMs) * 1_000_000n) };
  return `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })}\n`;
}

function spanNames(body: Uint8Array): string[] {
  const request = JSON.parse(Buffer.from(body).toString()) as {
    resourceSpans?: { scopeSpans: { spans: { name: string }[] }[] }[];
  };
  const scopes = (request.resourceSpans ?? []).flatMap((resource) => resource.scopeSpans);
  return scopes.flatMap((scope) => scope.spans.map((span) => span.name));
}

describe('the otlp_json_file receiver', () => {
  it('takes a request a line, of the signal that its key names', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const logs = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]}]}]}';
    const metrics =
      '{"x":1, "resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{}]}}]}]}]}';
    writeFileSync(path, `${line('a')}\n${logs}\r\n  ${metrics}\n{"resourceSpans":[]}\n`);
    const started = await start({ include: path });
    await started.taken(3);
    const json = { contentType: 'json', encoding: 'identity' };
    expect(started.batches).toMatchObject([
      { ...json, signal: 'traces', items: 1 },
      { ...json, signal: 'logs', items: 2 },
      { ...json, signal: 'metrics', items: 1 },
    ]);
    const texts = started.batches.map(({ body }) => Buffer.from(body).toString().trim());
    expect(texts).toEqual([line('a').trim(), logs, metrics]);
    expect(reportOf(started)).toEqual({ files: 1, requests: 3, items: 4, retries: 0, refused: {} });
  });

  it('takes protobuf behind its length', async () => {
    const path = join(temporaryFolder(), 'requests.pb');
    const bodies = [otlpRequest('logs', 'a', 2), otlpRequest('logs', 'b')];
    for (const body of bodies) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      appendFileSync(path, Buffer.concat([length, body]));
    }
    const started = await start({ include: path, format: 'proto', signal: 'logs' });
    await started.taken(2);
    expect(started.batches).toMatchObject([
      { contentType: 'protobuf', items: 2 },
      { contentType: 'protobuf', items: 1 },
    ]);
    const names = started.batches.map(({ body }) => itemNames('logs', body));
    expect(names).toEqual([['a-0', 'a-1'], ['b-0']]);
  });

  it('refuses what is no request, counts it and goes on', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const garbage = ['nonsense', '[1]', '{"resourceX":[]}', 'null', '{"resourceSpans":[', '\u0000'];
    writeFileSync(path, `${garbage.join('\n')}\n${line('x'.repeat(2_000))}${line('a')}`);
    const started = await start({ include: path, max_line_mib: 1 / 1024 });
    await started.taken(1);
    expect(started.names()).toEqual(['a']);
    expect(reportOf(started)).toMatchObject({ refused: { malformed: 6, too_long: 1 } });
    expect(started.logger.messages('warn')).toHaveLength(7);
  });

  it('follows files by globs, in the order of their names, also such as come later', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'b.jsonl'), line('b1'));
    writeFileSync(join(folder, 'a.jsonl'), line('a1'));
    writeFileSync(join(folder, 'not.jsonl'), line('no'));
    mkdirSync(join(folder, 'folder.jsonl'));
    const include = [join(folder, '*.jsonl'), join(folder, 'sub', 'c.jsonl')];
    const started = await start({ include, exclude: join(folder, 'not.*') });
    await started.taken(2);
    appendFileSync(join(folder, 'a.jsonl'), line('a2'));
    await started.taken(3);
    writeFileSync(join(folder, 'sub', 'c.jsonl'), line('c1'));
    await started.taken(4);
    expect(started.names()).toEqual(['a1', 'b1', 'a2', 'c1']);
    expect(reportOf(started)).toMatchObject({ files: 3 });
  });

  it('waits for the end of a last line, and takes it without one where it is whole', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const half = line('b').slice(0, 30);
    writeFileSync(path, `${line('a')}${half}`);
    const started = await start({ include: path });
    await started.taken(1);
    appendFileSync(path, line('b').slice(30, 40));
    appendFileSync(path, line('b').slice(40).trimEnd());
    await started.taken(2);
    appendFileSync(path, `\n${line('c')}`);
    await started.taken(3);
    expect(started.names()).toEqual(['a', 'b', 'c']);
    expect(reportOf(started)).toMatchObject({ refused: {} });
  });

  it('begins at the end where that is asked for, but not of files that come later', async () => {
    const folder = temporaryFolder();
    const old = join(folder, 'old.jsonl');
    writeFileSync(old, line('old'));
    const started = await start({ include: join(folder, '*'), start_at: 'end' });
    await until(() => JSON.stringify(reportOf(started)).includes('"files":1'), 'the first look');
    appendFileSync(old, line('new'));
    await started.taken(1);
    writeFileSync(join(folder, 'later.jsonl'), line('later'));
    await started.taken(2);
    expect(started.names()).toEqual(['new', 'later']);
  });

  it('reads a file on that is renamed, and from its beginning when it was cut', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, line('one') + line('two'));
    const started = await start({ include: join(folder, '*.jsonl') });
    await started.taken(2);
    renameSync(path, join(folder, 'a-1.jsonl'));
    appendFileSync(join(folder, 'a-1.jsonl'), line('three'));
    await started.taken(3);
    truncateSync(join(folder, 'a-1.jsonl'));
    appendFileSync(join(folder, 'a-1.jsonl'), line('four'));
    await started.taken(4);
    expect(started.names()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('sends again what is refused for now, and not what is refused for good', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    writeFileSync(path, line('a') + line('b') + line('c'));
    let refusals = 0;
    let isBusy = true;
    const started = await start(
      { include: path },
      {
        admit() {
          if (!isBusy) return;
          isBusy = false;
          throw new ComponentError('memory_limited', 'busy', { retryable: true, retryAfterMs: 1 });
        },
        emit({ body }) {
          const [name] = spanNames(body);
          if (name === 'b') throw new ComponentError('no_pipeline', 'nobody wants it');
          if (name === 'a' && refusals++ < 2) {
            throw new ComponentError('wal_full', 'full', { retryable: true, retryAfterMs: 1 });
          }
        },
      },
    );
    await started.taken(2);
    expect(started.names().toSorted()).toEqual(['a', 'c']);
    expect(reportOf(started)).toMatchObject({
      requests: 2,
      retries: 3,
      refused: { no_pipeline: 1 },
    });
  });

  it('reads no further than what is on its way may hold', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    writeFileSync(path, Array.from({ length: 100 }, (_, index) => line(`s${index}`)).join(''));
    let emitted = 0;
    const release: (() => void)[] = [];
    const started = await start(
      { include: path },
      {
        emit() {
          emitted++;
          return new Promise<void>((resolve) => release.push(resolve));
        },
      },
    );
    await until(() => emitted === 32, 'a full window');
    const drain = setInterval(() => {
      for (const resolve of release.splice(0)) resolve();
    }, 1);
    onTestFinished(() => clearInterval(drain));
    await started.taken(100);
    expect(started.names()).toEqual(Array.from({ length: 100 }, (_, index) => `s${index}`));
  });

  it('plays requests at the pace of their events', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    const times = [1_000, 61_000, 121_000];
    writeFileSync(path, times.map((time) => line(`at ${time}`, time)).join(''));
    const clock = manualClock();
    const replay = { speed: 'event_time', factor: 60 };
    const started = await start({ include: path, replay }, { clock });
    await started.taken(1);
    await until(() => clock.pending.includes(1_000), 'the wait for the second');
    expect(started.names()).toEqual(['at 1000']);
    clock.advance(1_000);
    await started.taken(2);
    await until(() => clock.pending.includes(1_000), 'the wait for the third');
    clock.advance(1_000);
    await started.taken(3);
  });

  it('ends while it waits, and leaves what was not taken', async () => {
    const path = join(temporaryFolder(), 'requests.jsonl');
    writeFileSync(path, line('a'));
    const started = await start(
      { include: path },
      {
        emit() {
          throw new ComponentError('shutting_down', 'no', { retryable: true, retryAfterMs: 1e6 });
        },
      },
    );
    await until(() => JSON.stringify(reportOf(started)).includes('"retries":1'), 'a refusal');
    await started.receiver.shutdown(AbortSignal.timeout(10_000));
    await started.receiver.shutdown(AbortSignal.abort());
    expect(started.batches).toEqual([]);
  });

  it('delivers through a collector', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.jsonl'), line('a') + line('b'));
    const sink = await sinkOf();
    const { service } = await startCollector({
      yaml: `
receivers: {otlp_json_file: {include: "${folder}/*.jsonl"}}
exporters: {otlp_http: {endpoint: "${sink.url}"}}
service: {pipelines: {traces: {receivers: [otlp_json_file], exporters: [otlp_http]}}}`,
    });
    await sink.waitFor((requests) => requests.length === 2);
    const types = sink.requests.map(({ headers }) => headers['content-type']);
    expect(types).toEqual(['application/json', 'application/json']);
    expect(sink.requests.flatMap(({ body }) => spanNames(body)).toSorted()).toEqual(['a', 'b']);
    await until(() => cursorOf(service, 'otlp_http').sentItems === 2, 'both answers');
  });
});

describe('the configuration of otlp_json_file', () => {
  it.each([
    [{}, ['include']],
    [{ include: [] }, ['include']],
    [{ include: 'a', format: 'proto' }, ['signal']],
    [{ include: 'a', poll_interval: '0s' }, ['poll_interval']],
    [{ include: 'a', replay: { factor: 0 } }, ['replay', 'factor']],
  ])('refuses %j', (config, path) => {
    expect(otlpJsonFile.config.safeParse(config).error?.issues).toMatchObject([{ path }]);
  });
});

vectors.describe('otlp/loadgen-otlp-jsonl', (folder) => {
  it('takes every request of recorded files', async () => {
    const started = await start({ include: join(folder, '*.jsonl') });
    await started.taken(699);
    expect(reportOf(started)).toMatchObject({ requests: 699, refused: {} });
  });
});

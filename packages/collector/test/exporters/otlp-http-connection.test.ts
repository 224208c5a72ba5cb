import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';

import { loadConfiguration } from '@marigraph/collector';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { describeWithProgram } from '../../../../test/support/vectors.ts';
import { COMPONENTS } from '../../src/components.ts';
import { otlpHttp } from '../../src/exporters/otlp-http.ts';
import { createAuthority } from '../support/certificates.ts';
import { reportOf, startExporter, type StartedExporter } from '../support/exporting.ts';
import { temporaryFolder } from '../support/folder.ts';
import { manualClock } from '../support/manual-clock.ts';
import { sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

const OPENSSL = { program: 'openssl', debianPackage: 'openssl', argument: 'version' };

const start = (config: Readonly<Record<string, unknown>>): Promise<StartedExporter> =>
  startExporter(otlpHttp, config);

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<AddressInfo> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return server.address() as AddressInfo;
}

describe('endpoints of otlp_http', () => {
  it('uses the endpoint of a signal as it is', async () => {
    const sink = await sinkOf();
    const { refusal } = await start({
      endpoint: `${sink.url}/base`,
      traces_endpoint: `${sink.url}/elsewhere?tenant=a`,
    });
    await refusal();
    await refusal({ signal: 'logs' });
    expect(sink.requests.map(({ path }) => path)).toEqual(['/elsewhere?tenant=a', '/base/v1/logs']);
  });

  it('drops a signal that has no endpoint, with the way out', async () => {
    const { refusal } = await start({ traces_endpoint: 'http://127.0.0.1:1/v1/traces' });
    expect(await refusal({ signal: 'logs' })).toMatchObject({
      code: 'endpoint_missing',
      retryable: false,
    });
  });

  it('needs one endpoint', () => {
    expect(otlpHttp.config.safeParse({}).error?.issues).toMatchObject([{ path: ['endpoint'] }]);
  });
});

describe('a backend in trouble', () => {
  async function startBackend(listener: RequestListener): Promise<StartedExporter> {
    const { port } = await listen(createHttpServer(listener));
    return start({ endpoint: `http://127.0.0.1:${port}`, timeout: '100ms' });
  }

  const body = Buffer.alloc(20_000_000);
  const unreachable = { code: 'backend_unreachable', retryable: true };
  const timeout = { code: 'backend_timeout', retryable: true };

  it('may close in the middle of a request', async () => {
    const { refusal } = await startBackend((request) => {
      request.once('data', () => request.socket.destroy());
    });
    expect(await refusal({ body })).toMatchObject(unreachable);
  });

  it('may stop reading, or answering', async () => {
    const unread = await startBackend(
      (request) => void request.once('data', () => request.pause()),
    );
    expect(await unread.refusal({ body })).toMatchObject(timeout);
    const halfAnswered = await startBackend((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': 100 });
      response.write('x');
    });
    expect(await halfAnswered.refusal()).toMatchObject(timeout);
  });

  it('may answer before it has read everything', async () => {
    const { refusal } = await startBackend((request, response) => {
      response.writeHead(400).end();
      // Long enough for the answer to be read; a reset overtakes what is on its way.
      setTimeout(() => request.socket.resetAndDestroy(), 50);
    });
    expect(await refusal({ body })).toMatchObject({ code: 'backend_rejected' });
    const unread = await startBackend((_, response) => void response.writeHead(400).end());
    expect(await unread.refusal({ body })).toMatchObject({ code: 'backend_rejected' });
  });

  it('may not speak HTTP', async () => {
    const server = createTcpServer(
      (socket) => void socket.on('error', () => {}).end('SSH-2.0\r\n'),
    );
    const { refusal } = await start({
      endpoint: `http://127.0.0.1:${(await listen(server)).port}`,
    });
    expect(await refusal()).toMatchObject(unreachable);
  });
});

describe('requests that are too large', () => {
  it('are not sent again, and the hint says which key to lower', async () => {
    const sink = await sinkOf({ respond: () => ({ status: 413 }) });
    const { refusal } = await start({ endpoint: sink.url });
    expect(await refusal()).toMatchObject({
      code: 'backend_too_large',
      retryable: false,
      hint: expect.stringContaining('max_request_size_mib'),
    });
  });
});

describe('headers of otlp_http', () => {
  it('come from the configuration and over it from a file, read again when it changes', async () => {
    const sink = await sinkOf();
    const path = join(temporaryFolder(), 'headers');
    writeFileSync(path, '# rotated daily\nAuthorization: Bearer one\n\nx-b:2\n');
    const clock = manualClock();
    const started = await startExporter(
      otlpHttp,
      { endpoint: sink.url, headers: { 'X-A': '1', AUTHORIZATION: 'none' }, headers_file: path },
      clock,
    );
    const { refusal, logger } = started;
    await refusal();
    expect(sink.requests.at(-1)?.headers).toMatchObject({
      'x-a': '1',
      'x-b': '2',
      authorization: 'Bearer one',
    });
    writeFileSync(path, 'authorization: Bearer two\n');
    clock.advance(5_000);
    await until(async () => {
      await refusal();
      return sink.requests.at(-1)?.headers['authorization'] === 'Bearer two';
    }, 'the new header');
    writeFileSync(path, 'secret without a colon\n');
    clock.advance(5_000);
    await until(() => logger.records.length > 0, 'a warning');
    expect(logger.records[0]?.fields['error']).toMatchObject({
      code: 'file_unusable',
      message: `${path}:1: expected a header as "name: value"`,
    });
    await refusal();
    expect(sink.requests.at(-1)?.headers['authorization']).toBe('Bearer two');
    expect(reportOf(started)).not.toContain('Bearer');
  });

  it('refuses to start without its file', async () => {
    const started = start({ endpoint: 'http://127.0.0.1:1', headers_file: '/nowhere/headers' });
    await expect(started).rejects.toMatchObject({ code: 'file_unusable' });
  });

  it('does not show a value that cannot be sent', () => {
    const headers = { 'x-key': 'secret\n', 'no name': 'secret' };
    const result = otlpHttp.config.safeParse({ endpoint: 'http://a', headers });
    expect(result.error?.issues.map(({ path }) => path)).toEqual([
      ['headers', 'x-key', 'value'],
      ['headers', 'no name', 'name'],
    ]);
    expect(JSON.stringify(result.error?.issues)).not.toContain('secret');
  });
});

describe('proxies of otlp_http', () => {
  interface SeenByProxy {
    readonly url: string;
    readonly lines: string[];
  }

  /** A proxy that takes requests in absolute form, and tunnels to wherever it is told. */
  async function startProxy(target?: AddressInfo): Promise<SeenByProxy> {
    const lines: string[] = [];
    const proxy = createHttpServer((request, response) => {
      lines.push(
        `${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`,
      );
      request.resume();
      request.on('end', () => response.end());
    });
    proxy.on('connect', (request, socket) => {
      lines.push(`CONNECT ${request.url}`);
      const upstream = connect(target?.port ?? 0, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
      onTestFinished(() => void upstream.destroy());
    });
    const { port } = await listen(proxy);
    return { url: `http://user:pass@127.0.0.1:${port}`, lines };
  }

  it('sends through proxy_url and keeps its password to itself', async () => {
    const proxy = await startProxy();
    const started = await start({ endpoint: 'http://backend.test:4318', proxy_url: proxy.url });
    expect(await started.refusal()).toBeUndefined();
    const credentials = Buffer.from('user:pass').toString('base64');
    expect(proxy.lines).toEqual([`POST http://backend.test:4318/v1/traces Basic ${credentials}`]);
    expect(reportOf(started)).not.toContain('pass');
  });

  it('follows the environment, except for what NO_PROXY names and this machine', async () => {
    const proxy = await startProxy();
    const sink = await sinkOf();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('NO_PROXY', 'other.invalid');
    vi.stubEnv('no_proxy', 'other.invalid');
    onTestFinished(() => void vi.unstubAllEnvs());
    const far = await start({ endpoint: 'http://backend.test' });
    expect(await far.refusal()).toBeUndefined();
    const near = await start({ endpoint: sink.url });
    expect(await near.refusal()).toBeUndefined();
    const excepted = await start({ endpoint: 'http://other.invalid' });
    expect(await excepted.refusal()).toMatchObject({ code: 'backend_unreachable' });
    expect(proxy.lines).toHaveLength(1);
    expect(sink.requests).toHaveLength(1);
  });

  describeWithProgram(OPENSSL, () => {
    it('tunnels TLS', async () => {
      const authority = createAuthority(temporaryFolder());
      const backend = createTlsServer(authority.issue('server', 'DNS:backend.test'), answer);
      const proxy = await startProxy(await listen(backend));
      const { refusal } = await start({
        endpoint: 'https://backend.test:4318',
        proxy_url: proxy.url,
        tls: { ca_pem: authority.cert },
      });
      expect(await refusal()).toBeUndefined();
      expect(proxy.lines).toEqual(['CONNECT backend.test:4318']);
    });
  });
});

const answer: RequestListener = (request, response) => {
  request.resume();
  request.on('end', () => response.end());
};

describeWithProgram(OPENSSL, () => {
  async function startBackend(options: ServerOptions): Promise<string> {
    const server = createTlsServer(options, answer);
    return `https://127.0.0.1:${(await listen(server)).port}`;
  }

  it('takes a server that its authority vouches for, and no other', async () => {
    const folder = temporaryFolder();
    const authority = createAuthority(folder);
    const stranger = createAuthority(temporaryFolder());
    const endpoint = await startBackend(authority.issue('server'));
    const trusting = await start({ endpoint, tls: { ca_file: authority.certFile } });
    expect(await trusting.refusal()).toBeUndefined();
    const withSystem = { ca_file: authority.certFile, include_system_ca_certs_pool: true };
    const wide = await start({ endpoint, tls: withSystem });
    expect(await wide.refusal()).toBeUndefined();
    for (const tls of [{}, { ca_file: stranger.certFile }]) {
      const { refusal } = await start({ endpoint, tls });
      expect(await refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
    }
    const blind = await start({ endpoint, tls: { insecure_skip_verify: true } });
    expect(await blind.refusal()).toBeUndefined();
  });

  it('expects the name that server_name_override gives', async () => {
    const authority = createAuthority(temporaryFolder());
    const endpoint = await startBackend(authority.issue('server', 'DNS:backend.test'));
    const wrong = await start({ endpoint, tls: { ca_pem: authority.cert } });
    expect((await wrong.refusal())?.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    const right = await start({
      endpoint,
      tls: { ca_pem: authority.cert, server_name_override: 'backend.test' },
    });
    expect(await right.refusal()).toBeUndefined();
  });

  it('shows its own certificate, and another once the files have changed', async () => {
    const folder = temporaryFolder();
    const authority = createAuthority(folder);
    const stranger = createAuthority(temporaryFolder());
    const endpoint = await startBackend({
      ...authority.issue('server'),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const known = authority.issue('client');
    const unknown = stranger.issue('client');
    const clientFiles = { cert_file: join(folder, 'now.crt'), key_file: join(folder, 'now.key') };
    const use = (pair: typeof known): void => {
      writeFileSync(clientFiles.cert_file, pair.cert);
      writeFileSync(clientFiles.key_file, pair.key);
    };
    use(unknown);
    const clock = manualClock();
    const tls = { ca_file: authority.certFile, ...clientFiles, reload_interval: '1m' };
    const { refusal } = await startExporter(otlpHttp, { endpoint, tls }, clock);
    expect(await refusal()).toMatchObject({ code: 'backend_unreachable' });
    use(known);
    clock.advance(60_000);
    await until(async () => (await refusal()) === undefined, 'the new certificate');
    const without = await start({ endpoint, tls: { ca_file: authority.certFile } });
    expect(await without.refusal()).toMatchObject({ code: 'backend_unreachable' });
  });

  it('speaks no version below min_version', async () => {
    const authority = createAuthority(temporaryFolder());
    const endpoint = await startBackend({ ...authority.issue('server'), maxVersion: 'TLSv1.2' });
    const tls = { ca_pem: authority.cert };
    const old = await start({ endpoint, tls: { ...tls, min_version: 1.2 } });
    expect(await old.refusal()).toBeUndefined();
    const strict = await start({ endpoint, tls: { ...tls, min_version: '1.3' } });
    expect(await strict.refusal()).toMatchObject({ code: 'backend_unreachable' });
  });

  it('refuses to start with what is no certificate, and does not show it', async () => {
    const started = start({
      endpoint: 'https://a',
      tls: { ca_pem: 'x', cert_pem: 'y', key_pem: 'secret' },
    });
    await expect(started).rejects.toMatchObject({
      code: 'tls_unusable',
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe('the tls section', () => {
  it.each([
    [{ cert_file: 'a' }, 'key_file', 'expected a key with the certificate'],
    [{ key_pem: 'secret' }, 'cert_file', 'expected a certificate with the key'],
    [{ ca_file: 'a', ca_pem: 'b' }, 'ca_file', 'expected either ca_file or ca_pem, not both'],
    [{ min_version: '1.4' }, 'min_version', expect.stringContaining('Invalid option')],
  ])('refuses %j', (tls, key, message) => {
    const result = otlpHttp.config.safeParse({ endpoint: 'https://a', tls });
    expect(result.error?.issues).toMatchObject([{ path: ['tls', key], message }]);
  });
});

describe('sending_queue', () => {
  it('gives the size of merged requests', () => {
    const merge = (queue: unknown): unknown =>
      otlpHttp.delivery(otlpHttp.config.parse({ endpoint: 'http://a', sending_queue: queue }))
        .merge;
    expect(merge({ batch: { sizer: 'bytes', max_size: 4_096 } })).toEqual({
      belowBytes: 4_096,
      maxBytes: 4_096,
    });
    const usual = { belowBytes: 8_192, maxBytes: 262_144 };
    expect(merge(undefined)).toEqual(usual);
    expect(merge({ batch: { max_size: 4_096 } })).toEqual(usual);
    expect(merge({ batch: { sizer: 'bytes' } })).toEqual(usual);
  });

  it('has no limit in items', async () => {
    const batch = { max_size: 9 };
    const { logger } = await start({ endpoint: 'http://a', sending_queue: { batch } });
    expect(logger.messages('warn')).toEqual([
      '`sending_queue.batch.max_size` has no effect: requests are measured in bytes: set `sizer: bytes`',
    ]);
  });

  it('has keys of the Collector that mean nothing here', () => {
    const text = `
receivers: {otlp: {protocols: {http: null}}}
exporters:
  otlp_grpc:
    endpoint: a:1
    compression: gzip
    sending_queue: {enabled: true, num_consumers: 4, batch: {min_size: 1, max_size: 9, sizer: bytes}}
service: {pipelines: {logs: {receivers: [otlp], exporters: [otlp_grpc]}}}`;
    const { warnings, exporters } = loadConfiguration({
      texts: [{ name: 'a.yaml', text }],
      definitions: COMPONENTS,
    });
    const keys = warnings.map((warning) => warning.replace(/ has no effect: .*/, ''));
    expect(keys.toSorted()).toEqual([
      'exporters.otlp_grpc.compression',
      'exporters.otlp_grpc.sending_queue.batch.min_size',
      'exporters.otlp_grpc.sending_queue.enabled',
      'exporters.otlp_grpc.sending_queue.num_consumers',
    ]);
    expect(exporters).toHaveLength(1);
  });
});

import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type PeerCertificate } from 'node:tls';

import { afterAll, expect, it } from 'vitest';

import { describeWithProgram } from '../../../../test/support/vectors.ts';
import { type Certificate, createAuthority } from '../support/certificates.ts';
import { temporaryFolder } from '../support/folder.ts';
import { connectGrpc } from '../support/grpc-client.ts';
import { manualClock } from '../support/manual-clock.ts';
import { FREE_PORT, startReceiver, type StartedReceiver } from '../support/receiver.ts';
import { otlpRequest } from '../support/requests.ts';
import { until } from '../support/wait.ts';

const BODY = otlpRequest('traces', 'a');

function secured(tls: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { protocols: { http: { ...FREE_PORT, tls }, grpc: { ...FREE_PORT, tls } } };
}

function post(receiver: StartedReceiver, options: ConnectionOptions): Promise<number> {
  const url = `${receiver.http.replace('http:', 'https:')}/v1/traces`;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf' };
    const request = httpsRequest(url, { method: 'POST', headers, agent: false, ...options });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(BODY);
  });
}

async function call(
  receiver: StartedReceiver,
  options: ConnectionOptions,
): Promise<number | undefined> {
  const client = connectGrpc(receiver.grpc.replace('http:', 'https:'), options);
  const { grpcStatus } = await client.call('traces', BODY);
  return grpcStatus;
}

/** Who answers at an address. */
function nameAt(url: string, options: ConnectionOptions): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ...options }, () => {
      const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(certificate.subject?.CN));
    });
    socket.on('error', reject);
  });
}

const OPENSSL = { program: 'openssl', debianPackage: 'openssl', argument: 'version' };

describeWithProgram(OPENSSL, () => {
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const authority = createAuthority(folder);
  const server = authority.issue('server');
  const files = { cert_file: server.certFile, key_file: server.keyFile };
  const { cert: ca } = authority;

  it('is spoken by both protocols, with certificates in files or in the configuration', async () => {
    for (const tls of [files, { cert_pem: server.cert, key_pem: server.key }]) {
      const receiver = await startReceiver({ config: secured(tls) });
      expect(await post(receiver, { ca })).toBe(200);
      expect(await call(receiver, { ca })).toBe(0);
    }
  });

  it('is h2 for gRPC and nothing else', async () => {
    const { grpc } = await startReceiver({ config: secured(files) });
    const { hostname, port } = new URL(grpc);
    const agreed = (protocols: string[]): Promise<unknown> =>
      new Promise((resolve) => {
        const options = { host: hostname, port: Number(port), ca, ALPNProtocols: protocols };
        const socket = connect(options, () => {
          resolve(socket.alpnProtocol);
          socket.destroy();
        });
        socket.on('error', (error) => resolve((error as NodeJS.ErrnoException).code));
      });
    expect(await agreed(['http/1.1', 'h2'])).toBe('h2');
    expect(await agreed(['http/1.1'])).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
  });

  it('asks for a certificate of the authority where one is named', async () => {
    const tls = { ...files, client_ca_file: authority.certFile };
    const receiver = await startReceiver({ config: secured(tls) });
    const { cert, key } = authority.issue('client');
    expect(await post(receiver, { ca, cert, key })).toBe(200);
    expect(await call(receiver, { ca, cert, key })).toBe(0);
    const stranger = createAuthority(temporaryFolder()).issue('stranger');
    for (const options of [{ ca }, { ca, cert: stranger.cert, key: stranger.key }]) {
      await expect(post(receiver, options)).rejects.toThrow(/./);
      expect(await call(receiver, options)).toBeUndefined();
    }
  });

  it('is not older than 1.2, or than what is asked for', async () => {
    const old = { ca, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const;
    const middle = { ca, maxVersion: 'TLSv1.2' } as const;
    const usual = await startReceiver({ config: secured(files) });
    await expect(post(usual, { ...old, ciphers: 'ALL:@SECLEVEL=0' })).rejects.toThrow(/./);
    expect(await post(usual, middle)).toBe(200);
    const strict = await startReceiver({ config: secured({ ...files, min_version: 1.3 }) });
    await expect(post(strict, middle)).rejects.toThrow(/version/);
    expect(await call(strict, { ca })).toBe(0);
    const capped = await startReceiver({ config: secured({ ...files, max_version: '1.2' }) });
    expect(await call(capped, { ca })).toBe(0);
    await expect(post(capped, { ca, minVersion: 'TLSv1.3' })).rejects.toThrow(/version/);
  });

  it('takes up changed files without a restart, and keeps the old ones while the new are unfit', async () => {
    const clock = manualClock();
    const used = authority.issue('used');
    const replace = ({ certFile, keyFile }: Certificate): void => {
      copyFileSync(certFile, used.certFile);
      copyFileSync(keyFile, used.keyFile);
    };
    const config = secured({
      cert_file: used.certFile,
      key_file: used.keyFile,
      reload_interval: '1h',
    });
    const { component, http, grpc, logger } = await startReceiver({ config, clock });
    const names = (): Promise<readonly string[]> =>
      Promise.all([nameAt(http, { ca }), nameAt(grpc, { ca, ALPNProtocols: ['h2'] })]);
    expect(await names()).toEqual(['used', 'used']);

    writeFileSync(used.certFile, 'half a certif');
    clock.advance(3_600_000);
    await until(() => logger.messages('warn').length === 2, 'both say that the files are unfit');
    expect(await names()).toEqual(['used', 'used']);

    replace(server);
    clock.advance(3_600_000);
    await until(
      () => logger.messages('info').filter((text) => text.includes('certificate')).length === 2,
      'both take up the new certificate',
    );
    expect(await names()).toEqual(['server', 'server']);
    expect(logger.messages('warn')).toHaveLength(2);
    await component.shutdown(AbortSignal.abort());
    replace(authority.issue('late'));
    clock.advance(3_600_000);
  });

  it('does not start without what it needs', async () => {
    const other = authority.issue('other');
    await expect(
      startReceiver({ config: secured({ ...files, key_file: other.keyFile }) }),
    ).rejects.toMatchObject({ code: 'tls_unusable', message: expect.stringMatching(/key/) });
    await expect(
      startReceiver({ config: secured({ ...files, cert_file: '/nowhere.crt' }) }),
    ).rejects.toMatchObject({
      code: 'tls_unusable',
      message: 'cannot read /nowhere.crt: ENOENT',
    });
  });

  it.each([
    [{ cert_file: 'a' }, 'expected either key_file or key_pem'],
    [{ ...files, cert_pem: server.cert }, 'expected either cert_file or cert_pem'],
    [{ cert_pem: 'a', key_file: 'b' }, 'expected the text of a PEM file'],
    [{ ...files, min_version: '2.0' }, 'expected one of [1.0 1.1 1.2 1.3]'],
    [{ ...files, max_version: '1.1' }, 'expected a max_version that is not below min_version'],
  ])('says what is wrong with %j', async (tls, message) => {
    await expect(startReceiver({ config: secured(tls) })).rejects.toThrow(message);
  });
});

/** TLS of a server: certificates from files or from the configuration, taken up again when the files change. */

import { readFile } from 'node:fs/promises';
import {
  createSecureContext,
  type SecureContextOptions,
  type SecureVersion,
  type Server,
  type TlsOptions,
} from 'node:tls';

import { z } from 'zod';

import type { Clock, Logger } from './component.ts';
import { duration } from './configuration/fields.ts';
import { ComponentError, systemCode } from './errors.ts';

/** `tls` of a server, with the keys of the Collector. */
export interface TlsServerConfig {
  /** The certificate and its chain: a path, or the PEM text itself. */
  readonly cert_file?: string | undefined;
  readonly cert_pem?: string | undefined;
  readonly key_file?: string | undefined;
  readonly key_pem?: string | undefined;
  /** Clients must show a certificate that one of these authorities has signed. */
  readonly client_ca_file?: string | undefined;
  readonly min_version: SecureVersion;
  readonly max_version?: SecureVersion | undefined;
  /** Milliseconds between two looks at the files; 0 reads them once. */
  readonly reload_interval: number;
}

const VERSIONS = { '1.0': 'TLSv1', '1.1': 'TLSv1.1', '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const;

// YAML reads 1.2 without quotes as a number.
const version = z
  .union(
    [
      z.enum(['1.0', '1.1', '1.2', '1.3']),
      z
        .literal([1, 1.1, 1.2, 1.3])
        .transform((number) => number.toFixed(1) as keyof typeof VERSIONS),
    ],
    { error: 'expected one of [1.0 1.1 1.2 1.3]' },
  )
  .transform((name): SecureVersion => VERSIONS[name])
  .meta({ title: 'TLS version' });

const path = z.string().min(1, { error: 'expected a path' });
const pem = z.string().includes('-----BEGIN', { error: 'expected the text of a PEM file' });

/** Schema of `tls` of a server. */
export const tlsServer: z.ZodType<TlsServerConfig> = z
  .strictObject({
    cert_file: path
      .describe(
        'PEM file with the certificate of the server and its chain; either this or ' +
          '`cert_pem`.',
      )
      .optional(),
    cert_pem: pem.describe('The same as PEM text.').optional(),
    key_file: path.describe('PEM file with the private key; either this or `key_pem`.').optional(),
    key_pem: pem
      .describe('The same as PEM text, best as `${env:NAME}` or `${file:path}`.')
      .meta({ secret: true })
      .optional(),
    client_ca_file: path
      .describe(
        'PEM file with authorities: clients must then show a certificate that one of them ' +
          'signed. Nobody is asked for one unless given.',
      )
      .optional(),
    min_version: version
      .describe('Lowest version that is spoken: 1.0, 1.1, 1.2 or 1.3, with or without quotes.')
      .prefault('1.2'),
    max_version: version
      .describe('Highest version that is spoken, written alike; the newest unless given.')
      .optional(),
    reload_interval: duration
      .describe(
        'How often the files are looked at for a changed certificate, which new connections ' +
          'then get; 0s never.',
      )
      .prefault('0s'),
  })
  .superRefine((tls, context) => {
    for (const name of ['cert', 'key'] as const) {
      const given = [tls[`${name}_file`], tls[`${name}_pem`]].filter(
        (value) => value !== undefined,
      );
      if (given.length === 1) continue;
      const message = `expected either ${name}_file or ${name}_pem`;
      context.addIssue({ code: 'custom', message, path: [`${name}_file`] });
    }
    if (tls.max_version !== undefined && tls.max_version < tls.min_version) {
      const message = 'expected a max_version that is not below min_version';
      context.addIssue({ code: 'custom', message, path: ['max_version'] });
    }
  });

/** A client that only connects must not hold a connection for longer. */
const HANDSHAKE_MS = 30_000;

/**
 * What Node's TLS servers take.
 * @throws {ComponentError} `tls_unusable` where a file cannot be read or holds no certificate or key that fit.
 */
export async function loadTls(config: TlsServerConfig): Promise<TlsOptions> {
  const { client_ca_file: authorities, min_version: minVersion, max_version: maxVersion } = config;
  const [cert, key, ca] = await Promise.all([
    config.cert_pem ?? read(config.cert_file),
    config.key_pem ?? read(config.key_file),
    read(authorities),
  ]);
  const secrets: SecureContextOptions = {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca }),
    minVersion,
    ...(maxVersion === undefined ? {} : { maxVersion }),
  };
  try {
    // A certificate that does not go with its key is found here and not by the first client.
    createSecureContext(secrets);
  } catch (cause) {
    const message = `cannot use the certificate and key: ${messageOf(cause)}`;
    throw new ComponentError('tls_unusable', message, { cause });
  }
  return {
    ...secrets,
    requestCert: ca !== undefined,
    rejectUnauthorized: ca !== undefined,
    handshakeTimeout: HANDSHAKE_MS,
  };
}

async function read(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = `cannot read ${file}: ${systemCode(cause) ?? messageOf(cause)}`;
    throw new ComponentError('tls_unusable', message, { cause });
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export interface TlsReloadOptions {
  readonly config: TlsServerConfig;
  /** What the server was started with. */
  readonly loaded: TlsOptions;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks at the files every `reload_interval` and gives a running server what has changed: new connections get it,
 * running ones stay. Files that cannot be used, as while somebody writes them, change nothing and are said once.
 *
 * @returns Stops it.
 */
export function reloadTls(
  server: Pick<Server, 'setSecureContext'>,
  options: TlsReloadOptions,
): () => void {
  const { config, clock, logger } = options;
  if (config.reload_interval === 0) return () => {};
  let current = options.loaded;
  let failure: string | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      const loaded = await loadTls(config);
      failure = undefined;
      if (stopped || isSame(loaded, current)) return;
      current = loaded;
      server.setSecureContext(loaded);
      logger.info('uses the changed TLS certificate', { certificate: config.cert_file });
    } catch (error) {
      const message = messageOf(error);
      if (message !== failure) logger.warn('keeps the old TLS certificate', { error });
      failure = message;
    }
  }

  const cancel = clock.every(config.reload_interval, () => void look());
  return () => {
    stopped = true;
    cancel();
  };
}

function isSame(a: TlsOptions, b: TlsOptions): boolean {
  return a.cert === b.cert && a.key === b.key && a.ca === b.ca;
}

/** TLS towards a backend, with the keys of the Collector. */

import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls';

import { z } from 'zod';

import type { Clock, Logger } from './component.ts';
import { duration } from './configuration/fields.ts';
import { ComponentError } from './errors.ts';
import { watchFiles } from './watched-files.ts';

export interface TlsClientConfig {
  /** Of gRPC, whose endpoint may have no scheme: no TLS at all. */
  readonly insecure: boolean;
  /** Takes any certificate of the server. */
  readonly insecure_skip_verify: boolean;
  readonly ca_file?: string | undefined;
  readonly ca_pem?: string | undefined;
  readonly cert_file?: string | undefined;
  readonly cert_pem?: string | undefined;
  readonly key_file?: string | undefined;
  readonly key_pem?: string | undefined;
  readonly min_version: keyof typeof VERSIONS;
  /** Whose certificate is expected, where it is not the host of the endpoint. */
  readonly server_name_override?: string | undefined;
  /** Trusts what this machine trusts besides. */
  readonly include_system_ca_certs_pool: boolean;
  /** Files are read again after this time, milliseconds; 0 reads them once. */
  readonly reload_interval: number;
}

const VERSIONS = { '1.0': 'TLSv1', '1.1': 'TLSv1.1', '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const;

/** YAML reads a version without quotes as a number. */
const version: z.ZodType<keyof typeof VERSIONS> = z
  .union([z.string(), z.number()])
  .transform((found) => (typeof found === 'number' ? found.toFixed(1) : found))
  .pipe(z.enum(['1.0', '1.1', '1.2', '1.3']))
  .meta({ title: 'TLS version' });

const text = z.string().min(1);

/** The `tls` section of an exporter. */
export const tlsClientConfig: z.ZodType<TlsClientConfig> = z
  .strictObject({
    insecure: z
      .boolean()
      .describe(
        'Speaks without TLS to a gRPC endpoint that has no scheme; `http://` and `https://` ' +
          'decide it by themselves.',
      )
      .default(false),
    insecure_skip_verify: z
      .boolean()
      .describe('Takes any certificate of the backend, so that anybody on the way could be it.')
      .default(false),
    ca_file: text
      .describe(
        'PEM file with the authorities that are trusted, in place of those that Node.js ' +
          'knows; either this or `ca_pem`.',
      )
      .optional(),
    ca_pem: text.describe('The same as PEM text.').optional(),
    cert_file: text
      .describe(
        'PEM file with the certificate that is shown to the backend, which needs a key; ' +
          'either this or `cert_pem`.',
      )
      .optional(),
    cert_pem: text.describe('The same as PEM text.').optional(),
    key_file: text
      .describe('PEM file with the private key of that certificate; either this or `key_pem`.')
      .optional(),
    key_pem: text
      .describe('The same as PEM text, best as `${env:NAME}` or `${file:path}`.')
      .meta({ secret: true })
      .optional(),
    min_version: version
      .describe('Lowest version that is spoken: 1.0, 1.1, 1.2 or 1.3, with or without quotes.')
      .prefault('1.2'),
    server_name_override: text
      .describe(
        'Name that the certificate of the backend must have; the host of the endpoint unless ' +
          'given.',
      )
      .optional(),
    include_system_ca_certs_pool: z
      .boolean()
      .describe('Trusts what this machine trusts besides.')
      .default(false),
    reload_interval: duration
      .describe(
        'How often the files are looked at for changes, which new connections then use; 0s ' +
          'never.',
      )
      .prefault('0s'),
  })
  .superRefine((tls, context) => {
    for (const name of ['ca', 'cert', 'key'] as const) {
      if (tls[`${name}_file`] === undefined || tls[`${name}_pem`] === undefined) continue;
      // The path is that of the file: a private key must not be shown with the problem.
      const message = `expected either ${name}_file or ${name}_pem, not both`;
      context.addIssue({ code: 'custom', path: [`${name}_file`], message });
    }
    const hasCertificate = (tls.cert_file ?? tls.cert_pem) !== undefined;
    const hasKey = (tls.key_file ?? tls.key_pem) !== undefined;
    if (hasCertificate === hasKey) return;
    const [given, missing] = hasCertificate ? ['certificate', 'key'] : ['key', 'certificate'];
    const path = [hasCertificate ? 'key_file' : 'cert_file'];
    context.addIssue({ code: 'custom', path, message: `expected a ${missing} with the ${given}` });
  });

/** What connections to a backend take. */
export interface TlsClient {
  /** For `tls.connect`. Another object once a file has changed. Valid after `start`. */
  readonly options: ConnectionOptions;
  /** @throws {ComponentError} `tls_unusable`. */
  start(): Promise<void>;
  stop(): void;
}

export function createTlsClient(
  config: TlsClientConfig,
  dependencies: { readonly clock: Clock; readonly logger: Logger },
): TlsClient {
  const { ca_file: caFile, cert_file: certFile, key_file: keyFile } = config;
  const paths = [caFile, certFile, keyFile].filter((path) => path !== undefined);
  const files = watchFiles({
    paths,
    code: 'tls_unusable',
    intervalMs: config.reload_interval,
    parse: (texts) => {
      const read = (path: string | undefined): string | undefined =>
        path === undefined ? undefined : texts[paths.indexOf(path)];
      return toOptions(config, {
        ca: config.ca_pem ?? read(caFile),
        cert: config.cert_pem ?? read(certFile),
        key: config.key_pem ?? read(keyFile),
      });
    },
    ...dependencies,
  });
  return {
    get options() {
      return files.current;
    },
    start: () => files.start(),
    stop: () => files.stop(),
  };
}

interface Pems {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

function toOptions(config: TlsClientConfig, { ca, cert, key }: Pems): ConnectionOptions {
  const authorities = config.include_system_ca_certs_pool
    ? [...getCACertificates('system'), ...(ca === undefined ? getCACertificates() : [ca])]
    : ca;
  try {
    const secureContext = createSecureContext({
      ...(authorities === undefined ? {} : { ca: authorities }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      minVersion: VERSIONS[config.min_version],
    });
    const { server_name_override: servername } = config;
    return {
      secureContext,
      rejectUnauthorized: !config.insecure_skip_verify,
      ...(servername === undefined ? {} : { servername }),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ComponentError(
      'tls_unusable',
      `the certificates of \`tls\` cannot be used: ${reason}`,
      {
        cause,
      },
    );
  }
}

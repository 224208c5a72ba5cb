import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** A certificate for 127.0.0.1 and localhost, or for another host, as `DNS:backend.test`. */
  issue(name: string, host?: string): Certificate;
}

/** A certificate authority with its files in an empty folder. Needs `openssl`. */
export function createAuthority(folder: string): Authority {
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const read = (name: string): Certificate => ({
    certFile: at(`${name}.crt`),
    keyFile: at(`${name}.key`),
    cert: readFileSync(at(`${name}.crt`), 'utf8'),
    key: readFileSync(at(`${name}.key`), 'utf8'),
  });
  const keyOf = (name: string): readonly string[] =>
    `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${name}.key -subj /CN=${name}`.split(
      ' ',
    );

  openssl('req', '-x509', '-days', '2', '-out', 'ca.crt', ...keyOf('ca'));
  return {
    ...read('ca'),
    issue(name, host = 'IP:127.0.0.1,DNS:localhost') {
      writeFileSync(at('names'), `subjectAltName=${host}\n`);
      openssl('req', '-out', `${name}.csr`, ...keyOf(name));
      openssl(
        ...`x509 -req -days 2 -CA ca.crt -CAkey ca.key -extfile names -in ${name}.csr -out ${name}.crt`.split(
          ' ',
        ),
      );
      return read(name);
    },
  };
}

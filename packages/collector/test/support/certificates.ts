import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether certificates can be made here. */
export const HAS_OPENSSL: boolean = spawnSync('openssl', ['version']).status === 0;

export interface KeyPair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends KeyPair {
  /** A certificate for the host `name`, signed by this authority. */
  issue(name: string): KeyPair;
}

/** A certificate authority whose files lie in `folder`. */
export function createAuthority(folder: string, name = 'authority'): Authority {
  const openssl = (command: string): void => {
    execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'ignore' });
  };
  const pairOf = (file: string): KeyPair => ({
    certFile: join(folder, `${file}.crt`),
    keyFile: join(folder, `${file}.key`),
    cert: readFileSync(join(folder, `${file}.crt`), 'utf8'),
    key: readFileSync(join(folder, `${file}.key`), 'utf8'),
  });
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  openssl(`req -x509 ${newKey} -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.crt`);
  return {
    ...pairOf(name),
    issue(host) {
      const file = `${name}-${host}`;
      openssl(`req ${newKey} -subj /CN=${host} -keyout ${file}.key -out ${file}.csr`);
      const isAddress = /^[\d.]+$/.test(host);
      writeFileSync(
        join(folder, `${file}.ext`),
        `subjectAltName=${isAddress ? 'IP' : 'DNS'}:${host}\n`,
      );
      const signer = `-CA ${name}.crt -CAkey ${name}.key -CAcreateserial`;
      openssl(`x509 -req -in ${file}.csr ${signer} -days 2 -extfile ${file}.ext -out ${file}.crt`);
      return pairOf(file);
    },
  };
}

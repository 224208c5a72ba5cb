/** An exporter that sends to a receiver of the same collector would fill the log with copies of copies. */

import { placeOf } from './check.ts';
import { type HostPort, parseHostPort } from './fields.ts';
import { findValues } from './json-schema.ts';
import type { Findings, Written } from './resolve.ts';
import { serversOf } from './servers.ts';

export function checkLoops({ written, problems, tree }: Findings): void {
  const receivers = written.filter(({ path }) => path[0] === 'receivers');
  for (const exporter of written.filter(({ path }) => path[0] === 'exporters')) {
    for (const receiver of receivers) {
      const servers = serversOf(receiver);
      const targets = targetsOf(exporter);
      const target = targets.find((one) => servers.some((server) => reaches(one, server)));
      if (target === undefined) continue;
      problems.push({
        path: target.path.join('.'),
        message: `sends to the receiver "${receiver.path[1]}" of this collector; name another endpoint, or unset OTEL_EXPORTER_OTLP_ENDPOINT`,
        value: target.text,
        source: placeOf(tree, target.path),
      });
    }
  }
}

interface Target extends HostPort {
  readonly path: readonly string[];
  /** Without credentials. */
  readonly text: string;
}

/** Where an exporter sends to: its endpoints, but for those that it serves itself. */
function targetsOf(exporter: Written): readonly Target[] {
  const { path, schema, value } = exporter;
  const served = new Set(serversOf(exporter).map((server) => server.path.join('.')));
  return findValues(schema, value, () => true).flatMap((found) => {
    const whole = [...path, ...found.path];
    if (!/(?:^|_)endpoint$/.test(whole.at(-1) ?? '') || served.has(whole.join('.'))) return [];
    const target = typeof found.value === 'string' ? parseTarget(found.value) : undefined;
    return target === undefined ? [] : [{ ...target, path: whole }];
  });
}

function parseTarget(text: string): Omit<Target, 'path'> | undefined {
  const url = text.includes('://') ? URL.parse(text) : null;
  if (url === null) {
    const parsed = parseHostPort(text);
    return parsed === undefined ? undefined : { ...parsed, text };
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port, text: url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin };
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether an endpoint names a server of this machine. Other names of the machine are not known here. */
function reaches(target: Target, { host, port }: HostPort): boolean {
  if (port === 0 || port !== target.port) return false;
  if (target.host === host) return true;
  return LOOPBACK.has(target.host) && (LOOPBACK.has(host) || EVERY_ADDRESS.has(host));
}

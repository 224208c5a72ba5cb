/** Two servers cannot listen on one endpoint: said here, before the second fails to start. */

import { placeOf } from './check.ts';
import { parseHostPort, type HostPort } from './fields.ts';
import { findValues } from './json-schema.ts';
import type { Findings, Written } from './resolve.ts';

export interface Server extends HostPort {
  /** Where its endpoint is configured. */
  readonly path: readonly string[];
  readonly text: string;
}

/** `running` are the parts of a configuration that start, each with where it stands. */
export function checkServers(running: readonly Written[], { problems, tree }: Findings): void {
  const servers = running.flatMap(serversOf);
  for (const [index, server] of servers.entries()) {
    const first = servers.slice(0, index).find((other) => collide(server, other));
    if (first === undefined) continue;
    problems.push({
      path: server.path.join('.'),
      message: `${first.path.join('.')} listens there already (${first.text})`,
      value: server.text,
      source: placeOf(tree, server.path),
    });
  }
}

/** Where one part of a configuration listens. */
export function serversOf({ path, schema, value }: Written): readonly Server[] {
  return findValues(schema, value, ({ server }) => server === true).flatMap((found) => {
    const text = String(found.value);
    const parsed = parseHostPort(text);
    return parsed === undefined ? [] : [{ ...parsed, text, path: [...path, ...found.path] }];
  });
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function collide(one: Server, other: Server): boolean {
  if (one.port === 0 || one.port !== other.port) return false;
  const hosts = [hostOf(one), hostOf(other)];
  return hosts[0] === hosts[1] || hosts.some((host) => EVERY_ADDRESS.has(host));
}

function hostOf({ host }: Server): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

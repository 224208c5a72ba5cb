/** An exporter that sends to a receiver of the same collector would fill the log with copies of copies. */

import { placeOf } from './check.ts';
import type { Components, Findings } from './resolve.ts';

export function checkLoops(components: Components, { problems, tree }: Findings): void {
  for (const exporter of components.exporters.values()) {
    for (const receiver of components.receivers.values()) {
      const targets = findAll(exporter.config, isUrl);
      const servers = findAll(receiver.config, isServer);
      const url = targets.find((target) => servers.some((server) => reaches(target, server)));
      if (url === undefined) continue;
      problems.push({
        path: `exporters.${exporter.id}.endpoint`,
        message: `sends to the receiver "${receiver.id}" of this collector; name another endpoint, or unset OTEL_EXPORTER_OTLP_ENDPOINT`,
        value: url.origin,
        source: placeOf(tree, ['exporters', exporter.id, 'endpoint']),
      });
    }
  }
}

interface Server {
  readonly host: string;
  readonly port: number;
}

function isUrl(value: unknown): value is URL {
  return value instanceof URL;
}

function isServer(value: unknown): value is Server {
  if (typeof value !== 'object' || value === null) return false;
  return 'host' in value && 'port' in value && typeof value.port === 'number';
}

/** Every value within a parsed configuration for which `is` holds. */
function findAll<Value>(config: unknown, is: (value: unknown) => value is Value): Value[] {
  if (is(config)) return [config];
  if (typeof config !== 'object' || config === null) return [];
  return Object.values(config).flatMap((value) => findAll(value, is));
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether a URL names a server of this machine. Other names of the machine are not known here. */
function reaches(url: URL, { host, port }: Server): boolean {
  const urlPort = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port === 0 || port !== urlPort) return false;
  if (url.hostname === host) return true;
  return LOOPBACK.has(url.hostname) && (LOOPBACK.has(host) || EVERY_ADDRESS.has(host));
}

/** What must not be kept as it came in must not reach the disk: a log in files holds what ingress lets through. */

import { placeOf } from './check.ts';
import { ingressOf } from './ingress.ts';
import type { Findings } from './resolve.ts';
import type { Configuration } from './resolved.ts';

/**
 * Refuses a log in files where a processor that could run before it, and changes data, runs behind it. `attributes`
 * and `filter` count too: what they take away was not meant to be kept.
 */
export function checkRedaction(
  configuration: Pick<Configuration, 'pipelines' | 'processors' | 'wal'>,
  { problems, tree }: Findings,
): void {
  const { pipelines, processors, wal } = configuration;
  if (wal.type !== 'file' || wal.unredacted === 'allow') return;
  const redacting = new Set(
    processors
      .filter(({ definition }) => definition.stage === 'ingress' && definition.mutates)
      .map(({ id }) => id),
  );
  const behind = ingressOf(configuration).pipelines;
  for (const { id, receivers } of pipelines) {
    for (const processor of (behind.get(id) ?? []).filter((one) => redacting.has(one))) {
      const path = ['service', 'pipelines', id, 'processors'];
      problems.push({
        path: path.join('.'),
        message:
          `"${processor}" runs behind the write-ahead log, so what it takes away is on the disk: let every pipeline ` +
          `of [${receivers.join(' ')}] begin with the same processors up to it, keep the log in memory with ` +
          '`service.wal.type: memory`, or set `service.wal.unredacted: allow`',
        source: placeOf(tree, path),
      });
    }
  }
}

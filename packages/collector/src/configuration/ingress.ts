/** Where the write-ahead log stands between the processors of a pipeline. */

import type { Signal } from '../component.ts';
import type { Configuration, Pipeline } from './resolved.ts';

/** Which processors run before the write-ahead log, and which behind it. Ids, in the order of the data. */
export interface Ingress {
  /**
   * By receiver (or connector that ends in a pipeline) and signal: what runs before a request is stored. Every pair
   * that a pipeline names is there, with an empty list where nothing runs.
   */
  readonly receivers: ReadonlyMap<string, ReadonlyMap<Signal, readonly string[]>>;
  /** By pipeline: what runs behind the cursors, once for all of its receivers. */
  readonly pipelines: ReadonlyMap<string, readonly string[]>;
}

/**
 * Divides the processors of each pipeline at the write-ahead log.
 *
 * A request is stored once for all pipelines of its receiver, so only what all of them do to it, in the same order,
 * can be done before: the common prefix of processors whose `stage` is `ingress`. Pipelines of one signal that share
 * a receiver, even by way of a third pipeline, have one prefix, so that what is left of a pipeline does not depend on
 * the receiver a request came through.
 *
 * For each pipeline and each of its receivers holds: `receivers` then `pipelines` is the pipeline's `processors`.
 */
export function ingressOf({
  pipelines,
  processors,
}: Pick<Configuration, 'pipelines' | 'processors'>): Ingress {
  const early = new Set(
    processors.filter(({ definition }) => definition.stage === 'ingress').map(({ id }) => id),
  );
  const receivers = new Map<string, Map<Signal, readonly string[]>>();
  const behind = new Map<string, readonly string[]>();
  for (const group of groupsOf(pipelines)) {
    const before = commonPrefix(group.map((pipeline) => leading(pipeline.processors, early)));
    for (const pipeline of group) {
      behind.set(pipeline.id, pipeline.processors.slice(before.length));
      for (const id of pipeline.receivers) {
        const signals = receivers.get(id) ?? new Map<Signal, readonly string[]>();
        receivers.set(id, signals.set(pipeline.signal, before));
      }
    }
  }
  return { receivers, pipelines: behind };
}

/** Pipelines of one signal that share a receiver, directly or by way of others. */
function groupsOf(pipelines: readonly Pipeline[]): readonly (readonly Pipeline[])[] {
  let groups: Pipeline[][] = [];
  for (const pipeline of pipelines) {
    const touches = (group: readonly Pipeline[]): boolean =>
      group.some((other) => shareReceiver(pipeline, other));
    const joined = [...groups.filter(touches).flat(), pipeline];
    groups = [...groups.filter((group) => !touches(group)), joined];
  }
  return groups;
}

function shareReceiver(one: Pipeline, other: Pipeline): boolean {
  return one.signal === other.signal && one.receivers.some((id) => other.receivers.includes(id));
}

function commonPrefix(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  const end = first.findIndex((id, index) => others.some((list) => list[index] !== id));
  return end < 0 ? first : first.slice(0, end);
}

/** The ids up to the first that is not wanted. */
function leading(ids: readonly string[], wanted: ReadonlySet<string>): readonly string[] {
  const end = ids.findIndex((id) => !wanted.has(id));
  return end < 0 ? ids : ids.slice(0, end);
}

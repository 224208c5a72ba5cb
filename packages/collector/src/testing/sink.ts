import type { Batch, Consumer } from '../component.ts';
import { ComponentError } from '../errors.ts';

/** A consumer that keeps what it takes, for tests of what comes before one. */
export interface Sink extends Consumer {
  /** What it took, in order, with bodies of its own: they outlive the batches. */
  readonly batches: readonly Batch[];
  /** What it took or refused, as it was handed over. The bodies are not its own. */
  readonly offered: readonly Batch[];
  /** From now on every batch is refused with this error, or with one that has this retryability. */
  refuse(how: ComponentError | { readonly retryable: boolean }): void;
  /** Takes batches again. */
  accept(): void;
  /** From now on nothing settles until the returned function is called, which takes what waits. */
  hold(): () => void;
}

/** A sink that takes everything until it is told otherwise. */
export function createSink(): Sink {
  const batches: Batch[] = [];
  const offered: Batch[] = [];
  let refusal: ComponentError | undefined;
  let gate: Promise<void> | undefined;

  function take(batch: Batch): void {
    if (refusal !== undefined) throw refusal;
    batches.push({ ...batch, body: new Uint8Array(batch.body), plain: undefined });
  }

  return {
    batches,
    offered,
    consume(batch) {
      offered.push(batch);
      if (gate === undefined) return take(batch);
      return gate.then(() => take(batch));
    },
    refuse(how) {
      const { retryable } = how;
      refusal =
        how instanceof ComponentError
          ? how
          : new ComponentError('backend_unavailable', 'the sink refuses', { retryable });
    },
    accept() {
      refusal = undefined;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = undefined;
        resolve();
      };
    },
  };
}

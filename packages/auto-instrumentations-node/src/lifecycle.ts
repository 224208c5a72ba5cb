import type { EventEmitter } from 'node:events';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** How long a collector that did not answer is taken to be down. */
const DOWN_MS = 30_000;

/** Docker kills 10 s after it asked, Kubernetes 30 s. */
export const FLUSH_DEADLINE_MS = 5_000;

type Signal = (typeof SIGNALS)[number];

export interface LifecycleDeps {
  /** The process, or a stand-in for it. */
  readonly process: EventEmitter & {
    readonly pid: number;
    kill(pid: number, signal: Signal): void;
    exit(): void;
  };
  /** Sends what is still held; the SDK goes on working. */
  readonly flush: () => Promise<void>;
  /** Sends what is still held and ends the SDK. */
  readonly shutdown: () => Promise<void>;
  /** Told why the last telemetry could not be sent. */
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
  readonly deadlineMs?: number;
}

export interface Lifecycle {
  /**
   * Sends the last telemetry when the event loop has run empty, for 5 s at most: a collector that is
   * down must neither hold a finished application nor make it fail.
   */
  flushBeforeExit(): void;
  /**
   * Sends telemetry when a signal asks the process to end, and leaves the ending as it was.
   *
   * A listener takes the default away from a signal. So where the application has no listener of its
   * own, the signal is raised again once telemetry was sent, after 5 s or with the next signal. Where it
   * has one, ending the process is its business.
   */
  flushOnSignals(): void;
}

export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  const { process, shutdown, onError, now, deadlineMs = FLUSH_DEADLINE_MS } = deps;
  let gaveUpAt = Number.NEGATIVE_INFINITY;

  const flush = async (): Promise<void> => {
    if (!(await settles(deps.flush(), deadlineMs, onError))) gaveUpAt = now();
  };

  const end = async (): Promise<void> => {
    if (now() - gaveUpAt < DOWN_MS || (await settles(shutdown(), deadlineMs, onError))) return;
    // The exporters wait longer for their retries. Nothing else can be under way after an empty event
    // loop, except what other listeners of this event have begun.
    if (process.listenerCount('beforeExit') === 0) process.exit();
  };

  return {
    flushBeforeExit: () => void process.once('beforeExit', () => void end()),
    flushOnSignals() {
      for (const signal of SIGNALS) flushOnSignal(process, signal, flush);
    },
  };
}

function flushOnSignal(
  process: LifecycleDeps['process'],
  signal: Signal,
  flush: () => Promise<void>,
): void {
  let isEnding = false;
  let hasJustLeft = false;

  const raise = (): void => {
    if (!isEnding) return;
    isEnding = false;
    process.removeListener('removeListener', onRemove);
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  };
  const onSignal = (): void => {
    if (process.listenerCount(signal) > 1 || hasJustLeft) {
      void flush();
    } else if (isEnding) {
      raise();
    } else {
      isEnding = true;
      void flush().then(raise);
    }
  };
  // A `once` listener in front of this one is gone before it runs, but it is still the application's.
  const onRemove = (event: string | symbol, listener: unknown): void => {
    if (event !== signal || listener === onSignal) return;
    hasJustLeft = true;
    queueMicrotask(() => {
      hasJustLeft = false;
    });
  };
  process.on('removeListener', onRemove);
  process.on(signal, onSignal);
}

/** Whether the work ended in time, well or not. Never rejects. */
async function settles(
  work: Promise<void>,
  deadlineMs: number,
  onError: (error: unknown) => void,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, false);
  });
  const done = work.then(
    () => true,
    (error: unknown) => {
      onError(error);
      return true;
    },
  );
  const isDone = await Promise.race([done, deadline]);
  clearTimeout(timer);
  return isDone;
}

const EVENTS = ['beforeExit', 'exit', 'SIGTERM', 'SIGINT', 'removeListener'] as const;

type Listener = (...args: unknown[]) => void;

/** The listeners of a process for the events of its end. */
export function listenersOf(process: NodeJS.Process): ReadonlyMap<string, readonly Listener[]> {
  return new Map(EVENTS.map((event) => [event, process.rawListeners(event) as Listener[]]));
}

/** Takes away what came since. */
export function restore(
  process: NodeJS.Process,
  before: ReadonlyMap<string, readonly Listener[]>,
): void {
  for (const event of EVENTS) {
    for (const listener of process.rawListeners(event) as Listener[]) {
      if (!before.get(event)?.includes(listener)) process.removeListener(event, listener);
    }
  }
}

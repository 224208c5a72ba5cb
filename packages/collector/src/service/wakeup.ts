/** Lets one loop sleep until another part of the program has news for it. News that came meanwhile counts. */
export interface Wakeup {
  /** Ends the current wait, or the next one at once. */
  notify(): void;
  wait(): Promise<void>;
}

export function createWakeup(): Wakeup {
  let pending = false;
  let resume: (() => void) | undefined;
  return {
    notify() {
      if (resume === undefined) {
        pending = true;
        return;
      }
      const waiting = resume;
      resume = undefined;
      waiting();
    },
    wait() {
      if (pending) {
        pending = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        resume = resolve;
      });
    },
  };
}

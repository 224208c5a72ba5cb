import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of ours: what it printed, and its end. */
export interface Child {
  readonly process: ChildProcess;
  /** Everything printed so far, standard output and error. */
  readonly output: () => string;
  /** Settles with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Asks it to end, and kills it after `timeoutMs` (10 s). */
  stop(timeoutMs?: number): Promise<void>;
}

export interface ChildOptions {
  readonly cwd?: string;
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a script on this Node. */
export function startNode(args: readonly string[], options: ChildOptions = {}): Child {
  return startProcess(process.execPath, args, options);
}

/** Starts a program. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Child {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  return {
    process: child,
    ended,
    output: () => output.join(''),
    async stop(timeoutMs = 10_000) {
      child.kill('SIGTERM');
      const timeout = new AbortController();
      const late = sleep(timeoutMs, undefined, { signal: timeout.signal }).then(
        () => child.kill('SIGKILL'),
        () => false,
      );
      await ended;
      timeout.abort();
      await late;
    },
  };
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Asks every 50 ms until `probe` gives a value. Rejects, naming `what`, after `timeoutMs` or when `child` ended. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  options: { readonly timeoutMs?: number; readonly child?: Child } = {},
): Promise<T> {
  const { timeoutMs = 30_000, child } = options;
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (error) {
      last = error;
    }
    if (child !== undefined && (child.process.exitCode ?? child.process.signalCode) !== null) {
      throw new Error(`the process ended before ${what}:\n${child.output()}`);
    }
    if (performance.now() > deadline) {
      throw new Error(`${timeoutMs} ms passed before ${what}\n${child?.output() ?? ''}`, {
        cause: last,
      });
    }
    await sleep(50);
  }
}

import { EventEmitter } from 'node:events';

import { describe, expect, it } from 'vitest';

import { createLifecycle, type LifecycleDeps } from '../src/lifecycle.ts';

const DEADLINE_MS = 20;
const NEVER = new Promise<void>(() => {});

interface Stage {
  readonly process: EventEmitter;
  /** What happened, in order. */
  readonly log: string[];
  now: number;
}

/** A stand-in for the process, watched as an application's would be. */
function stage(work: Partial<Record<'flush' | 'shutdown', () => Promise<void>>> = {}): Stage {
  const log: string[] = [];
  const process = Object.assign(new EventEmitter(), {
    pid: 42,
    kill: (pid: number, signal: string) => void log.push(`kill ${pid} ${signal}`),
    exit: () => void log.push('exit'),
  });
  const step = (name: 'flush' | 'shutdown') => (): Promise<void> => {
    log.push(name);
    return work[name]?.() ?? Promise.resolve();
  };
  const result = { process, log, now: 0 };
  const deps: LifecycleDeps = {
    process,
    flush: step('flush'),
    shutdown: step('shutdown'),
    onError: (error) => void log.push(String(error)),
    now: () => result.now,
    deadlineMs: DEADLINE_MS,
  };
  const lifecycle = createLifecycle(deps);
  lifecycle.flushBeforeExit();
  lifecycle.flushOnSignals();
  return result;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3 * DEADLINE_MS));

describe('an empty event loop', () => {
  it('shuts down once', async () => {
    const { process, log } = stage();
    process.emit('beforeExit');
    process.emit('beforeExit');
    await settled();
    expect(log).toEqual(['shutdown']);
  });

  it('survives a shutdown that fails', async () => {
    const { process, log } = stage({ shutdown: () => Promise.reject(new Error('down')) });
    process.emit('beforeExit');
    await settled();
    expect(log).toEqual(['shutdown', 'Error: down']);
  });

  it('waits for a shutdown no longer than the deadline', async () => {
    const { process, log } = stage({ shutdown: () => NEVER });
    process.emit('beforeExit');
    await settled();
    expect(log).toEqual(['shutdown', 'exit']);
  });

  it('does not end what other listeners of the event have begun', async () => {
    const { process, log } = stage({ shutdown: () => NEVER });
    process.on('beforeExit', () => {});
    process.emit('beforeExit');
    await settled();
    expect(log).toEqual(['shutdown']);
  });
});

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'])('%s is raised again once telemetry was sent', async (signal) => {
    const { process, log } = stage();
    process.emit(signal);
    await settled();
    expect(log).toEqual(['flush', `kill 42 ${signal}`]);
    expect(process.listenerCount(signal)).toBe(0);
  });

  it('is raised again at the deadline', async () => {
    const { process, log } = stage({ flush: () => NEVER });
    process.emit('SIGTERM');
    await settled();
    expect(log).toEqual(['flush', 'kill 42 SIGTERM']);
  });

  it('is raised again when telemetry could not be sent', async () => {
    const { process, log } = stage({ flush: () => Promise.reject(new Error('down')) });
    process.emit('SIGTERM');
    await settled();
    expect(log).toEqual(['flush', 'Error: down', 'kill 42 SIGTERM']);
  });

  it('that comes twice is raised at once, and only once', async () => {
    const { process, log } = stage({ flush: () => NEVER });
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(log).toEqual(['flush', 'kill 42 SIGINT']);
    await settled();
    expect(log).toHaveLength(2);
  });

  it.each(['on', 'once', 'prependListener', 'prependOnceListener'] as const)(
    'is left to the application that listens with %s',
    async (listen) => {
      const { process, log } = stage();
      process[listen]('SIGTERM', () => void log.push('own'));
      process.emit('SIGTERM');
      await settled();
      expect(log.toSorted()).toEqual(['flush', 'own']);
      expect(process.listeners('SIGTERM').length).toBeGreaterThan(0);
    },
  );

  it('is raised again after the application has stopped listening', async () => {
    const { process, log } = stage();
    const own = (): void => {};
    process.on('SIGTERM', own);
    process.removeListener('SIGTERM', own);
    process.on('other', own);
    process.removeListener('other', own);
    await settled();
    process.emit('SIGTERM');
    await settled();
    expect(log).toEqual(['flush', 'kill 42 SIGTERM']);
  });

  it('whose flush gave up spares the exit a second try, for half a minute', async () => {
    const down = stage({ flush: () => NEVER });
    down.process.on('SIGTERM', () => {});
    down.process.emit('SIGTERM');
    await settled();
    down.process.emit('beforeExit');
    await settled();
    expect(down.log).toEqual(['flush']);

    const later = stage({ flush: () => NEVER });
    later.process.on('SIGTERM', () => {});
    later.process.emit('SIGTERM');
    await settled();
    later.now = 30_000;
    later.process.emit('beforeExit');
    await settled();
    expect(later.log).toEqual(['flush', 'shutdown']);
  });
});

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const REGISTER = import.meta.resolve('@marigraph/auto-instrumentations-node/register');

export interface FixtureOptions {
  readonly args?: readonly string[];
  /** Arguments of node before the script; by default `--import` of the register module. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The address of the collector, which gets JSON. */
  readonly sinkUrl?: string;
  readonly cwd?: string;
}

export interface FixtureResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningFixture {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** Settles with the rest of the first line on stdout that starts so. */
  line(start: string): Promise<string>;
  end(): Promise<FixtureResult>;
}

export const IMPORT: readonly string[] = ['--import', REGISTER];
export const REQUIRE: readonly string[] = ['--require', fileURLToPath(REGISTER)];

export function fixturePath(name: string): string {
  return join(FIXTURES, name);
}

/** Starts a script in a process of its own, instrumented as a user would. */
export function startFixture(file: string, options: FixtureOptions = {}): RunningFixture {
  const { args = [], nodeArgs = IMPORT, env = {}, sinkUrl, cwd = FIXTURES } = options;
  const child = spawn(
    process.execPath,
    ['--conditions=@marigraph/source', ...nodeArgs, join(FIXTURES, file), ...args],
    {
      cwd,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...(sinkUrl !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl }),
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        MARIGRAPH_LOG_LEVEL: 'none',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = once(child, 'close');

  return {
    process: child,
    line: (start) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = stdout.split('\n').find((text) => text.startsWith(start));
          if (line !== undefined) resolve(line.slice(start.length).trim());
        };
        child.stdout.on('data', look);
        child.once('close', () => reject(new Error(`no line "${start}"; stderr: ${stderr}`)));
        look();
      }),
    async end() {
      const [code, signal] = (await closed) as [number | null, string | null];
      return { code, signal, stdout, stderr };
    },
  };
}

export function runFixture(file: string, options: FixtureOptions = {}): Promise<FixtureResult> {
  return startFixture(file, options).end();
}

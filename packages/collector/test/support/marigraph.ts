import { runCli } from '../../src/cli.ts';

/** What a command printed, and how it ended. */
export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command `marigraph` in a folder. What it prints is without the folder. */
export async function marigraph(folder: string, ...args: readonly string[]): Promise<CommandRun> {
  const printed = { out: '', err: '' };
  const code = await runCli(args, {
    version: '1.2.3',
    environment: {},
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    onStop: () => () => {},
  });
  const tidy = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { code, out: tidy(printed.out), err: tidy(printed.err) };
}

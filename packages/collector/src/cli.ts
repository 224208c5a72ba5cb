/** The command `marigraph`. */

import { Command, CommanderError } from 'commander';

import { systemClock } from './clock.ts';
import { CommandError } from './commands/command-error.ts';
import { addConfigurationCommands } from './commands/configuration.ts';
import { addReferenceCommands } from './commands/reference.ts';
import { runUntilStopped } from './commands/run.ts';
import type { Environment } from './configuration/expand.ts';
import type { LoadOptions } from './configuration/load.ts';
import { loadConfiguration } from './configuration/load.ts';
import { ComponentError, ConfigurationError } from './errors.ts';

/** What the command needs of the process that it runs in. */
export interface CliOptions {
  readonly version: string;
  readonly environment: Environment;
  /** Standard output: results. */
  readonly out: (text: string) => void;
  /** Standard error: logs and errors. */
  readonly err: (text: string) => void;
  /** Calls back when the process is asked to end. Returns what ends that. */
  readonly onStop: (callback: () => void) => () => void;
}

interface ConfigurationOptions {
  readonly config: readonly string[];
  readonly set: readonly string[];
  readonly forward?: string;
}

/** Runs one command line, without the names of node and script. Settles with the exit code. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<number> {
  let exitCode = 0;
  const program = createProgram(options, (code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    options.err(`${explain(error)}\n`);
    return 1;
  }
}

function createProgram(options: CliOptions, exit: (code: number) => void): Command {
  const { version, environment, out, err } = options;
  const program = new Command('marigraph')
    .description('OpenTelemetry collector that watches machine-learning models')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err });
  const toLoadOptions = (given: ConfigurationOptions): LoadOptions => ({
    files: given.config,
    sets: given.set,
    environment,
    forward: given.forward ?? forwardFrom(environment, given),
  });

  configurable(program.command('run'))
    .description('runs the collector; without --config with its built-in configuration')
    .action(async (given: ConfigurationOptions) => {
      const configuration = loadConfiguration(toLoadOptions(given));
      await runUntilStopped(configuration, { clock: systemClock, err, onStop: options.onStop });
    });
  addConfigurationCommands(program, { version, configurable, toLoadOptions, out, err });
  addReferenceCommands(program, { out, err, exit });
  return program;
}

/** Adds the options that say which configuration is meant. */
function configurable(command: Command): Command {
  return command
    .option(
      '--config <location>',
      'configuration: a file, env:NAME or yaml:text; repeat to merge several',
      collect,
      [],
    )
    .option(
      '--set <path=value>',
      'sets one value, as in receivers.otlp.protocols…, after everything else',
      collect,
      [],
    )
    .option('--forward <url>', 'also sends everything to this OTLP/HTTP endpoint');
}

/** Gathers an option that may be repeated. */
function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** The variable counts only without a configuration of one's own, which can name it where it wants. */
function forwardFrom(
  environment: Environment,
  { config }: ConfigurationOptions,
): string | undefined {
  const url = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return config.length === 0 && url !== '' ? url : undefined;
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    const count = error.problems.length;
    return `${error.message}\n${count} ${count === 1 ? 'problem' : 'problems'} in the configuration`;
  }
  if (error instanceof ComponentError) return `${error.code}: ${error.message}\n${error.hint}`;
  if (error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

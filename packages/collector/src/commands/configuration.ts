/** The commands about configurations: they check, show and explain, and start nothing. */

import type { Command } from 'commander';
import { stringify } from 'yaml';

import { COMPONENTS } from '../components.ts';
import { describeComponents } from '../configuration/describe-components.ts';
import { editorSchema } from '../configuration/editor-schema.ts';
import { type LoadOptions, resolveConfiguration } from '../configuration/load.ts';
import { formatConfiguration } from '../configuration/print.ts';
import type { Resolved } from '../configuration/resolve.ts';
import { ConfigurationError } from '../errors.ts';

export interface ConfigurationCommandsOptions<Given> {
  readonly version: string;
  /** Adds the options that say which configuration is meant. */
  readonly configurable: (command: Command) => Command;
  readonly toLoadOptions: (given: Given) => LoadOptions;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Adds `validate`, `print-config`, `components` and `schema`. */
export function addConfigurationCommands<Given>(
  program: Command,
  options: ConfigurationCommandsOptions<Given>,
): void {
  const { version, configurable, toLoadOptions, out, err } = options;
  const showWarnings = (warnings: readonly string[]): void => {
    for (const warning of warnings) err(`warning: ${warning}\n`);
  };
  const resolve = (given: Given): Resolved => {
    try {
      const resolved = resolveConfiguration(toLoadOptions(given));
      showWarnings(resolved.configuration.warnings);
      return resolved;
    } catch (error) {
      if (error instanceof ConfigurationError) showWarnings(error.warnings);
      throw error;
    }
  };

  configurable(program.command('validate'))
    .description('checks a configuration and prints every problem and warning')
    .action((given: Given) => {
      resolve(given);
      out('configuration is valid\n');
    });
  configurable(program.command('print-config'))
    .description(
      'prints a configuration as it takes effect, with defaults and without secrets; comments show where the ' +
        'write-ahead log stands',
    )
    .action((given: Given) => out(formatConfiguration(resolve(given))));
  program
    .command('components')
    .description('prints the components of this program as YAML')
    .option('--json', 'prints JSON')
    .action(({ json }: { readonly json?: boolean }) => {
      const buildinfo = { command: program.name(), description: program.description(), version };
      const all = { buildinfo, ...describeComponents(COMPONENTS) };
      out(json === true ? `${JSON.stringify(all, undefined, 2)}\n` : stringify(all));
    });
  program
    .command('schema')
    .description('prints the JSON Schema of configurations, for editors')
    .action(() => out(`${JSON.stringify(editorSchema(COMPONENTS), undefined, 2)}\n`));
}

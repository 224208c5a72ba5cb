import type { AnyDefinition } from '../component.ts';
import { COMPONENTS } from '../components.ts';
import { ConfigurationError } from '../errors.ts';
import { addForward, defaultConfiguration } from './defaults.ts';
import { environmentWarnings } from './environment.ts';
import type { Environment, Outside } from './expand.ts';
import { readLocation, readTextFile } from './locations.ts';
import { type Resolved, resolveTree } from './resolve.ts';
import type { Configuration } from './resolved.ts';
import { type ConfigurationSource, readSources } from './sources.ts';

export interface LoadOptions {
  /** Files, `file:path`, `env:NAME` or `yaml:text`, merged in this order. */
  readonly files?: readonly string[];
  /** Texts, merged behind the files. */
  readonly texts?: readonly ConfigurationSource[];
  /** `path.to.key=value`, merged last. */
  readonly sets?: readonly string[];
  /** Where everything is sent that comes in. Added to each pipeline, after the files and texts. */
  readonly forward?: string | undefined;
  /** Variables for `${env:NAME}`. None unless given. */
  readonly environment?: Environment;
  /** Components that may be used: all of this program unless given. */
  readonly definitions?: readonly AnyDefinition[];
}

/**
 * Reads, merges, expands and checks a configuration. Without files and texts it is the built-in one.
 * @throws {ConfigurationError} with every problem there is.
 */
export function loadConfiguration(options: LoadOptions = {}): Configuration {
  return resolveConfiguration(options).configuration;
}

/** The same, together with what was written. @throws {ConfigurationError} with every problem there is. */
export function resolveConfiguration(options: LoadOptions): Resolved {
  const { files = [], texts = [], sets = [], environment = {}, forward } = options;
  const definitions = options.definitions ?? COMPONENTS;
  const outside: Outside = { environment, readText: readTextFile };
  const located = files.map((location) => readLocation(location, outside));
  const problems = located.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw new ConfigurationError(problems);
  const given = [...located.filter((one) => 'text' in one), ...texts];
  const isBuiltIn = given.length === 0;
  const builtIn = { name: 'built-in', text: defaultConfiguration(definitions, forward) };
  const tree = readSources(isBuiltIn ? [builtIn] : given, sets, outside);
  const forwarded = !isBuiltIn && forward !== undefined ? addForward(tree, forward) : tree;
  const warnings = environmentWarnings({ environment, isConfigured: !isBuiltIn, forward });
  return resolveTree(forwarded, { definitions, warnings, isBuiltIn });
}

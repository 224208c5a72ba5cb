import { readFileSync } from 'node:fs';

import type { AnyDefinition } from '../component.ts';
import { COMPONENTS } from '../components.ts';
import { ConfigurationError, systemCode } from '../errors.ts';
import { addForward, defaultConfiguration } from './defaults.ts';
import type { Environment } from './expand.ts';
import { resolveTree } from './resolve.ts';
import type { Configuration } from './resolved.ts';
import { type ConfigurationSource, readSources } from './sources.ts';

export interface LoadOptions {
  /** Files, merged in this order. */
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
  const { files = [], texts = [], sets = [], environment = {}, forward } = options;
  const definitions = options.definitions ?? COMPONENTS;
  const given = [...files.map(readSource), ...texts];
  const sources =
    given.length > 0
      ? given
      : [{ name: 'built-in', text: defaultConfiguration(definitions, forward) }];
  const tree = readSources(sources, sets, environment);
  const forwarded = given.length > 0 && forward !== undefined ? addForward(tree, forward) : tree;
  return resolveTree(forwarded, definitions);
}

function readSource(name: string): ConfigurationSource {
  try {
    return { name, text: readFileSync(name, 'utf8') };
  } catch (cause) {
    const message = `cannot be read: ${systemCode(cause) ?? String(cause)}`;
    throw new ConfigurationError([{ path: '', message, source: name }], { cause });
  }
}

import type { Outside } from '../../src/configuration/expand.ts';

/** What a configuration may read: these variables and files, and nothing else. */
export function outsideOf(
  environment: Outside['environment'],
  files: Readonly<Record<string, string>> = {},
): Outside {
  return {
    environment,
    readText(path) {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  };
}

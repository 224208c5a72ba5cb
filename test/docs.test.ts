import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { loadConfiguration } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

const PAGES = globSync([
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
]).filter((path) => !path.includes('node_modules'));
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;
const YAML = /```yaml\n([\s\S]*?)```/g;

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to files that exist', () => {
    const dead = [...text.matchAll(LINK)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(dirname(page), target)));
    expect(dead).toEqual([]);
  });

  it('shows only configurations that are valid', () => {
    for (const [, yaml = ''] of text.matchAll(YAML)) {
      if (!yaml.includes('service:')) continue;
      expect(() => loadConfiguration({ texts: [{ name: page, text: yaml }] })).not.toThrow();
    }
  });
});

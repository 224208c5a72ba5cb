import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildRegistry, generate } from './generate.ts';
import { parseModel, readModel } from './read-model.ts';
import { MODEL_FOLDER, modelTexts } from './seeded-model.ts';
import { findStale, writeStale } from './write-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const files = await generate(buildRegistry(await readModel(MODEL_FOLDER)));

/** The generated files of the committed model with one text replaced. */
async function generateWith(file: string, from: string, to: string): Promise<typeof files> {
  const texts = modelTexts();
  texts.set(file, (texts.get(file) ?? '').replace(from, to));
  return generate(buildRegistry(parseModel(texts)));
}

const source = (of: typeof files, name: string): string =>
  of.get(`packages/semantic-conventions/src/${name}.ts`) ?? '';
const page = (of: typeof files, name: string): string =>
  of.get(`docs/reference/conventions/${name}.md`) ?? '';

describe('the generated files', () => {
  it('are the committed ones', async () => {
    expect(await findStale(ROOT, files)).toEqual([]);
  });

  it.each([...files])('%s says where it comes from', (_path, content) => {
    expect(content.split('\n')[0]).toMatch(
      /^(\/\/|<!--) Generated from conventions\/model by `npm run generate`\. Do not edit\./,
    );
  });

  it.each([...files])('%s ends in one line break, and no line in a space', (_path, content) => {
    expect(content).toMatch(/[^\n]\n$/);
    expect(content).not.toMatch(/[ \t]\n/);
  });

  it('mark what is deprecated', async () => {
    const deprecation = `key: ml.batch.index
    deprecated: { reason: renamed, renamed_to: ml.batch.row }`;
    const changed = await generateWith('attributes.yaml', 'key: ml.batch.index', deprecation);
    expect(source(changed, 'attributes')).toContain(
      ' * @deprecated Renamed to `ml.batch.row`.\n */',
    );
    expect(page(changed, 'attributes')).toContain(
      'The zero-based index of the row within the batch. **Deprecated.** Renamed to `ml.batch.row`.',
    );
  });

  it('let a reference say more of an attribute in the pages', async () => {
    const reference = '{ ref: ml.prediction.embedding, requirement_level: opt_in';
    const changed = await generateWith(
      'events.yaml',
      reference,
      `${reference}, brief: The vector., note: At most 4096 numbers.`,
    );
    expect(page(changed, 'events')).toContain(
      '| `ml.prediction.embedding` | double[] | opt-in | The vector. At most 4096 numbers. |',
    );
  });

  it('accept an only example that stands without a list', async () => {
    const changed = await generateWith(
      'attributes.yaml',
      'examples: [checkout-risk]',
      'examples: x',
    );
    expect(source(changed, 'attributes')).toContain(' * Examples: `x`.\n');
  });

  it('keep texts with quotes intact', async () => {
    const changed = await generateWith(
      'metrics.yaml',
      "brief: 'Accuracy in the last closed window.'",
      `brief: Accuracy of the model's "closed" window.`,
    );
    expect(source(changed, 'metric-descriptors')).toContain(
      `description: 'Accuracy of the model\\'s "closed" window.'`,
    );
  });

  it('state the schema URL of the manifest', async () => {
    const changed = await generateWith('manifest.yaml', '/0.1.0', '/0.2.0');
    expect(source(changed, 'schema-url')).toContain(
      `export const SCHEMA_URL = 'https://marigraph.dev/schemas/ml/0.2.0' as const;`,
    );
    expect(source(changed, 'schema-url')).toContain(`SCHEMA_VERSION = '0.2.0' as const;`);
  });
});

describe('writing', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'conventions-'));
    await cp(MODEL_FOLDER, join(root, 'conventions/model'), { recursive: true });
  });
  afterAll(() => rm(root, { recursive: true }));

  const path = 'packages/semantic-conventions/src/events.ts';
  const orphan = 'packages/semantic-conventions/src/old.ts';

  it('writes all files into an empty tree, then none', async () => {
    expect(await findStale(root, files)).toEqual([...files.keys()].toSorted());
    expect(await writeStale(root, files)).toEqual([...files.keys()].toSorted());
    expect(await findStale(root, files)).toEqual([]);
    expect(await readFile(join(root, path), 'utf8')).toBe(files.get(path));
  });

  it('repairs what was edited and removes what is no longer generated', async () => {
    await writeFile(join(root, path), '// edited\n');
    await writeFile(join(root, orphan), '// left over\n');
    expect(await writeStale(root, files)).toEqual([path, orphan]);
    expect(await findStale(root, files)).toEqual([]);
    await expect(readFile(join(root, orphan))).rejects.toThrow('ENOENT');
  });

  it('does not take another failure for a missing file', async () => {
    const blocked = join(root, 'blocked');
    await writeFile(blocked, 'a file where a folder is expected');
    await expect(findStale(blocked, files)).rejects.toThrow('ENOTDIR');
  });

  it('has a command that checks, repairs and explains', async () => {
    expect(await run(root, '--check')).toEqual({ code: 0, output: '' });
    await writeFile(join(root, path), '// edited\n');
    expect(await run(root, '--check')).toEqual({
      code: 1,
      output: `stale ${path}\nThe generated files differ from conventions/model. Run \`npm run generate\`.\n`,
    });
    expect(await run(root)).toEqual({ code: 0, output: `wrote ${path}\n` });
    const model = join(root, 'conventions/model/manifest.yaml');
    await writeFile(
      model,
      (await readFile(model, 'utf8')).replace('stability: dev', 'stability: '),
    );
    const refused = await run(root, '--check');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(
      /^manifest\.yaml: stability: found "elopment", expected one of /,
    );
  });
});

function run(root: string, ...flags: readonly string[]): Promise<{ code: number; output: string }> {
  const main = join(import.meta.dirname, 'main.ts');
  const args = ['--conditions=@marigraph/source', main, '--root', root, ...flags];
  return new Promise((settle) => {
    const child = execFile(process.execPath, args, (_error, stdout, stderr) => {
      settle({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

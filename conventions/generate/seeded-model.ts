import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildRegistry } from './generate.ts';
import { parseModel } from './read-model.ts';
import { RegistryError } from './registry-error.ts';

/** The folder of the committed model. */
export const MODEL_FOLDER: string = join(import.meta.dirname, '../model');

/** The texts of the committed model, by file name. */
export function modelTexts(): Map<string, string> {
  return new Map(
    readdirSync(MODEL_FOLDER).map((file) => [file, readFileSync(join(MODEL_FOLDER, file), 'utf8')]),
  );
}

/** One change to the text of one file; the old text must occur. */
export interface Seed {
  readonly file: string;
  readonly replace: string;
  readonly with: string;
}

/** The committed model with errors put into it, as the lines that the generator refuses it with. */
export function refusalOf(...seeds: readonly Seed[]): readonly string[] {
  const texts = modelTexts();
  for (const seed of seeds) {
    const text = texts.get(seed.file) ?? '';
    if (!text.includes(seed.replace)) throw new Error(`${seed.file} has no "${seed.replace}"`);
    texts.set(seed.file, text.replace(seed.replace, seed.with));
  }
  try {
    buildRegistry(parseModel(texts));
  } catch (error) {
    if (error instanceof RegistryError) return error.message.split('\n');
    throw error;
  }
  return [];
}

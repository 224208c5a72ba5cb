import { CATEGORIES_MAX, type ReferenceColumn } from '@marigraph/monitor';

import type { CellSink } from './cell-sink.ts';
import { TableError } from './table-error.ts';

/** A longer text is no category. */
const CATEGORY_LENGTH_MAX = 1024;
const MESSAGE_LENGTH_MAX = 40;
const MISSING_CODE = 0;

/** A column that becomes a feature of a reference. */
export interface FeatureColumn extends CellSink {
  finish(): ReferenceColumn;
}

/**
 * Gathers a column in one pass, in 8 to 10 bytes a cell whatever its texts are.
 *
 * A column is numeric when all its values are numbers; otherwise its values are categories, numbers among them as they
 * were written. Which of the two it is shows with its last row, so a column of numbers remembers how they were written
 * for as long as it has few enough different ones to become categories.
 */
export function createFeatureColumn(name: string): FeatureColumn {
  let numbers: number[] | undefined = [];
  let categories: Categories | undefined = createCategories();
  let rows = 0;

  /** The column has no more different values than categories may be, or it is refused here. */
  function addCategory(key: string | number): void {
    if (categories?.add(key) !== false) return;
    categories = undefined;
    if (numbers === undefined) {
      throw new TableError(
        `feature \`${name}\`: more than ${CATEGORIES_MAX} categories, with ${quote(String(key))} in row ${rows}; ` +
          'an identifier is no feature',
      );
    }
  }

  return {
    addMissing() {
      rows++;
      numbers?.push(Number.NaN);
      categories?.add(undefined);
    },
    addNumber(value, written) {
      rows++;
      numbers?.push(value);
      addCategory(written ?? value);
    },
    addText(text) {
      rows++;
      if (text.length > CATEGORY_LENGTH_MAX) {
        throw new TableError(
          `feature \`${name}\`: a text of ${text.length} characters in row ${rows}, ` +
            `at most ${CATEGORY_LENGTH_MAX}; free text is no feature`,
        );
      }
      if (categories === undefined) {
        throw new TableError(
          `feature \`${name}\`: its values are numbers up to row ${rows}, where it has ${quote(text)}; ` +
            'leave such cells empty, or leave the column out',
        );
      }
      numbers = undefined;
      addCategory(text);
    },
    addTime() {
      throw new TableError(
        `feature \`${name}\`: it holds times; name the column with --time, or leave it out with --exclude`,
      );
    },
    finish() {
      return { name, values: numbers ?? categories?.values() ?? [] };
    },
  };
}

interface Categories {
  /** Adds a value, `undefined` for a missing one. Returns false, and adds nothing, beyond the largest number of categories. */
  add(key: string | number | undefined): boolean;
  values(): (string | null)[];
}

/** Categories as numbers, so that a cell takes two bytes. */
function createCategories(): Categories {
  const codeOf = new Map<string | number, number>();
  const texts: (string | null)[] = [null];
  let codes = new Uint16Array(64);
  let length = 0;

  function append(code: number): void {
    if (length === codes.length) {
      const grown = new Uint16Array(length * 2);
      grown.set(codes);
      codes = grown;
    }
    codes[length++] = code;
  }

  return {
    add(key) {
      let code = key === undefined ? MISSING_CODE : codeOf.get(key);
      if (code === undefined && key !== undefined) {
        if (codeOf.size === CATEGORIES_MAX) return false;
        code = texts.push(String(key)) - 1;
        codeOf.set(key, code);
      }
      append(code ?? MISSING_CODE);
      return true;
    },
    values() {
      return Array.from(codes.subarray(0, length), (code) => texts[code] ?? null);
    },
  };
}

/** A value in a message, on one line. */
function quote(text: string): string {
  const short = text.length > MESSAGE_LENGTH_MAX ? `${text.slice(0, MESSAGE_LENGTH_MAX)}…` : text;
  return JSON.stringify(short);
}

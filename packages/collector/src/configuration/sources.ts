/** Configuration texts and `--set` pairs, merged into one tree that remembers where each value came from. */

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parse,
  parseDocument,
  type YAMLParseError,
} from 'yaml';

import type { Problem } from '../errors.ts';
import { expandScalar, type Environment } from './expand.ts';

export interface ConfigurationSource {
  /** For messages: a file name. */
  readonly name: string;
  readonly text: string;
}

export interface Tree {
  readonly value: Readonly<Record<string, unknown>>;
  /** `file:line` by path. */
  readonly places: ReadonlyMap<string, string>;
  /** Text that an expansion produced where YAML then read a number or boolean, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  /** Every source could be read, so what is missing is really missing. */
  readonly isComplete: boolean;
}

interface Growing {
  value: Record<string, unknown>;
  readonly places: Map<string, string>;
  readonly texts: Map<string, string>;
  readonly problems: Problem[];
}

/** Nested deeper than any configuration; stops what would exhaust the stack. */
const DEPTH_MAX = 64;

/** Later sources win: maps merge, everything else is replaced. `sets` (`a.b=value`) come last. */
export function readSources(
  sources: readonly ConfigurationSource[],
  sets: readonly string[],
  environment: Environment,
): Tree {
  const tree: Growing = { value: {}, places: new Map(), texts: new Map(), problems: [] };
  for (const source of sources) addSource(tree, source, environment);
  const isComplete = tree.problems.every(({ path }) => path !== '');
  for (const set of sets) addSet(tree, set);
  return { ...tree, isComplete };
}

function addSource(tree: Growing, source: ConfigurationSource, environment: Environment): void {
  const lines = new LineCounter();
  const document = parseDocument(source.text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const placeOf = (offset: number): string => `${source.name}:${lines.linePos(offset).line}`;
  const broken = document.errors.find((error) => !isDuplicate(error));
  // What comes behind the first broken place is mostly its consequence.
  const errors = [
    ...document.errors.filter(isDuplicate),
    ...(broken === undefined ? [] : [broken]),
  ];
  for (const { message, pos } of errors) {
    tree.problems.push({ path: '', message, source: placeOf(pos[0]) });
  }
  if (document.errors.length > 0 || document.contents === null) return;
  const reader = { tree, environment, placeOf, resolve: (node: Node) => follow(node, document) };
  if (!isMap(reader.resolve(document.contents))) {
    if (isScalar(document.contents) && document.contents.value === null) return;
    const message = 'expected a map with receivers, exporters, service';
    tree.problems.push({ path: '', message, source: placeOf(document.contents.range?.[0] ?? 0) });
    return;
  }
  const value = readNode(document.contents, [], reader) as Record<string, unknown>;
  tree.value = mergeMaps(tree.value, value);
}

function isDuplicate({ code }: YAMLParseError): boolean {
  return code === 'DUPLICATE_KEY';
}

interface Reader {
  readonly tree: Growing;
  readonly environment: Environment;
  placeOf(offset: number): string;
  /** What an alias stands for. */
  resolve(node: Node): Node | undefined;
}

function follow(node: Node, document: ReturnType<typeof parseDocument>): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The plain value of a node. Maps have no prototype, so no key is special. */
function readNode(given: unknown, path: readonly string[], reader: Reader): unknown {
  const node = given === null ? undefined : reader.resolve(given as Node);
  const { tree } = reader;
  const key = path.join('.');
  const offset = node?.range?.[0];
  const place = offset === undefined ? undefined : reader.placeOf(offset);
  if (place !== undefined) tree.places.set(key, place);
  if (path.length > DEPTH_MAX) {
    tree.problems.push({
      path: key,
      message: `expected at most ${DEPTH_MAX} levels`,
      source: place,
    });
    return undefined;
  }
  if (isMap(node)) {
    const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      map[name] = readNode(pair.value, [...path, name], reader);
    }
    return map;
  }
  if (isSeq(node)) {
    return node.items.map((item, index) => readNode(item, [...path, String(index)], reader));
  }
  if (!isScalar(node)) return null;
  tree.texts.delete(key);
  if (typeof node.value !== 'string') return node.value;
  const expanded = expandScalar(node.value, {
    isPlain: node.type === 'PLAIN',
    environment: reader.environment,
  });
  if ('problem' in expanded) {
    tree.problems.push({ path: key, message: expanded.problem, source: place, value: node.value });
    return null;
  }
  if (expanded.text !== undefined) tree.texts.set(key, expanded.text);
  return expanded.value;
}

function addSet(tree: Growing, set: string): void {
  const at = set.indexOf('=');
  const path = set.slice(0, at).split('.');
  if (at < 1 || path.includes('')) {
    tree.problems.push({ path: '', message: 'expected --set path.to.key=value', value: set });
    return;
  }
  try {
    const parsed: unknown = parse(set.slice(at + 1));
    const value = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), parsed ?? null);
    tree.value = mergeMaps(tree.value, value as Record<string, unknown>);
    tree.places.set(path.join('.'), '--set');
  } catch (error) {
    const message = `expected a YAML value: ${error instanceof Error ? error.message : ''}`;
    tree.problems.push({
      path: path.join('.'),
      message,
      value: set.slice(at + 1),
      source: '--set',
    });
  }
}

/** Maps merge key by key; any other value, lists too, replaces the one before. */
function mergeMaps(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.assign(
    Object.create(null) as Record<string, unknown>,
    base,
  );
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isPlainMap(before) && isPlainMap(value) ? mergeMaps(before, value) : value;
  }
  return merged;
}

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

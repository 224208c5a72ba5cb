/** Configuration texts and `--set` pairs, merged into one tree that remembers where each value came from. */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';

import type { Problem } from '../errors.ts';
import { expandScalar, type Outside } from './expand.ts';

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
  /** Values read so far. */
  count: number;
  /** There was too much of it: the rest was not read. */
  isCut: boolean;
}

/** Nested deeper than any configuration; stops what would exhaust the stack. */
const DEPTH_MAX = 64;

/** More than any configuration has; stops aliases and files that multiply each other. */
const VALUES_MAX = 100_000;

/**
 * Later sources win: maps merge, everything else is replaced. `sets` (`a.b=value`, or `a::b=value` where names have
 * dots) come last. A key `a::b: value` stands for `a: {b: value}`, as in the Collector.
 */
export function readSources(
  sources: readonly ConfigurationSource[],
  sets: readonly string[],
  outside: Outside,
): Tree {
  const tree: Growing = {
    value: {},
    places: new Map(),
    texts: new Map(),
    problems: [],
    count: 0,
    isCut: false,
  };
  for (const source of sources) addSource(tree, source, outside);
  const isReadable = tree.problems.every(({ path }) => path !== '');
  for (const set of sets) addSet(tree, set, outside);
  const { value, places, texts, problems, isCut } = tree;
  return { value, places, texts, problems, isComplete: isReadable && !isCut };
}

function addSource(tree: Growing, source: ConfigurationSource, outside: Outside): void {
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
  const reader: Reader = { tree, outside, placeOf, document };
  if (!isMap(follow(document.contents, document))) {
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
  readonly outside: Outside;
  /** Where aliases are resolved. */
  readonly document: Document.Parsed;
  placeOf(offset: number): string;
}

function follow(node: Node, document: Document.Parsed): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The plain value of a node. Maps have no prototype, so no key is special. */
function readNode(given: unknown, path: readonly string[], reader: Reader): unknown {
  const { tree, document } = reader;
  const node = given === null ? undefined : follow(given as Node, document);
  const key = path.join('.');
  const offset = node?.range?.[0];
  const place = offset === undefined ? undefined : reader.placeOf(offset);
  if (place !== undefined) tree.places.set(key, place);
  if (isTooMuch(tree, path, place)) return undefined;
  if (isMap(node)) return readMap(node, path, reader);
  if (isSeq(node)) {
    return node.items.map((item, index) => readNode(item, [...path, String(index)], reader));
  }
  if (!isScalar(node)) return null;
  tree.texts.delete(key);
  if (typeof node.value !== 'string') return node.value;
  const isPlain = node.type === 'PLAIN';
  const expanded = expandScalar(node.value, { isPlain, outside: reader.outside });
  if ('problem' in expanded) {
    tree.problems.push({ path: key, message: expanded.problem, source: place });
    return null;
  }
  if ('document' in expanded) {
    const { contents } = expanded.document;
    // Its lines are those of another file: what is wrong with it is said of the place that names it.
    const placeOf = (): string => place ?? '';
    const value = readNode(contents, path, { ...reader, document: expanded.document, placeOf });
    tree.texts.set(key, expanded.text);
    return value;
  }
  if (expanded.text !== undefined) tree.texts.set(key, expanded.text);
  return expanded.value;
}

/** Whether reading ends here: too deep, or too much. Said once, for what comes then is the rest of the same. */
function isTooMuch(tree: Growing, path: readonly string[], source: string | undefined): boolean {
  if (tree.isCut) return true;
  tree.count++;
  tree.isCut = path.length > DEPTH_MAX || tree.count > VALUES_MAX;
  if (!tree.isCut) return false;
  const most = path.length > DEPTH_MAX ? `${DEPTH_MAX} levels` : `${VALUES_MAX} values`;
  tree.problems.push({ path: path.join('.'), message: `expected at most ${most}`, source });
  return true;
}

function readMap(node: YAMLMap, path: readonly string[], reader: Reader): Record<string, unknown> {
  let map = emptyMap();
  for (const pair of node.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const names = splitName(name);
    const value = readNode(pair.value, [...path, ...names], reader);
    if (names.length === 1) map[name] = value;
    else map = mergeMaps(map, nest(names, value));
  }
  return map;
}

const SEPARATOR = '::';

/** `a::b` is a path; what has an empty part, as an address can, is one name. */
function splitName(name: string): readonly string[] {
  const names = name.split(SEPARATOR);
  return names.includes('') ? [name] : names;
}

function nest(names: readonly string[], value: unknown): Record<string, unknown> {
  const [first = '', ...others] = names;
  const map = emptyMap();
  map[first] = others.length === 0 ? value : nest(others, value);
  return map;
}

function emptyMap(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function addSet(tree: Growing, set: string, outside: Outside): void {
  const at = set.indexOf('=');
  const text = set.slice(0, at);
  const path = text.split(text.includes(SEPARATOR) ? SEPARATOR : '.');
  if (at < 1 || path.includes('')) {
    tree.problems.push({ path: '', message: 'expected --set path.to.key=value', value: set });
    return;
  }
  const source = '--set';
  const document = parseDocument(set.slice(at + 1), { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const message = `expected a YAML value: ${error.message}`;
    tree.problems.push({ path: path.join('.'), message, source });
    return;
  }
  const reader: Reader = { tree, outside, document, placeOf: () => source };
  const value = readNode(document.contents, path, reader);
  tree.places.set(path.join('.'), source);
  if (path.length <= DEPTH_MAX) tree.value = mergeMaps(tree.value, nest(path, value));
}

/** Maps merge key by key; any other value, lists too, replaces the one before. */
function mergeMaps(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = Object.assign(emptyMap(), base);
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isPlainMap(before) && isPlainMap(value) ? mergeMaps(before, value) : value;
  }
  return merged;
}

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { ATTR_ML_MODEL_NAME, ATTR_ML_MODEL_VERSION } from '@marigraph/semantic-conventions';

import type { OnnxHeader } from './onnx-header.ts';

/** How a model appears in telemetry. */
export interface ModelDescription {
  /** Low cardinality, unique in the service: the key of every statistic. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Names of the features in the order of the model's inputs, one per column. */
  readonly featureNames?: readonly string[] | undefined;
  /** Names of the classes in the order of the probabilities. */
  readonly classNames?: readonly string[] | undefined;
  /** Whether sessions of this model are left alone: tokenizers, helpers inside another library. */
  readonly ignore?: boolean | undefined;
}

/** What is known of a model when its session is created. */
export interface ModelSource {
  /** The path that the application loads, if it loads one. */
  readonly path?: string | undefined;
  /** The header of the model, if it could be read. */
  readonly header?: OnnxHeader | undefined;
}

/** Describes a model better than its file can; what is left out stays as found. */
export type ResolveModel = (
  source: ModelSource & { readonly model: ModelDescription },
) => Partial<ModelDescription> | undefined;

const TEXT_LENGTH_MAX = 256;
const NAME_KEYS = [ATTR_ML_MODEL_NAME, 'model_name', 'name'] as const;
const VERSION_KEYS = [ATTR_ML_MODEL_VERSION, 'model_version', 'version'] as const;
const FEATURE_KEYS = ['feature_names', 'features'] as const;
const CLASS_KEYS = ['class_names', 'classes'] as const;

/** File names that exporters and hubs give to every model: `model.onnx`, `model_quantized.onnx`, `model-q4.onnx`. */
const GENERIC_NAME = /^model(?:[_-].*)?$/i;
/** Folders between a model's own folder and its file: hub layouts and commit hashes. */
const TRANSPARENT_FOLDER = /^(?:onnx|snapshots|[\da-f]{40})$/;

/** The name where nothing tells one. */
export const UNKNOWN_MODEL_NAME = 'unknown';

/**
 * Names a model by its metadata, else its file, else its graph. The layout `name/version/model.onnx` of
 * model servers gives both. A name that every file has says nothing, so its folder is used.
 */
export function describeModel({ path, header }: ModelSource): ModelDescription {
  const fromPath = path === undefined ? {} : describePath(path);
  const fromHeader = header === undefined ? {} : describeHeader(header);
  const { graphName = fromPath.fallback ?? UNKNOWN_MODEL_NAME, modelVersion } = fromHeader;
  return {
    name: fromHeader.name ?? fromPath.name ?? graphName,
    version: fromHeader.version ?? fromPath.version ?? modelVersion,
    featureNames: fromHeader.featureNames,
    classNames: fromHeader.classNames,
  };
}

/** The description with what `resolveModel` said. Values of a wrong type are passed over. */
export function refineModel(model: ModelDescription, resolved: unknown): ModelDescription {
  if (typeof resolved !== 'object' || resolved === null) return model;
  const { name, version, featureNames, classNames, ignore } = resolved as Record<string, unknown>;
  return {
    name: cutText(name) ?? model.name,
    version: cutText(version) ?? model.version,
    featureNames: textList(featureNames) ?? model.featureNames,
    classNames: textList(classNames) ?? model.classNames,
    ignore: ignore === true,
  };
}

interface HeaderDescription extends Omit<ModelDescription, 'name'> {
  readonly name?: string | undefined;
  /** Only the second choice: many exporters call every graph the same. */
  readonly graphName?: string | undefined;
  readonly modelVersion?: string | undefined;
}

function describeHeader({ metadata, ...header }: OnnxHeader): HeaderDescription {
  return {
    name: firstText(metadata, NAME_KEYS),
    version: firstText(metadata, VERSION_KEYS),
    featureNames: firstList(metadata, FEATURE_KEYS),
    classNames: firstList(metadata, CLASS_KEYS) ?? header.classNames,
    graphName: cutText(header.graphName),
    modelVersion: header.modelVersion > 0n ? header.modelVersion.toString() : undefined,
  };
}

interface PathDescription {
  readonly name?: string;
  readonly version?: string;
  /** The generic name, for when the header has none either. */
  readonly fallback?: string;
}

function describePath(path: string): PathDescription {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const file = cutText(parts.pop()?.replace(/\.(?:onnx|ort)$/i, ''));
  if (file === undefined) return {};
  if (!GENERIC_NAME.test(file)) return { name: file };

  const folders = parts.filter((part) => !TRANSPARENT_FOLDER.test(part));
  const folder = cutText(folders.pop());
  if (folder === undefined) return { fallback: file };
  const parent = cutText(folders.pop());
  if (/^\d+$/.test(folder) && parent !== undefined) return { name: parent, version: folder };
  return { name: folder };
}

function firstText(
  metadata: ReadonlyMap<string, string>,
  keys: readonly string[],
): string | undefined {
  for (const key of keys) {
    const value = cutText(metadata.get(key)?.trim());
    if (value !== undefined) return value;
  }
  return undefined;
}

function firstList(
  metadata: ReadonlyMap<string, string>,
  keys: readonly string[],
): readonly string[] | undefined {
  for (const key of keys) {
    const value = metadata.get(key);
    const list = value === undefined ? undefined : parseList(value);
    if (list !== undefined) return list;
  }
  return undefined;
}

/** A JSON array or names between commas. */
function parseList(value: string): readonly string[] | undefined {
  if (!value.trimStart().startsWith('['))
    return textList(value.split(',').map((part) => part.trim()));
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? textList(parsed.map(String)) : undefined;
  } catch {
    return undefined;
  }
}

function textList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = value.map(cutText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function cutText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.slice(0, TEXT_LENGTH_MAX);
}

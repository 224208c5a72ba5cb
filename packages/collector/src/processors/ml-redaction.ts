/** The `ml_redaction` processor: what features and tags say stays out of what is stored and forwarded. */

import { readFileSync } from 'node:fs';

import { createSplicer, type EditableAttributes, type Splicer, ValueType } from '@marigraph/otlp';
import {
  ATTR_ML_FEATURE_CATEGORY,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_FEATURE_VALUE_PREFIX,
  ATTR_ML_FEATURES,
  ATTR_ML_TAG_PREFIX,
} from '@marigraph/semantic-conventions';

import {
  type Component,
  type Consumer,
  type CreateContext,
  defineProcessor,
  type ProcessorDefinition,
  type Reporter,
  type Signal,
} from '../component.ts';
import { ConfigurationError, systemCode } from '../errors.ts';
import {
  config,
  hashes,
  KEY_LENGTH_MIN,
  type MlRedactionConfig,
  type RedactionAction,
  type RedactionRules,
} from './ml-redaction-config.ts';
import { createSplicingProcessor } from './splicing-processor.ts';
import { canonicalText, createValueHash } from './value-hash.ts';

/**
 * Works on flat features, on the map of features, on tags and on the category of a feature's observations, wherever
 * attributes stand: on resources, scopes, spans with their events and links, log records, and data points with their
 * exemplars. Missing values (empty, NaN) stay missing under a hash. A body of a log record is not looked into.
 */
export const mlRedaction: ProcessorDefinition<MlRedactionConfig> =
  defineProcessor<MlRedactionConfig>({
    type: 'ml_redaction',
    stability: 'alpha',
    signals: ['traces', 'metrics', 'logs'],
    stage: 'ingress',
    mutates: true,
    config,
    create: createMlRedaction,
  });

function createMlRedaction(
  context: CreateContext<MlRedactionConfig> & { readonly next: Consumer },
): Component & Consumer & Reporter {
  const redaction = createRedaction(context);
  const { counts } = redaction;
  return createSplicingProcessor({
    next: context.next,
    createSplicer: (signal) => createRedactingSplicer(signal, redaction),
    report: () => ({ values: { ...counts } }),
  });
}

/** Changes one attribute, and says whether it may stay. */
type Redact = (attributes: EditableAttributes, index: number) => boolean;

/** Values since the start, where a batch that was repeated counts each time. */
interface ValueCounts {
  dropped: number;
  hashed: number;
}

interface Redaction {
  /** What to do with a feature or a tag; nothing where it stays as it is. */
  readonly feature: (name: string) => Redact | undefined;
  readonly tag: (name: string) => Redact | undefined;
  readonly hasFeatures: boolean;
  readonly counts: ValueCounts;
}

function createRedaction({ id, config: settings }: CreateContext<MlRedactionConfig>): Redaction {
  const counts: ValueCounts = { dropped: 0, hashed: 0 };
  const hash = createHash(id, settings, counts);
  const finder = (given: RedactionRules | undefined): ((name: string) => Redact | undefined) => {
    if (given === undefined) return () => undefined;
    const byDefault = toRedact(given.default, hash, counts);
    const byName = new Map(
      Object.entries(given.rules).map(([name, action]) => [name, toRedact(action, hash, counts)]),
    );
    return (name) => (byName.has(name) ? byName.get(name) : byDefault);
  };
  const { features } = settings;
  const actions =
    features === undefined ? [] : [features.default, ...Object.values(features.rules)];
  return {
    feature: finder(features),
    tag: finder(settings.tags),
    hasFeatures: actions.some((action) => action !== 'keep'),
    counts,
  };
}

function toRedact(action: RedactionAction, hash: Redact, counts: ValueCounts): Redact | undefined {
  if (action === 'keep') return undefined;
  if (action === 'hash') return hash;
  const allowed = new Set(action === 'drop' ? [] : action.allow_list.map(canonicalText));
  return (attributes, index) => {
    if (allowed.size > 0 && allowed.has(canonicalText(attributes.value(index)))) return true;
    counts.dropped++;
    attributes.remove(index);
    return false;
  };
}

function createHash(id: string, settings: MlRedactionConfig, counts: ValueCounts): Redact {
  if (!hashes(settings)) return () => true;
  const hash = createValueHash(readKey(id, settings));
  return (attributes, index) => {
    if (isMissing(attributes, index)) return true;
    counts.hashed++;
    attributes.replace(index, hash(attributes.value(index)));
    return true;
  };
}

function isMissing({ type, number }: EditableAttributes, index: number): boolean {
  if (type[index] === ValueType.EMPTY) return true;
  return type[index] === ValueType.DOUBLE && Number.isNaN(number[index]);
}

function readKey(id: string, { hash_key: key, hash_key_file: file }: MlRedactionConfig): string {
  if (key !== undefined || file === undefined) return key ?? '';
  const fail = (message: string, cause?: unknown): ConfigurationError =>
    new ConfigurationError([{ path: `processors.${id}.hash_key_file`, message, value: file }], {
      cause,
    });
  let text;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw fail(`the file cannot be read: ${systemCode(error) ?? String(error)}`, error);
  }
  if (text.length >= KEY_LENGTH_MIN) return text;
  throw fail(`expected a key of at least ${KEY_LENGTH_MIN} characters in the file`);
}

/** What a key stands for; from `FIRST_RULE` on the number of a rule. */
const ROLE = { IGNORED: 0, MAP: 1, NAME: 2, CATEGORY: 3, FIRST_RULE: 4 } as const;

function createRedactingSplicer(signal: Signal, redaction: Redaction): Splicer {
  const rules: Redact[] = [];
  /** The number of a rule, the same for the same rule. */
  const numberOf = (rule: Redact | undefined, first: number): number => {
    if (rule === undefined) return ROLE.IGNORED;
    const known = rules.indexOf(rule);
    return first + (known < 0 ? rules.push(rule) - 1 : known);
  };
  const classify = (key: string): number => {
    if (key.startsWith(ATTR_ML_FEATURE_VALUE_PREFIX)) {
      const name = key.slice(ATTR_ML_FEATURE_VALUE_PREFIX.length);
      return numberOf(redaction.feature(name), ROLE.FIRST_RULE);
    }
    if (key.startsWith(ATTR_ML_TAG_PREFIX)) {
      return numberOf(redaction.tag(key.slice(ATTR_ML_TAG_PREFIX.length)), ROLE.FIRST_RULE);
    }
    return redaction.hasFeatures ? roleOf(key) : ROLE.IGNORED;
  };
  const redactEntries = (entries: EditableAttributes): void => {
    for (let index = 0; index < entries.count; index++) {
      rules[(entries.action[index] as number) - 1]?.(entries, index);
    }
  };
  /** A category is a value of the feature that is named beside it. False where one may not stay. */
  const redact = (attributes: EditableAttributes, name: string): boolean => {
    let isWhole = true;
    for (let index = 0; index < attributes.count; index++) {
      const action = attributes.action[index] as number;
      if (action >= ROLE.FIRST_RULE) rules[action - ROLE.FIRST_RULE]?.(attributes, index);
      else if (action === ROLE.MAP) redactMap(attributes, index);
      else if (action === ROLE.CATEGORY) {
        isWhole = (redaction.feature(name)?.(attributes, index) ?? true) && isWhole;
      }
    }
    return isWhole;
  };
  const redactAround = (attributes: EditableAttributes): void => {
    redact(attributes, nameIn(attributes) ?? '');
  };
  const redactMap = (attributes: EditableAttributes, index: number): void => {
    if (attributes.type[index] === ValueType.KEY_VALUE_LIST) {
      attributes.editMap(index, redactEntries);
    } else if (attributes.type[index] !== ValueType.EMPTY) {
      // Which features are in a text or a list of values cannot be told.
      redaction.counts.dropped++;
      attributes.remove(index);
    }
  };
  let nameInRecord = '';
  return createSplicer({
    signal,
    classify,
    classifyEntry: (name) => numberOf(redaction.feature(name), 1),
    onResource: redactAround,
    onScope: redactAround,
    onRecord(record) {
      nameInRecord = nameIn(record.attributes) ?? '';
      const isWhole = redact(record.attributes, nameInRecord);
      // A data point without its category would count for another series.
      if (!isWhole && signal === 'metrics') record.drop();
    },
    onInner(attributes) {
      // An exemplar may have the category alone, where a view took it from a point that kept the name.
      redact(attributes, nameIn(attributes) ?? nameInRecord);
    },
  });
}

function roleOf(key: string): number {
  switch (key) {
    case ATTR_ML_FEATURES:
      return ROLE.MAP;
    case ATTR_ML_FEATURE_NAME:
      return ROLE.NAME;
    case ATTR_ML_FEATURE_CATEGORY:
      return ROLE.CATEGORY;
    default:
      return ROLE.IGNORED;
  }
}

/** The feature that attributes are about; nothing where they do not say so. */
function nameIn(attributes: EditableAttributes): string | undefined {
  const index = attributes.find(ROLE.NAME);
  const name = index < 0 ? undefined : attributes.value(index);
  return typeof name === 'string' ? name : undefined;
}

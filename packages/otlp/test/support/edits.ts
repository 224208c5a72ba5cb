import { createSplicer, type EditableAttributes, type Signal, type Splicer } from '@marigraph/otlp';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { decode } from './records.ts';

/** What is done to an attribute, by its key. */
export const EDIT = { REMOVE: 1, TEXT: 2, INTEGER: 3, RENAME: 4, MAP: 5, NESTED: 6 } as const;

/** One edit of everything in a request: what happens to a key, and which records and metrics are dropped. */
export interface EditPlan {
  readonly seed: number;
  /** One record of so many is dropped; 0 drops none. */
  readonly dropEvery: number;
  readonly appends: boolean;
}

function classifierOf({ seed }: EditPlan): (key: string) => number {
  return (key) => (key.length + seed) % 8;
}

function isMetricDropped({ seed, dropEvery }: EditPlan, name: string): boolean {
  return dropEvery > 0 && (name.length + seed) % 5 === 0;
}

function isRecordDropped({ dropEvery }: EditPlan, number: number): boolean {
  return dropEvery > 0 && number % dropEvery === 0;
}

const INTEGER = 2n ** 62n + 1n;

/** A splicer that carries a plan out. */
export function createPlannedSplicer(signal: Signal, plan: EditPlan): Splicer {
  let number = 0;
  const classify = classifierOf(plan);
  const edit = (attributes: EditableAttributes): void => {
    const { count } = attributes;
    for (let index = 0; index < count; index++) editOne(attributes, index);
    if (plan.appends) attributes.append('added', ['a', 1.5, null]);
  };
  const editOne = (attributes: EditableAttributes, index: number): void => {
    switch (attributes.action[index]) {
      case EDIT.REMOVE:
        attributes.remove(index);
        break;
      case EDIT.TEXT:
        attributes.replace(index, 'text');
        break;
      case EDIT.INTEGER:
        attributes.replace(index, INTEGER);
        break;
      case EDIT.RENAME:
        attributes.rename(index, `${attributes.key(index)}+`);
        break;
      case EDIT.NESTED:
        attributes.replace(index, { inner: [true, Uint8Array.of(1)] });
        break;
      case EDIT.MAP:
        attributes.editMap(index, edit);
        break;
      default:
    }
  };
  return createSplicer({
    signal,
    classify,
    classifyEntry: classify,
    keysMax: 16,
    onResource: edit,
    onScope: edit,
    onInner: edit,
    onMetric(metric) {
      if (isMetricDropped(plan, metric.name)) metric.drop();
    },
    onRecord(record) {
      if (isRecordDropped(plan, ++number)) {
        record.drop();
        return;
      }
      edit(record.attributes);
      if (signal === 'traces' && number % 2 === 0) {
        record.setTraceState(`${record.traceState}x`);
      }
    },
  });
}

interface Value {
  readonly value?: string;
  readonly kvlistValue?: { readonly values: KeyValue[] };
}

interface KeyValue {
  key: string;
  keyStrindex: number;
  value: Value | null;
}

type Message = Record<string, unknown>;

/** The same plan carried out on what protobufjs decodes. */
export function editDecoded(signal: Signal, bytes: Uint8Array, plan: EditPlan): object {
  const decoded = decode(requestTypes[signal], bytes) as Message;
  const names = {
    traces: ['resourceSpans', 'scopeSpans', 'spans'],
    logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  } as const;
  const [ofResources, ofScopes, records] = names[signal];
  const editor = createModelEditor(signal, plan);
  decoded[ofResources] = keep(decoded[ofResources], (ofResource) => {
    editor.editHead(ofResource, 'resource', { entityRefs: [], attributes: [] });
    const isKept = keepIn(ofResource, ofScopes, (ofScope) => {
      editor.editHead(ofScope, 'scope', { attributes: [], name: '', version: '' });
      return keepIn(ofScope, records, editor.isKept);
    });
    return isKept;
  });
  return decoded;
}

/** Keeps elements of a field; false when it held some and holds none any more. */
function keepIn(message: Message, field: string, isKept: (element: Message) => boolean): boolean {
  const before = message[field] as Message[];
  const after = keep(before, isKept);
  message[field] = after;
  return before.length === after.length || after.length > 0;
}

function keep(elements: unknown, isKept: (element: Message) => boolean): Message[] {
  return (elements as Message[]).filter(isKept);
}

interface ModelEditor {
  editHead(message: Message, field: string, empty: Message): void;
  readonly isKept: (record: Message) => boolean;
}

function createModelEditor(signal: Signal, plan: EditPlan): ModelEditor {
  let number = 0;
  const isRecordKept = (record: Message): boolean => {
    if (isRecordDropped(plan, ++number)) return false;
    record['attributes'] = editedAttributes(record['attributes'] as KeyValue[], plan);
    if (signal === 'traces' && number % 2 === 0) {
      record['traceState'] = `${String(record['traceState'])}x`;
    }
    for (const field of ['events', 'links']) {
      for (const inner of (record[field] ?? []) as Message[]) {
        inner['attributes'] = editedAttributes(inner['attributes'] as KeyValue[], plan);
      }
    }
    for (const exemplar of (record['exemplars'] ?? []) as Message[]) {
      exemplar['filteredAttributes'] = editedAttributes(
        exemplar['filteredAttributes'] as KeyValue[],
        plan,
      );
    }
    return true;
  };
  return {
    editHead(message, field, empty) {
      const head = message[field] as Message | null;
      if (head === null && !plan.appends) return;
      const edited = head ?? { ...empty, droppedAttributesCount: 0 };
      edited['attributes'] = editedAttributes(edited['attributes'] as KeyValue[], plan);
      message[field] = edited;
    },
    isKept: (record) => {
      if (signal !== 'metrics') return isRecordKept(record);
      if (isMetricDropped(plan, String(record['name']))) return false;
      const data = record[String(record['data'])] as Message | undefined;
      return data === undefined || keepIn(data, 'dataPoints', isRecordKept);
    },
  };
}

function editedAttributes(attributes: readonly KeyValue[], plan: EditPlan): KeyValue[] {
  const classify = classifierOf(plan);
  const edited = attributes.flatMap((attribute) => {
    const { key, value } = attribute;
    switch (classify(key)) {
      case EDIT.REMOVE:
        return [];
      case EDIT.TEXT:
        return [{ ...attribute, value: { value: 'stringValue', stringValue: 'text' } }];
      case EDIT.INTEGER:
        return [{ ...attribute, value: { value: 'intValue', intValue: String(INTEGER) } }];
      case EDIT.RENAME:
        return [{ ...attribute, key: `${key}+` }];
      case EDIT.NESTED:
        return [{ ...attribute, value: NESTED }];
      case EDIT.MAP:
        return [{ ...attribute, value: editedMap(value, plan) }];
      default:
        return [attribute];
    }
  });
  return plan.appends ? [...edited, { key: 'added', keyStrindex: 0, value: ADDED }] : edited;
}

function editedMap(value: Value | null, plan: EditPlan): Value | null {
  if (value?.kvlistValue === undefined) return value;
  const values = editedAttributes(value.kvlistValue.values, plan);
  return { ...value, kvlistValue: { values } };
}

const NESTED = {
  value: 'kvlistValue',
  kvlistValue: {
    values: [
      {
        key: 'inner',
        keyStrindex: 0,
        value: {
          value: 'arrayValue',
          arrayValue: {
            values: [
              { value: 'boolValue', boolValue: true },
              { value: 'bytesValue', bytesValue: Uint8Array.of(1) },
            ],
          },
        },
      },
    ],
  },
};

const ADDED = {
  value: 'arrayValue',
  arrayValue: {
    values: [
      { value: 'stringValue', stringValue: 'a' },
      { value: 'doubleValue', doubleValue: 1.5 },
      {},
    ],
  },
};

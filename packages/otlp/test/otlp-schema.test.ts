import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';

import {
  otlpMessages,
  otlpType,
  requestTypes,
  responseTypes,
} from '../../../e2e/support/otlp-schema.ts';
import { vectors } from '../../../test/support/vectors.ts';

const ENUMS = new Set(['SpanKind', 'StatusCode', 'SeverityNumber', 'AggregationTemporality']);

/** What of a field shows on the wire or in presence. */
function shape(field: protobuf.Field): unknown {
  const name = field.type.split('.').at(-1) ?? '';
  return {
    id: field.id,
    type: ENUMS.has(name) ? 'int32' : name,
    repeated: field.repeated,
    packed: field.packed,
    presence: field.hasPresence ? 'explicit' : 'implicit',
    oneof: field.partOf?.name,
  };
}

function shapes(type: protobuf.Type): Record<string, unknown> {
  return Object.fromEntries(type.fieldsArray.map((field) => [field.name, shape(field)]));
}

vectors.describe('otlp/otlp-proto', (folder) => {
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => join(folder, target);
  root.loadSync(
    globSync('opentelemetry/proto/collector/{trace,metrics,logs}/v1/*.proto', { cwd: folder }),
  );
  root.resolveAll();

  it.each(otlpMessages)('%s has exactly the fields of the published schema', (name) => {
    expect(shapes(otlpType(name))).toEqual(shapes(root.lookupType(name)));
  });

  it('describes every message that a request or response can hold', () => {
    const seen = new Set<string>();
    const visit = (type: protobuf.Type): void => {
      if (seen.has(type.name)) return;
      seen.add(type.name);
      for (const field of type.fieldsArray) {
        if (field.resolvedType instanceof protobuf.Type) visit(field.resolvedType);
      }
    };
    for (const type of [...Object.values(requestTypes), ...Object.values(responseTypes)]) {
      visit(root.lookupType(type.name));
    }
    expect([...seen].toSorted()).toEqual([...otlpMessages].toSorted());
  });
});

vectors.describe('otlp/otlp-pb', (folder) => {
  const files = globSync('*.pb', { cwd: folder }).toSorted();

  it('has 36 requests', () => expect(files).toHaveLength(36));

  it.each(files)('decodes %s and encodes it to the same bytes', (file) => {
    const signal = ({ trace: 'traces', metrics: 'metrics', logs: 'logs' } as const)[
      file.split('.')[1] as 'trace'
    ];
    const bytes = readFileSync(join(folder, file));
    const type = requestTypes[signal];
    expect(Buffer.from(type.encode(type.decode(bytes)).finish())).toEqual(bytes);
  });
});

describe('requestTypes', () => {
  it('keeps 64-bit integers exact', () => {
    const bytes = Uint8Array.from([0x09, 0x15, 0xcd, 0x5b, 0x07, 0, 0, 0, 0x80]);
    expect(
      otlpType('LogRecord').toObject(otlpType('LogRecord').decode(bytes), { longs: String }),
    ).toEqual({ timeUnixNano: '9223372036978232597' });
  });
});

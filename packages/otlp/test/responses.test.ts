import {
  createBadRequest,
  createRetryInfo,
  decodePartialSuccess,
  decodeStatus,
  encodePartialSuccess,
  encodeStatus,
  OtlpError,
  retryDelayMs,
} from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  badRequestType,
  responseTypes,
  retryInfoType,
  Status,
} from '../../../e2e/support/otlp-schema.ts';
import { decode } from './support/records.ts';
import { body } from './support/wire.ts';

const REJECTED = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
} as const;

describe('a partial success', () => {
  it.each(['traces', 'metrics', 'logs'] as const)('is what a client of %s reads', (signal) => {
    const bytes = encodePartialSuccess({ rejected: 2n ** 60n, message: 'too long: größe' });
    expect(decode(responseTypes[signal], bytes)).toMatchObject({
      partialSuccess: { [REJECTED[signal]]: String(2n ** 60n), errorMessage: 'too long: größe' },
    });
  });

  it('is read back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.string({ unit: 'binary' }),
        (rejected, message) => {
          const partial = { rejected, message };
          expect(decodePartialSuccess(encodePartialSuccess(partial))).toEqual(partial);
        },
      ),
    );
  });

  it('is undefined when everything was taken', () => {
    expect(decodePartialSuccess(new Uint8Array(0))).toBeUndefined();
  });

  it('is merged when it comes in two parts', () => {
    const bytes = Uint8Array.from([...body(1, [0x08, 0x05]), ...body(1, body(2, 'why'))]);
    expect(decodePartialSuccess(bytes)).toEqual({ rejected: 5n, message: 'why' });
  });

  it('is refused when it is none', () => {
    expect(() => decodePartialSuccess(Uint8Array.of(0x0a, 0x05))).toThrowError(OtlpError);
  });
});

describe('a status', () => {
  it('is what an independent decoder reads', () => {
    const bytes = encodeStatus({
      code: 3,
      message: 'bad',
      details: [createBadRequest([{ field: 'spans[1].name', description: 'is empty' }])],
    });
    const status = Status.decode(bytes).toJSON() as {
      details: { typeUrl: string; value: string }[];
    };
    expect(status).toMatchObject({ code: 3, message: 'bad' });
    expect(status.details[0]?.typeUrl).toBe('type.googleapis.com/google.rpc.BadRequest');
    const detail = Buffer.from(status.details[0]?.value ?? '', 'base64');
    expect(badRequestType.decode(detail).toJSON()).toEqual({
      fieldViolations: [{ field: 'spans[1].name', description: 'is empty' }],
    });
  });

  it('is read back', () => {
    const detail = fc.record({
      typeUrl: fc.string({ unit: 'binary' }),
      value: fc.uint8Array({ maxLength: 300 }),
    });
    const status = fc.record(
      {
        code: fc.integer(),
        message: fc.string({ unit: 'binary' }),
        details: fc.array(detail, { minLength: 1 }),
      },
      { requiredKeys: ['code', 'message'] },
    );
    fc.assert(
      fc.property(status, (value) => {
        expect(decodeStatus(encodeStatus(value))).toEqual(value);
      }),
    );
  });

  it.each([0, 1, 999, 1000, 1500, 86_400_000])('asks for a pause of %s ms', (ms) => {
    const info = createRetryInfo(ms);
    expect(retryDelayMs({ code: 14, message: '', details: [info] })).toBe(ms);
    const seconds = Math.floor(ms / 1000);
    expect(decode(retryInfoType, info.value)).toEqual({
      retryDelay: { seconds: String(seconds), nanos: (ms % 1000) * 1e6 },
    });
  });

  it('asks for no pause without such a detail, and for none at all with an empty one', () => {
    expect(retryDelayMs({ code: 8, message: '' })).toBeUndefined();
    expect(retryDelayMs({ code: 8, message: '', details: [createBadRequest([])] })).toBeUndefined();
    const typeUrl = 'type.googleapis.com/google.rpc.RetryInfo';
    const details = [{ typeUrl, value: new Uint8Array(0) }];
    expect(retryDelayMs({ code: 8, message: '', details })).toBe(0);
  });

  it('is refused when it is none', () => {
    expect(() => decodeStatus(Uint8Array.of(0x08))).toThrowError(OtlpError);
  });
});

import {
  createBadRequest,
  createRetryInfo,
  encodePartialSuccessJson,
  encodeStatusJson,
  OtlpError,
  type StatusDetail,
} from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

describe('encodePartialSuccessJson', () => {
  it.each([
    ['traces', 'rejectedSpans'],
    ['metrics', 'rejectedDataPoints'],
    ['logs', 'rejectedLogRecords'],
  ] as const)('counts what was refused of %s as %s', (signal, name) => {
    const response = encodePartialSuccessJson(signal, {
      rejected: 2n ** 53n + 1n,
      message: 'größe',
    });
    expect(parse(response)).toEqual({
      partialSuccess: { [name]: '9007199254740993', errorMessage: 'größe' },
    });
  });

  it('warns with a message alone', () => {
    expect(parse(encodePartialSuccessJson('logs', { rejected: 0n, message: 'odd' }))).toEqual({
      partialSuccess: { errorMessage: 'odd' },
    });
  });
});

describe('encodeStatusJson', () => {
  it('leaves out what is not there', () => {
    expect(parse(encodeStatusJson({ code: 3, message: 'bad' }))).toEqual({
      code: 3,
      message: 'bad',
    });
    expect(parse(encodeStatusJson({ code: 0, message: '' }))).toEqual({});
  });

  it('writes the details as the messages they hold', () => {
    const details = [
      createRetryInfo(1500),
      createBadRequest([{ field: 'resourceSpans', description: 'is no list' }]),
      { typeUrl: 'type.googleapis.com/google.rpc.Help', value: Uint8Array.of(1) },
    ];
    expect(parse(encodeStatusJson({ code: 14, message: 'wait', details }))).toEqual({
      code: 14,
      message: 'wait',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'resourceSpans', description: 'is no list' }],
        },
      ],
    });
  });

  const retryInfo = (...value: number[]): StatusDetail => ({
    typeUrl: 'type.googleapis.com/google.rpc.RetryInfo',
    value: Uint8Array.from(value),
  });

  it.each([
    [createRetryInfo(0), '0s'],
    [createRetryInfo(1), '0.001s'],
    [createRetryInfo(90_000), '90s'],
    [createRetryInfo(30_250), '30.25s'],
    // Minus one nanosecond: an int32 of ten bytes.
    [retryInfo(10, 11, 16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), '-0.000000001s'],
    [retryInfo(), undefined],
  ])('writes the delay of a RetryInfo in seconds', (detail, retryDelay) => {
    expect(parse(encodeStatusJson({ code: 14, message: '', details: [detail] }))).toEqual({
      code: 14,
      details: [{ '@type': detail.typeUrl, retryDelay }],
    });
  });

  it('refuses a detail that is not of its type', () => {
    expect(() =>
      encodeStatusJson({ code: 14, message: '', details: [retryInfo(10, 200)] }),
    ).toThrow(OtlpError);
  });
});

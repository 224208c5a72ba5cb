import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  attributes,
  attributesOf,
  createProcessor,
  problemsOf,
  recordsOf,
  requestOf,
} from '../support/processor.ts';

type Values = Parameters<typeof attributes>[0];

interface Span {
  readonly traceId?: string;
  readonly traceState?: string;
  readonly values?: Values;
}

/** The randomness of this trace id is 80000000000000: kept by 50 %, not by 49 %. */
const TRACE_ID = 'fefefefefefefefefe80000000000000';

/** Kept by every probability that can be said. */
const IMPROBABLE = '111111111111111111ffffffffffffff';

/** The trace state of a span behind a sampler; nothing when it was dropped. */
async function sampled(config: object, span: Span): Promise<unknown> {
  const { process } = createProcessor('probabilistic_sampler', config);
  const { traceId = TRACE_ID, traceState = '', values = {} } = span;
  const record = {
    traceId: Buffer.from(traceId, 'hex'),
    traceState,
    attributes: attributes(values),
  };
  const [out] = recordsOf(await process('traces', requestOf('traces', [record])));
  return out === undefined ? undefined : (out['traceState'] ?? '');
}

/** The attributes of a log record behind a sampler; nothing when it was dropped. */
async function sampledLog(config: object, record: object): Promise<Values | undefined> {
  const { process } = createProcessor('probabilistic_sampler', config);
  const request = requestOf('logs', [record as Record<string, unknown>]);
  const [out] = recordsOf(await process('logs', request));
  return out === undefined ? undefined : attributesOf(out);
}

const DROPPED = undefined;

interface Case {
  readonly name: string;
  readonly percentage: number;
  readonly precision?: number;
  readonly span?: Span;
  /** Trace state by mode; one for both. */
  readonly expected:
    | string
    | undefined
    | readonly [equalizing: string | undefined, proportional: string | undefined];
}

/** What the Collector's processor makes of these spans, and what the specification says of these probabilities. */
const CASES: readonly Case[] = [
  { name: '100 %', percentage: 100, expected: 'ot=th:0' },
  { name: '200 % is 100 %', percentage: 200, expected: 'ot=th:0' },
  { name: '50 %', percentage: 50, expected: 'ot=th:8' },
  { name: '49 %', percentage: 49, expected: DROPPED },
  { name: '0 %', percentage: 0, span: { traceId: IMPROBABLE }, expected: DROPPED },
  {
    name: '25 % of the smallest randomness that it keeps',
    percentage: 25,
    span: { traceId: 'ddddddddddddddddddc0000000000000' },
    expected: 'ot=th:c',
  },
  {
    name: '25 % of a smaller one',
    percentage: 25,
    span: { traceId: 'ddddddddddddddddddb0000000000000' },
    expected: DROPPED,
  },
  {
    name: '1 % in full precision, the randomness in the trace state as it was written',
    percentage: 1,
    precision: 14,
    span: { traceState: 'ot=rv:FD70A3D70A3D71' },
    expected: 'ot=rv:FD70A3D70A3D71;th:fd70a3d70a3d71',
  },
  {
    name: '1 % in full precision, one below',
    percentage: 1,
    precision: 14,
    span: { traceState: 'ot=rv:FD70A3D70A3D70' },
    expected: DROPPED,
  },
  {
    name: '1 % rounded down',
    percentage: 1,
    precision: 4,
    span: { traceState: 'ot=rv:FD70A3D70A3D71' },
    expected: 'ot=rv:FD70A3D70A3D71;th:fd70a',
  },
  {
    name: '1 % rounded up',
    percentage: 1,
    precision: 3,
    span: { traceState: 'ot=rv:FD70A3D70A3D71' },
    expected: DROPPED,
  },
  {
    name: '1 % in 5 digits, as in the specification',
    percentage: 1,
    precision: 5,
    span: { traceId: IMPROBABLE },
    expected: 'ot=th:fd70a4',
  },
  {
    name: '40 %, precision 3',
    percentage: 40,
    precision: 3,
    span: { traceState: 'ot=rv:a0000000000000' },
    expected: 'ot=rv:a0000000000000;th:99a',
  },
  {
    name: 'almost 100 %, where leading zeros do not count',
    percentage: (1 - 8e-7) * 100,
    precision: 10,
    span: { traceId: IMPROBABLE },
    expected: 'ot=th:00000cccccccd',
  },
  {
    name: 'a wish to be kept',
    percentage: 1,
    span: { values: { 'sampling.priority': 2n } },
    expected: 'ot=th:0',
  },
  {
    name: 'a wish as text',
    percentage: 0,
    span: { values: { 'sampling.priority': '0.5' } },
    expected: 'ot=th:0',
  },
  {
    name: 'a wish to be dropped',
    percentage: 99,
    span: { values: { 'sampling.priority': 0 } },
    expected: DROPPED,
  },
  {
    name: 'a wish that is none',
    percentage: 50,
    span: { values: { 'sampling.priority': -1 } },
    expected: 'ot=th:8',
  },
  {
    name: '50 % after 50 %, whose zeros at the end go',
    percentage: 50,
    span: { traceState: 'ot=rv:90000000000000;th:80000000000000' },
    expected: ['ot=rv:90000000000000;th:8', DROPPED],
  },
  {
    name: '50 % after 50 %, kept by both',
    percentage: 50,
    span: { traceState: 'ot=rv:c0000000000000;th:8' },
    expected: ['ot=rv:c0000000000000;th:8', 'ot=rv:c0000000000000;th:c'],
  },
  {
    name: '25 % after 50 %',
    percentage: 25,
    span: { traceId: 'f'.repeat(32), traceState: 'ot=th:8' },
    expected: ['ot=th:c', 'ot=th:e'],
  },
  {
    name: '40 % after 50 %',
    percentage: 40,
    precision: 6,
    span: { traceId: 'a0a0a0a0a0a0a0a0a0d0000000000000', traceState: 'ot=th:8' },
    expected: ['ot=th:99999a', 'ot=th:cccccd'],
  },
  {
    name: '40 % after 50 %, kept by one',
    percentage: 40,
    precision: 3,
    span: { traceId: 'a0a0a0a0a0a0a0a0a0b0000000000000', traceState: 'ot=th:8' },
    expected: ['ot=th:99a', DROPPED],
  },
  {
    name: '50 % after 25 %, whose threshold stays',
    percentage: 50,
    span: { traceId: IMPROBABLE, traceState: 'ot=th:c' },
    expected: ['ot=th:c', 'ot=th:e'],
  },
  {
    name: 'a tiny probability',
    percentage: 100 * 2 ** -14,
    span: { traceId: IMPROBABLE, traceState: 'ot=th:fffc' },
    expected: ['ot=th:fffc', 'ot=th:fffffff'],
  },
  {
    name: 'a probability that no threshold can say',
    percentage: 2 ** -4,
    span: { traceId: IMPROBABLE, traceState: 'ot=th:fffffffffffff8' },
    expected: ['ot=th:fffffffffffff8', DROPPED],
  },
  {
    name: 'other entries and fields',
    percentage: 50,
    span: { traceState: 'vendor=a:1, ot=ex:1;th:0;rv:ffffffffffffff ,other=x' },
    expected: 'ot=rv:ffffffffffffff;th:8;ex:1,vendor=a:1,other=x',
  },
];

/** Spans whose sampling cannot be determined, and what is left of them when that keeps them. */
const ERRORS: readonly (readonly [error: string, span: Span, open: string])[] = [
  ['missing_randomness', { traceId: '00'.repeat(16) }, 'ot=th:0'],
  ['missing_randomness', { traceId: '' }, 'ot=th:0'],
  [
    'invalid_sampling_information',
    { traceState: 'ot=rv:abababababababab' },
    'ot=rv:abababababababab',
  ],
  [
    'invalid_sampling_information',
    { traceState: 'ot=th:abababababababab' },
    'ot=th:abababababababab',
  ],
  ['invalid_sampling_information', { traceState: 'ot=th:-1' }, 'ot=th:-1'],
  ['invalid_sampling_information', { traceState: 'ot=;' }, 'ot=;'],
  [
    'inconsistent_threshold',
    { traceState: 'ot=rv:40000000000000;th:8' },
    'ot=rv:40000000000000;th:0',
  ],
  [
    'inconsistent_threshold',
    { traceId: 'f'.repeat(18) + '7' + '0'.repeat(13), traceState: 'ot=th:8' },
    'ot=th:0',
  ],
];

describe('the probabilistic_sampler processor', () => {
  it.each(CASES)('samples spans: $name', async ({ percentage, precision = 4, span, expected }) => {
    const config = { sampling_percentage: percentage, sampling_precision: precision };
    const [equalizing, proportional] = Array.isArray(expected) ? expected : [expected, expected];
    expect(await sampled({ ...config, mode: 'equalizing' }, span ?? {})).toBe(equalizing);
    expect(await sampled({ ...config, mode: 'proportional' }, span ?? {})).toBe(proportional);
    expect(await sampled(config, span ?? {})).toBe(proportional);
  });

  it.each(ERRORS)('drops spans with %s, or keeps them: %j', async (error, span, open) => {
    for (const mode of ['equalizing', 'proportional']) {
      const config = { sampling_percentage: 100, mode };
      expect(await sampled(config, span)).toBe(DROPPED);
      expect(await sampled({ ...config, fail_closed: false }, span)).toBe(open);
    }
    const { component, process } = createProcessor('probabilistic_sampler', {
      sampling_percentage: 100,
    });
    const { traceId = TRACE_ID, traceState = '' } = span;
    const record = { traceId: Buffer.from(traceId, 'hex'), traceState };
    expect(await process('traces', requestOf('traces', [record]))).toBeUndefined();
    const report = { itemsIn: 1, itemsOut: 0, itemsDropped: 1, errors: { [error]: 1 } };
    expect(component.report?.()).toMatchObject(report);
  });

  it.each([
    [100, '0'],
    [75, '4'],
    [50, '8'],
    [25, 'c'],
    [10, 'e668'],
    [100 / 3, 'aaac'],
  ])('hashes trace ids with a seed: %d %%', async (percentage, threshold) => {
    const { process } = createProcessor('probabilistic_sampler', {
      sampling_percentage: percentage,
      hash_seed: 4312,
    });
    const spans = Array.from({ length: 2000 }, (_, at) => ({
      traceId: Buffer.from((at + 1).toString(16).padStart(32, '0'), 'hex'),
    }));
    const out = recordsOf(await process('traces', requestOf('traces', spans)));
    expect(Math.abs(out.length / 20 - percentage)).toBeLessThan(4);
    for (const { traceState } of out) {
      const [, randomness = '', written] =
        /^ot=rv:([\da-f]{14});th:(.*)$/.exec(String(traceState)) ?? [];
      expect(written).toBe(threshold);
      expect(randomness >= threshold.padEnd(14, '0')).toBe(true);
    }
  });

  it('takes what was sampled before as an error where it hashes', async () => {
    const config = { sampling_percentage: 100, mode: 'hash_seed' };
    const span = { traceState: 'ot=th:8' };
    expect(await sampled(config, span)).toBe(DROPPED);
    expect(await sampled({ ...config, fail_closed: false }, span)).toBe('ot=th:8');
  });

  it('keeps of a trace what every sampler that keeps less keeps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 })),
        fc.constantFrom('equalizing', 'proportional', 'hash_seed'),
        async (traceId, [a, b], mode) => {
          const span = { traceId: Buffer.from(traceId).toString('hex') };
          const [few, many] = a < b ? [a / 1e4, b / 1e4] : [b / 1e4, a / 1e4];
          const config = { mode, sampling_precision: 14 };
          const isInFew =
            (await sampled({ ...config, sampling_percentage: few }, span)) !== DROPPED;
          const isInMany =
            (await sampled({ ...config, sampling_percentage: many }, span)) !== DROPPED;
          expect(isInMany || !isInFew).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('samples log records by their trace id', async () => {
    const config = { sampling_percentage: 50 };
    const traceId = Buffer.from(TRACE_ID, 'hex');
    expect(await sampledLog(config, { traceId })).toEqual({ 'sampling.threshold': '8' });
    expect(await sampledLog({ sampling_percentage: 49 }, { traceId })).toBe(DROPPED);
    expect(await sampledLog(config, {})).toBe(DROPPED);
    expect(await sampledLog({ ...config, fail_closed: false }, {})).toEqual({
      'sampling.threshold': '0',
    });
  });

  it('reads what log records say of their sampling', async () => {
    const config = { sampling_percentage: 50 };
    const values = { 'sampling.threshold': '8', 'sampling.randomness': 'e0000000000000' };
    expect(await sampledLog(config, { attributes: attributes(values) })).toEqual({
      'sampling.threshold': 'c',
      'sampling.randomness': 'e0000000000000',
    });
    const wrong = { attributes: attributes({ 'sampling.threshold': 'x' }) };
    expect(await sampledLog(config, wrong)).toBe(DROPPED);
    expect(await sampledLog({ ...config, fail_closed: false }, wrong)).toEqual({
      'sampling.threshold': 'x',
    });
  });

  it('hashes an attribute of log records', async () => {
    const config = {
      sampling_percentage: 100,
      attribute_source: 'record',
      from_attribute: 'id',
    };
    const zeros = { key: 'id', value: { bytesValue: Buffer.alloc(16) } };
    const out = await sampledLog(config, { attributes: [zeros] });
    expect(out?.['sampling.threshold']).toBe('0');
    // 16 zero bytes and the seed 0 have the hash value 0x2455 in its 14 last bits.
    const randomness = BigInt(`0x${out?.['sampling.randomness'] as string}`);
    expect(randomness & 0x3fffn).toBe(0x2455n);
    expect(randomness >> 42n).toBe(0x3fffn - 0x2455n);
    expect(await sampledLog(config, { attributes: attributes({ id: '' }) })).toBe(DROPPED);
    expect(await sampledLog(config, { traceId: Buffer.from(TRACE_ID, 'hex') })).toBe(DROPPED);
    const same = await Promise.all(
      ['7', 7n].map((id) => sampledLog(config, { attributes: attributes({ id }) })),
    );
    expect(same[0]?.['sampling.randomness']).toBe(same[1]?.['sampling.randomness']);
  });

  it('falls back to the attribute where there is no trace id', async () => {
    const config = { sampling_percentage: 100, mode: 'proportional', from_attribute: 'id' };
    const out = await sampledLog(config, { attributes: attributes({ id: 'a' }) });
    expect(out).toMatchObject({ 'sampling.threshold': '0' });
    expect(out?.['sampling.randomness']).toMatch(/^[\da-f]{14}$/);
  });

  it('takes the percentage that a log record asks for', async () => {
    const config = { sampling_percentage: 1, sampling_priority: 'priority' };
    const traceId = Buffer.from(TRACE_ID, 'hex');
    const of = (priority: bigint | number | string): Promise<Values | undefined> =>
      sampledLog(config, { traceId, attributes: attributes({ priority }) });
    expect(await of(50n)).toMatchObject({ 'sampling.threshold': '8' });
    expect(await of(250)).toMatchObject({ 'sampling.threshold': '0' });
    expect(await of(49)).toBe(DROPPED);
    expect(await of('100')).toBe(DROPPED);
    const none = { sampling_percentage: 100, sampling_priority: 'priority' };
    const record = { traceId, attributes: attributes({ priority: 0 }) };
    expect(await sampledLog(none, record)).toBe(DROPPED);
  });

  it.each([
    [{}, 'sampling_percentage: expected a percentage'],
    [{ sampling_percentage: -1 }, 'expected a percentage of at least 0'],
    [{ sampling_percentage: 1e-20 }, 'expected 0, or a percentage of at least 100 / 2^56'],
    [{ sampling_percentage: 1, mode: 'x' }, 'mode: '],
    [{ sampling_percentage: 1, sampling_precision: 15 }, 'sampling_precision: '],
    [
      { sampling_percentage: 1, attribute_source: 'record' },
      'from_attribute: expected the attribute',
    ],
  ])('refuses the configuration %j', (config, problem) => {
    expect(problemsOf('probabilistic_sampler', config)).toContain(problem);
  });
});

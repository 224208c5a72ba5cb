import { z } from 'zod';

import { PROBABILITY_MIN } from './sampling-threshold.ts';

export interface ProbabilisticSamplerConfig {
  /** 100 and more keeps everything. */
  readonly sampling_percentage: number;
  /**
   * `proportional` keeps the percentage of what comes in; `equalizing` keeps the percentage of what there was before
   * anybody sampled; `hash_seed` hashes the trace id or an attribute. Unless given it is `proportional`, or `hash_seed`
   * where there is a `hash_seed`, or log records are sampled by an attribute.
   */
  readonly mode?: 'hash_seed' | 'proportional' | 'equalizing' | undefined;
  readonly hash_seed: number;
  /** Whether items are dropped whose sampling cannot be determined. */
  readonly fail_closed: boolean;
  /** Significant hexadecimal digits of thresholds. */
  readonly sampling_precision: number;
  /** Of log records: whether the trace id or `from_attribute` decides. */
  readonly attribute_source: 'traceID' | 'record';
  /** Of log records: the attribute whose value decides where there is no trace id. */
  readonly from_attribute?: string | undefined;
  /** Of log records: the attribute with a percentage of its own; 0 drops the record. */
  readonly sampling_priority?: string | undefined;
}

export const config: z.ZodType<ProbabilisticSamplerConfig> = z
  .strictObject({
    sampling_percentage: z
      .number({ error: 'expected a percentage' })
      .min(0, { error: 'expected a percentage of at least 0' })
      .refine((percentage) => percentage === 0 || percentage / 100 >= PROBABILITY_MIN, {
        error: 'expected 0, or a percentage of at least 100 / 2^56',
      })
      .describe(
        'Share of spans or log records that is kept, in percent: 100 and more keeps all, 0 ' +
          'none. The threshold is written as `th` into the `tracestate` of spans, and as ' +
          '`sampling.threshold` on log records.',
      ),
    mode: z
      .literal(['hash_seed', 'proportional', 'equalizing'])
      .describe(
        '`proportional` keeps the share of what comes in; `equalizing` of what there was ' +
          'before anybody sampled; `hash_seed` hashes the trace id or an attribute. Unless ' +
          'given it is `proportional`, or `hash_seed` where there is a `hash_seed` or ' +
          '`attribute_source` is `record`.',
      )
      .optional(),
    hash_seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .describe(
        'Number that goes into the hash: collectors with the same one keep the same, those ' +
          'of the next tier need another.',
      )
      .default(0),
    fail_closed: z
      .boolean()
      .describe(
        'Whether items are dropped whose sampling cannot be determined; `false` keeps them.',
      )
      .default(true),
    sampling_precision: z
      .int()
      .min(1)
      .max(14)
      .describe('Significant hexadecimal digits of thresholds.')
      .default(4),
    attribute_source: z
      .literal(['traceID', 'record'])
      .describe('What decides over a log record: its trace id, or `from_attribute` of the record.')
      .default('traceID'),
    from_attribute: z
      .string()
      .min(1)
      .describe(
        'Attribute whose value decides over a log record with `attribute_source: record`, or ' +
          'where it has no trace id.',
      )
      .optional(),
    sampling_priority: z
      .string()
      .min(1)
      .describe(
        'Attribute of log records with a percentage of their own, which wins: 0 drops the ' +
          'record, 100 keeps it.',
      )
      .optional(),
  })
  .refine((given) => given.attribute_source !== 'record' || given.from_attribute !== undefined, {
    path: ['from_attribute'],
    error: 'expected the attribute that decides, as attribute_source is "record"',
  });

import { z } from 'zod';

/** What happens to a value: it stays, it goes, its keyed hash stands for it, or it stays if it is in the list. */
export type RedactionAction = 'keep' | 'drop' | 'hash' | { readonly allow_list: readonly Scalar[] };

type Scalar = string | number | boolean;

export interface RedactionRules {
  /** For everything that `rules` does not name. */
  readonly default: RedactionAction;
  /** By name of the feature or tag, without its prefix. */
  readonly rules: Readonly<Record<string, RedactionAction>>;
}

export interface MlRedactionConfig {
  /** Key of the hash. */
  readonly hash_key?: string | undefined;
  /** A file that holds the key; white space around it does not count. */
  readonly hash_key_file?: string | undefined;
  /** Features are left alone where it is absent. */
  readonly features?: RedactionRules | undefined;
  /** Tags are left alone where it is absent. */
  readonly tags?: RedactionRules | undefined;
}

/** Half of the hash's strength; shorter keys can be guessed with the values. */
export const KEY_LENGTH_MIN = 16;

const ALLOWED_MAX = 10_000;

const ACTION_ERROR = 'expected "keep", "drop", "hash" or {allow_list: [value, …]}';

const action: z.ZodType<RedactionAction> = z.union(
  [
    z.literal(['keep', 'drop', 'hash']),
    z.strictObject({
      allow_list: z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .max(ALLOWED_MAX)
        .describe('Values that stay; all others are removed. At most 10,000.'),
    }),
  ],
  { error: ACTION_ERROR },
);

const rules: z.ZodType<RedactionRules> = z.strictObject({
  default: action.describe(
    'What happens to every value that `rules` does not name: `keep` leaves it, `drop` ' +
      'removes it, `hash` puts a keyed hash (HMAC-SHA-256, 16 bytes as hex) in its place, ' +
      'a map keeps what its list has. Required on purpose: whether what nobody thought of ' +
      'passes is for you to say.',
  ),
  rules: z
    .record(
      z.string().min(1),
      action.describe(
        'The same for one feature or tag, by its name without the prefix of the attribute.',
      ),
    )
    .default({}),
});

/**
 * `default` has no default of its own: whether what nobody thought of passes is for the user to say.
 */
export const config: z.ZodType<MlRedactionConfig> = z
  .strictObject({
    hash_key: z
      .string()
      .min(KEY_LENGTH_MIN, { error: `expected a key of at least ${KEY_LENGTH_MIN} characters` })
      .describe(
        'Key of the hash, at least 16 characters, best as `${env:NAME}`; needed where ' +
          'anything is hashed.',
      )
      .meta({ secret: true })
      .optional(),
    hash_key_file: z
      .string()
      .min(1)
      .describe(
        'File that holds the key, in place of `hash_key`; white space around it does not ' +
          'count.',
      )
      .optional(),
    features: rules
      .describe('What happens to the values of features; they are left alone unless given.')
      .optional(),
    tags: rules
      .describe('What happens to the values of tags; they are left alone unless given.')
      .optional(),
  })
  .refine(({ features, tags }) => features !== undefined || tags !== undefined, {
    error: 'expected `features`, `tags` or both',
  })
  .refine((given) => given.hash_key === undefined || given.hash_key_file === undefined, {
    path: ['hash_key_file'],
    error: 'expected either hash_key or hash_key_file, not both',
  })
  .refine((given) => !hashes(given) || (given.hash_key ?? given.hash_key_file) !== undefined, {
    path: ['hash_key'],
    error:
      'expected a key, as something is hashed: hash_key: ${env:NAME} or hash_key_file: /path ' +
      '(make one with "openssl rand -hex 32")',
  });

/** Whether anything is hashed, so that a key is needed. */
export function hashes({ features, tags }: MlRedactionConfig): boolean {
  return [features, tags].some(
    (given) =>
      given !== undefined && [given.default, ...Object.values(given.rules)].includes('hash'),
  );
}

import { readFileSync } from 'node:fs';

import { COMPONENTS, defineProcessor, loadConfiguration } from '@marigraph/collector';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { configurationPage, PAGE } from '../scripts/configuration/page.ts';

it('is generated and up to date', () => {
  expect(readFileSync(PAGE, 'utf8'), 'run `npm run generate`').toBe(configurationPage(COMPONENTS));
});

it('names every component, and every key of the service', () => {
  const page = configurationPage(COMPONENTS);
  for (const { type } of COMPONENTS) expect(page).toContain(`### \`${type}\`\n`);
  expect(page).toContain('| `wal.unredacted` | `refuse`, `allow` | `refuse` |');
});

type Value = number | readonly Value[];
/** A schema that contains itself. */
const value: z.ZodType<Value> = z.lazy(() => z.union([z.number(), z.array(value)]));

interface Condition {
  readonly all?: readonly Condition[] | undefined;
}
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({ all: z.array(condition).optional() }),
);

it('shows keys of maps, of named maps and of lists', () => {
  const processor = defineProcessor<object>({
    type: 'example',
    stability: 'development',
    signals: ['traces'],
    stage: 'ingress',
    mutates: true,
    aliases: ['sample'],
    config: z.strictObject({
      group: z.strictObject({ number: z.int().default(5), not_ours: z.unknown().optional() }),
      named: z.record(z.string(), z.strictObject({ flag: z.boolean() })),
      list: z
        .array(z.strictObject({ mode: z.enum(['a', 'b']).describe('a | b') }))
        .describe('Some.'),
      either: z.union([z.string(), z.number()]).nullable().default(null),
      transport: z.literal('tcp').optional(),
      value: value.optional(),
      rule: z.union([z.enum(['keep', 'drop']), z.strictObject({ only: z.string() })]),
      condition: condition.optional(),
    }),
    create: () => ({ consume() {}, async shutdown() {} }),
  });
  const [, section] = configurationPage([processor]).split('## Processors\n');
  expect(section?.split('## Service')[0]).toMatchInlineSnapshot(`
    "
    ### \`example\`

    - stability: development
    - signals: traces
    - runs before the write-ahead log, where every pipeline of a receiver begins with it
    - former names: \`sample\`

    | key | type | default | meaning |
    | --- | --- | --- | --- |
    | \`group.number\` | integer | \`5\` |  |
    | \`group.not_ours\` | anything |  |  |
    | \`named.<name>.flag\` | boolean | required |  |
    | \`list\` | list: map | required | Some. |
    | \`list[].mode\` | \`a\`, \`b\` | required | a \\| b |
    | \`either\` | string, number | \`null\` |  |
    | \`transport\` | \`tcp\` |  |  |
    | \`value\` | number, list: … |  |  |
    | \`rule\` | \`keep\`, \`drop\`, map | required |  |
    | \`rule.only\` | string | required |  |
    | \`condition.all\` | list: map |  |  |

    "
  `);
});

it('is true: keys of the Collector that have no effect are taken, with a warning', () => {
  const { warnings } = loadConfiguration({
    texts: [
      {
        name: 'a',
        text: `
receivers: { otlp: { protocols: { http: { include_metadata: true } } } }
exporters: { prometheus: }
service: { pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } } }
`,
      },
    ],
  });
  expect(warnings).toHaveLength(1);
});

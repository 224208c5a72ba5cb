import { describe, expect, it } from 'vitest';

import { createReport, parseLogLevel, type Report } from '../src/report.ts';

function report(level: Parameters<typeof createReport>[0]['level'] = 'info'): {
  readonly report: Report;
  readonly lines: readonly string[];
} {
  const lines: string[] = [];
  return { report: createReport({ write: (line) => void lines.push(line), level }), lines };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the report', () => {
  it('is one line for libraries that load together', async () => {
    const { report: told, lines } = report();
    expect(told.hasPatched()).toBe(false);
    told.patched('common', '1.0.0');
    told.patched('node', undefined);
    expect(told.hasPatched()).toBe(true);
    await turn();
    told.patched('web', '1.0.0');
    await turn();
    told.ended(['web']);
    expect(lines).toEqual(['marigraph: instrumented common 1.0.0, node\n']);
  });

  it('is not lost when the process ends in the same turn', () => {
    const { report: told, lines } = report();
    told.patched('common', '1.0.0');
    told.ended([]);
    expect(lines).toEqual(['marigraph: instrumented common 1.0.0\n']);
  });

  it('says what has escaped, and else that there was nothing', () => {
    const { report: told, lines } = report();
    told.ended(['common', 'node']);
    told.ended([]);
    expect(lines).toEqual([
      expect.stringContaining('nothing is instrumented: common, node was loaded before'),
      expect.stringContaining('since no supported library was loaded'),
    ]);
  });

  it.each([
    ['none', 0],
    ['error', 0],
    ['warn', 2],
    ['info', 3],
    ['debug', 3],
  ] as const)('at level %s writes %d of three lines', (level, count) => {
    const { report: told, lines } = report(level);
    told.warn('careful');
    told.ended(['common']);
    told.ended([]);
    expect(lines).toHaveLength(count);
  });
});

it.each([
  [undefined, 'info'],
  ['', 'info'],
  ['nonsense', 'info'],
  [' NONE ', 'none'],
  ['warn', 'warn'],
])('reads the level %j as %s', (value, level) => {
  expect(parseLogLevel(value)).toBe(level);
});

import {
  createMonitor,
  DEFAULT_QUALITY,
  type Monitor,
  type QualityFinding,
  type QualityRule,
  type Snapshot,
} from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bytesOf, define, HOUR, MINUTE, monitorOf, START } from './support/monitor.ts';
import { said, streamOf, windReference } from './support/quality.ts';
import { afterwards, REFERENCE, runStep, script, type Step } from './support/script.ts';

const RUNS = { numRuns: 20, endOnFailure: true } as const;

const RULES: { name: string; rule: Partial<QualityRule> }[] = [
  { name: 'hours', rule: {} },
  {
    name: 'windows of five minutes, a large budget and expectations',
    rule: {
      windowMs: 5 * MINUTE,
      budget: 1000,
      resolveAfterRows: 3,
      resolveAfterMs: 2 * MINUTE,
      versionsMax: 1,
      expectations: {
        x: { minimum: 0, maximum: 90, missingShareMax: 0 },
        c: { categories: ['a', 'b'] },
      },
    },
  },
];

function monitorFor(rule: Partial<QualityRule>, snapshot?: Snapshot): Monitor {
  const quality = { ...DEFAULT_QUALITY, ...rule };
  return monitorOf({ quality }, { references: [REFERENCE] }, snapshot);
}

/** Runs a script and asks for findings whenever time is let pass; `restarts` are steps before which it starts anew. */
function run(
  rule: Partial<QualityRule>,
  steps: readonly Step[],
  restarts: ReadonlySet<number>,
): { readonly findings: QualityFinding[]; readonly monitor: Monitor } {
  let monitor = monitorFor(rule);
  const findings = steps.flatMap((step, at) => {
    if (restarts.has(at)) monitor = monitorFor(rule, monitor.snapshot());
    runStep(monitor, step);
    return step.kind === 'advance' ? monitor.judgeQuality(step.nowMs) : [];
  });
  const endMs = afterwards(steps);
  monitor.advance(endMs);
  return { findings: [...findings, ...monitor.judgeQuality(endMs)], monitor };
}

describe('after a restart', () => {
  it.each(RULES)('no finding is lost, doubled or another: $name', ({ rule }) => {
    let found = 0;
    fc.assert(
      fc.property(script, fc.array(fc.nat(250), { maxLength: 6 }), (steps, restarts) => {
        const whole = run(rule, steps, new Set());
        const restarted = run(rule, steps, new Set(restarts));
        expect(restarted.findings).toEqual(whole.findings);
        expect(restarted.monitor.openFindings()).toEqual(whole.monitor.openFindings());
        expect(restarted.monitor.violations()).toEqual(whole.monitor.violations());
        found += whole.findings.length;
      }),
      RUNS,
    );
    expect(found).toBeGreaterThan(50);
  });

  it('a fault that nobody was told of is told once', () => {
    const before = streamOf();
    before.rows(30);
    const { monitor } = before;
    expect(said(before.rows(1, (good) => ({ values: { ...good, wind: 'x' } })))).toEqual([
      'firing type_mismatch wind',
    ]);
    const again = streamOf({ snapshot: monitor.snapshot(), from: 31 });
    expect(again.rows(5, (good) => ({ values: { ...good, wind: 'x' } }))).toEqual([]);
    expect(again.monitor.openFindings()).toMatchObject([
      { count: 6, exemplars: [{}, {}, {}, {}, {}] },
    ]);
  });

  it('a check that is made no longer ends its fault', () => {
    const before = streamOf();
    before.rows(1, (good) => ({ values: { ...good, wind: 'x', rain: 1 } }));
    const checks = ['unknown_feature'] as const;
    const after = streamOf({ snapshot: before.monitor.snapshot(), from: 1, rule: { checks } });
    expect(said(after.rows(1))).toEqual(['resolved type_mismatch wind']);
    expect(said(after.monitor.openFindings())).toEqual(['firing unknown_feature rain']);
  });

  it('another reference is judged from then on, and windows of another length', () => {
    const before = streamOf();
    before.rows(250, (good) => ({ values: { ...good, wind: null } }), 7200);
    const { document } = windReference({ expected: { wind: { missingShareMax: 1 } } });
    const after = streamOf({
      references: [{ id: 'other', document }],
      snapshot: before.monitor.snapshot(),
      from: 1800,
      rule: { windowMs: 90 * MINUTE },
    });
    const findings = after.rows(1500, (good) => ({ values: { ...good, city: 'new' } }), 7200);
    expect(findings).toMatchObject([
      { check: 'unseen_category', referenceId: 'other', window: { startMs: START + 1.5 * HOUR } },
    ]);
  });

  it('other windows than hours start where they are aligned', () => {
    const definition = define({ quality: { ...DEFAULT_QUALITY, windowMs: 7 * MINUTE } });
    const monitor = createMonitor(
      { definitions: [definition], defaults: definition, references: [REFERENCE] },
      bytesOf(streamOf().monitor.snapshot()),
    );
    expect(monitor.judgeQuality(START)).toEqual([]);
  });
});

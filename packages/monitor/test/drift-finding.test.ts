import type { ContrastKind } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  acknowledge,
  type AlertDetails,
  applyDayEnd,
  applyJudgement,
  type FindingChange,
} from '../src/drift-finding.ts';
import { createFindingState, type FindingState } from '../src/finding-state.ts';
import {
  type ContrastJudgement,
  type ContrastOutcome,
  type ScanJudgement,
  type ScanScaleName,
} from '../src/scan.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LENGTH = { hour: HOUR, day: DAY, week: 7 * DAY };

const DETAILS: AlertDetails = {
  phaseOf: ({ grouping }) => `grouping ${grouping}`,
  evidenceOf: (at) => ({ moved: [{ bin: `${at}`, from: 0.1, to: 0.2 }], exemplars: [] }),
};

/** `+` up, `-` down, `.` quiet, ` ` unjudged: one sign per contrast. */
const SIGNS: Readonly<Record<string, ContrastOutcome>> = {
  '+': 'up',
  '-': 'down',
  '.': 'quiet',
  ' ': 'unjudged',
};

function contrastOf(contrast: number, outcome: ContrastOutcome): ContrastJudgement {
  const isAlert = outcome === 'up' || outcome === 'down';
  const score = outcome === 'down' ? -0.5 : 0.5;
  return {
    contrast,
    kind: 'location',
    n: 100,
    score,
    interval: [score - 0.1, score + 0.1],
    noiseFloor: 0.05,
    pValue: isAlert ? 1e-9 * (contrast + 1) : 0.5,
    grouping: 1,
  };
}

/** A judgement of features of a few contrasts, and those that are named with them. */
function judge(
  scale: ScanScaleName,
  features: Readonly<Record<string, string>>,
  named: readonly number[] = [],
): ScanJudgement {
  return {
    scale,
    level: 0.01,
    named,
    features: Object.entries(features).map(([feature, signs]) => {
      const outcomes = Array.from(signs, (sign) => SIGNS[sign] ?? 'unjudged');
      const judged = outcomes.flatMap((outcome, at) =>
        outcome === 'unjudged' ? [] : [contrastOf(at, outcome)],
      );
      const alerts = judged.filter(({ pValue }) => pValue < 0.01);
      const leading = alerts[0] ?? judged[0] ?? 'insufficient_data';
      return { feature, leading, pValue: alerts.length > 0 ? 1e-9 : 1, outcomes, alerts };
    }),
  };
}

/** Applies a judgement whose window ends at an hour of a day. */
function apply(
  state: FindingState,
  endMs: number,
  judgement: ScanJudgement,
): FindingChange | undefined {
  const startMs = endMs - LENGTH[judgement.scale];
  const day = Math.floor((endMs - 1) / DAY);
  return applyJudgement(state, { judgement, startMs, endMs, day }, DETAILS);
}

function endDay(state: FindingState, day: number): FindingChange | undefined {
  return applyDayEnd(state, { day, endMs: (day + 1) * DAY });
}

describe('a finding', () => {
  it('opens with an alert, and names what is likely to have drifted with it', () => {
    const state = createFindingState('model');
    expect(apply(state, HOUR, judge('hour', { a: '..', b: '..' }))).toBeUndefined();
    const change = apply(state, 2 * HOUR, judge('hour', { a: '.-', b: '..', c: '..' }, [0, 1]));
    expect(change).toMatchObject({ kind: 'opened', features: ['a', 'b'], atMs: 2 * HOUR });
    expect(change?.finding).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      number: 1,
      revision: 0,
      openedMs: 2 * HOUR,
      lastAlertDay: 0,
    });
    expect(change?.finding.features[0]).toEqual({
      feature: 'a',
      first: {
        scale: 'hour',
        startMs: HOUR,
        endMs: 2 * HOUR,
        phase: 'grouping 1',
        level: 0.01,
        pValue: 3 * 2 * 2e-9,
        contrast: contrastOf(1, 'down'),
      },
      last: change?.finding.features[0]?.first,
      evidence: { moved: [{ bin: '0', from: 0.1, to: 0.2 }], exemplars: [] },
    });
    expect(state.open).toBe(change?.finding);
  });

  it('is joined by further features, once each', () => {
    const state = createFindingState('model');
    const opened = apply(state, HOUR, judge('hour', { a: '+.', b: '..' }));
    const joined = apply(state, 2 * HOUR, judge('hour', { a: '+.', b: '-.' }));
    expect(joined).toMatchObject({ kind: 'joined', features: ['b'] });
    expect(joined?.finding).toMatchObject({ id: opened?.finding.id, number: 1, revision: 1 });
    expect(apply(state, 3 * HOUR, judge('hour', { a: '+.', b: '-.' }))).toBeUndefined();
    const [a, b] = state.open?.features ?? [];
    expect([a?.first.endMs, a?.last.endMs]).toEqual([HOUR, 3 * HOUR]);
    expect([b?.first.endMs, b?.last.endMs]).toEqual([2 * HOUR, 3 * HOUR]);
    expect(state.opened).toBe(1);
  });

  it('keeps its last window when an earlier one is judged again', () => {
    const state = createFindingState('model');
    apply(state, 5 * HOUR, judge('hour', { a: '+.' }));
    apply(state, 2 * HOUR, judge('hour', { a: '+.' }));
    expect(state.open?.features[0]?.last.endMs).toBe(5 * HOUR);
  });

  it('ends with the first day that has verdicts and no alert', () => {
    const state = createFindingState('model');
    const opened = apply(state, HOUR, judge('hour', { a: '+.' }));
    expect(endDay(state, 0)).toBeUndefined();
    // Nothing was said of the next day.
    apply(state, DAY + HOUR, judge('hour', { a: '  ' }));
    expect(endDay(state, 1)).toBeUndefined();
    apply(state, 2 * DAY + HOUR, judge('hour', { a: '..' }));
    const change = endDay(state, 2);
    expect(change).toMatchObject({ kind: 'resolved', features: ['a'], atMs: 3 * DAY });
    expect(change?.finding).toMatchObject({
      id: opened?.finding.id,
      revision: 1,
      endedMs: 3 * DAY,
    });
    expect(state).toMatchObject({ open: undefined, ended: [opened?.finding.id] });
    expect(endDay(state, 2)).toBeUndefined();
  });

  it('is not told twice when a day of an ended finding is judged again', () => {
    const state = createFindingState('model');
    apply(state, DAY, judge('day', { a: '+.' }));
    apply(state, 2 * DAY, judge('day', { a: '..' }));
    endDay(state, 1);
    expect(apply(state, DAY, judge('day', { a: '+.' }))).toBeUndefined();
    // A day that was quiet then, and is not now, is news.
    expect(apply(state, 2 * DAY, judge('day', { a: '+.' }))).toMatchObject({
      kind: 'opened',
      finding: { number: 2 },
    });
  });

  it('has ids that tell models and findings apart', () => {
    const idOf = (identity: string, ends: readonly number[]): string | undefined => {
      const state = createFindingState(identity);
      let id: string | undefined;
      for (const end of ends) {
        id = apply(state, end, judge('hour', { a: '+.' }))?.finding.id;
        state.open = undefined;
      }
      return id;
    };
    expect(idOf('m', [HOUR])).toBe(idOf('m', [HOUR]));
    const ids = [idOf('m', [HOUR]), idOf('n', [HOUR]), idOf('m', [2 * HOUR]), idOf('m', [0, HOUR])];
    expect(new Set(ids).size).toBe(4);
  });

  it('remembers the last hundred that ended', () => {
    const state = createFindingState('model');
    for (let day = 0; day < 240; day += 2) {
      apply(state, (day + 1) * DAY, judge('day', { a: '+.' }));
      apply(state, (day + 2) * DAY, judge('day', { a: '..' }));
      endDay(state, day + 1);
    }
    expect(state.opened).toBe(120);
    expect(new Set(state.ended).size).toBe(100);
  });
});

describe('an acknowledgement', () => {
  const kindsOf = (): ContrastKind[] => ['location', 'missing', 'spread'];

  /** A finding of `a` that rose and of `b` that was named with it, acknowledged at the end of the second hour. */
  function acknowledged(): FindingState {
    const state = createFindingState('model');
    apply(state, HOUR, judge('hour', { a: '+..', b: '...', c: '...' }, [0, 1]));
    acknowledge(state, { reason: 'a sale', atMs: 2 * HOUR, kindsOf });
    return state;
  }

  it('ends the finding, and says why', () => {
    const state = createFindingState('model');
    expect(acknowledge(state, { reason: undefined, atMs: HOUR, kindsOf })).toBeUndefined();
    apply(state, HOUR, judge('hour', { a: '+..' }));
    expect(acknowledge(state, { reason: 'a sale', atMs: 2 * HOUR, kindsOf })).toMatchObject({
      kind: 'acknowledged',
      features: ['a'],
      atMs: 2 * HOUR,
      finding: { endedMs: 2 * HOUR, acknowledgement: { reason: 'a sale' }, revision: 1 },
    });
    expect(state.ended).toHaveLength(1);
    expect(state.acknowledged).toMatchObject([{ reason: 'a sale', sinceMs: 2 * HOUR }]);
  });

  it.each<{ name: string; scale: ScanScaleName; features: Record<string, string> }>([
    { name: 'the same at its scale', scale: 'hour', features: { a: '+..', b: '...' } },
    { name: 'the same at a longer one', scale: 'week', features: { a: '+..', b: '...' } },
    {
      name: 'what bends with it, in any direction',
      scale: 'day',
      features: { a: '..-', b: '...' },
    },
    { name: 'what was named with it', scale: 'hour', features: { a: '...', b: '+..' } },
  ])('holds for $name', ({ scale, features }) => {
    const state = acknowledged();
    expect(apply(state, DAY, judge(scale, features, [0, 1]))).toBeUndefined();
    expect(state.open).toBeUndefined();
  });

  it.each<{ name: string; features: Record<string, string>; said: [string, number, number] }>([
    { name: 'the other direction', features: { a: '-..', b: '...' }, said: ['a', 0, -1] },
    { name: 'missing values', features: { a: '++.', b: '...' }, said: ['a', 1, 1] },
    { name: 'another feature', features: { a: '+..', b: '...', c: '..+' }, said: ['c', 2, 1] },
  ])('does not hold for $name, and says only what is new', ({ features, said }) => {
    const state = acknowledged();
    const change = apply(state, 3 * HOUR, judge('hour', features, [0]));
    expect(change).toMatchObject({ kind: 'opened', features: [said[0]], finding: { number: 2 } });
    const { contrast, score } = change?.finding.features[0]?.first.contrast ?? {};
    expect([contrast, Math.sign(score ?? 0)]).toEqual(said.slice(1));
  });

  it('lasts until a day with verdicts has none of its alerts', () => {
    const state = acknowledged();
    endDay(state, 0);
    apply(state, DAY + HOUR, judge('hour', { a: '+..', b: '...' }));
    endDay(state, 1);
    // Nothing was said of the third day.
    apply(state, 2 * DAY + HOUR, judge('hour', { a: '   ', b: '   ' }));
    endDay(state, 2);
    expect(state.acknowledged).toHaveLength(1);
    apply(state, 3 * DAY + HOUR, judge('hour', { a: '...', b: '...' }));
    expect(endDay(state, 3)).toBeUndefined();
    expect(state.acknowledged).toEqual([]);
    expect(apply(state, 4 * DAY + HOUR, judge('hour', { a: '+..', b: '...' }))).toMatchObject({
      kind: 'opened',
    });
  });
});

it('has one finding open at most, and tells each change once, whatever comes', () => {
  const signs = fc.constantFrom('+.', '-.', '.+', '..', '  ');
  const step = fc.record({
    kind: fc.constantFrom('hour', 'day', 'week', 'end', 'end', 'acknowledge'),
    a: signs,
    b: signs,
    back: fc.constantFrom(0, 0, 0, 1, 30),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const state = createFindingState('model');
      let openId: string | undefined;
      const told = new Set<string>();
      for (const [at, { kind, a, b, back }] of steps.entries()) {
        const endMs = 10 * DAY + at * 8 * HOUR;
        const day = Math.floor((endMs - 1) / DAY);
        const change =
          kind === 'acknowledge'
            ? acknowledge(state, { reason: undefined, atMs: endMs, kindsOf: () => ['location'] })
            : kind === 'end'
              ? endDay(state, day)
              : apply(state, endMs - back * HOUR, judge(kind, { a, b }));
        const isOpen = change?.kind === 'opened' || change?.kind === 'joined';
        const before = openId;
        if (change !== undefined) openId = isOpen ? change.finding.id : undefined;
        expect(state.open?.id).toBe(openId);
        if (change === undefined) continue;
        const key = `${change.finding.id} ${change.finding.revision}`;
        expect(told).not.toContain(key);
        told.add(key);
        expect(before).toBe(change.kind === 'opened' ? undefined : change.finding.id);
        expect(JSON.parse(JSON.stringify(change))).toEqual(change);
      }
    }),
  );
});

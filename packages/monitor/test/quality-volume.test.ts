import { buildReference, type Reference } from '@marigraph/monitor';
import { expect, it } from 'vitest';

import { createVolumePlan, judgeVolume } from '../src/quality-volume.ts';
import { HOUR, START } from './support/monitor.ts';

/** As many rows an hour as `rowsOf` says. */
function referenceOf(hours: number, rowsOf: (hour: number) => number, timeZone = 'UTC'): Reference {
  const timesMs: number[] = [];
  for (let hour = -hours; hour < 0; hour++) {
    for (let row = 0; row < rowsOf(hour); row++) timesMs.push(START + hour * HOUR);
  }
  const values = timesMs.map((_, at) => at % 5);
  return buildReference({ name: 'm', version: '1' }, [{ name: 'x', values }], {
    timesMs,
    timeZone,
  });
}

const HOUR_OF_START = START / HOUR;

it('expects by hours of the day in the zone of the reference, and apart at weekends after two weeks', () => {
  // Oslo is an hour ahead in winter. 2026-01-05 is a Monday.
  const rowsOf = (hour: number): number => ((((hour + 1) % 24) + 24) % 24 === 8 ? 30 : 10);
  for (const hours of [96, 28 * 24]) {
    const plan = createVolumePlan(referenceOf(hours, rowsOf, 'Europe/Oslo'));
    expect([6, 7, 8].map((hour) => plan?.expectedAt(HOUR_OF_START + hour))).toEqual([10, 30, 10]);
  }
  const weekend = (hour: number): number => (((Math.floor(hour / 24) % 7) + 7) % 7 >= 5 ? 4 : 20);
  const plan = createVolumePlan(referenceOf(28 * 24, weekend));
  expect([0, 5 * 24, 7 * 24].map((hour) => plan?.expectedAt(HOUR_OF_START + hour))).toEqual([
    20, 4, 20,
  ]);
});

it('knows how low hours of the reference are, single outages aside', () => {
  const outage = (hour: number): number =>
    hour === -50 || hour === -51 ? 0 : hour % 10 === 0 ? 15 : 20;
  expect(createVolumePlan(referenceOf(28 * 24, outage))?.low).toBeCloseTo(0.75, 9);
  expect(createVolumePlan(referenceOf(28 * 24, () => 20))?.low).toBe(1);
});

it('is none without time, for few hours, or for less than a row an hour', () => {
  const { time: _, ...timeless } = referenceOf(96, () => 5);
  expect(createVolumePlan(timeless)).toBeUndefined();
  expect(createVolumePlan(referenceOf(71, () => 5))).toBeUndefined();
  expect(
    createVolumePlan(referenceOf(96, (hour) => (hour === -96 || hour === -1 ? 1 : 0))),
  ).toBeUndefined();
});

it('learns how much traffic there is, and leaves out hours that collapsed', () => {
  const plan = createVolumePlan(referenceOf(96, () => 10));
  if (plan === undefined) throw new Error('no plan');
  const ratios: number[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const verdict = judgeVolume(plan, { hour: HOUR_OF_START + hour, rows: 200 }, ratios, 1e-5);
    expect(verdict).toBeUndefined();
  }
  const judge = (rows: number): unknown =>
    judgeVolume(plan, { hour: HOUR_OF_START, rows }, ratios, 1e-5);
  expect(judge(20)).toMatchObject({
    isBroken: true,
    isOver: false,
    count: 20,
    share: 0.1,
    threshold: 0.5,
  });
  expect(ratios).toHaveLength(24);
  // Fewer than half, and yet as few as independent rows are now and then.
  expect(judge(85)).toMatchObject({ isBroken: false, isOver: false });
  expect(judge(150)).toMatchObject({ isBroken: false, isOver: true });
  for (let hour = 0; hour < 200; hour++) judge(400);
  expect(ratios).toHaveLength(168);
  expect(judge(400)).toMatchObject({ share: 1 });
});

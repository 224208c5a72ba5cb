import { expect, it } from 'vitest';

import { bestRule, delayRatio } from '../../bench/drift-alerts/best-rule.ts';
import { compact, expand } from '../../bench/drift-alerts/compact.ts';
import { compareDetection, compareRate } from '../../bench/drift-alerts/compare.ts';
import { type Detection, estimateRate } from '../../bench/drift-alerts/estimate.ts';
import type { SettingResult } from '../../bench/drift-alerts/measure.ts';

const detection = (found: [number, number, number], medianHours?: number): Detection => ({
  replications: 20,
  found,
  medianHours,
});
const rule = (peer: string, found: Record<string, Detection>): SettingResult['peers'][number] => ({
  peer,
  chunk: 'day',
  falseAlerts: estimateRate([0, 1]),
  alertDays: 1.5,
  tunedThreshold: 2,
  detection: found,
});
const result: SettingResult = {
  setting: 'iid-500',
  scan: estimateRate([0, 0, 1]),
  alertDays: 0.67,
  gated: estimateRate([0, 0, 0]),
  months: '001',
  peerMonths: 2,
  replications: 20,
  detection: {
    small: detection([0, 45, 100], 30),
    hidden: detection([0, 0, 10]),
    only: detection([0, 0, 60], 150),
  },
  peers: [
    rule('js', { small: detection([0, 0, 90], 48), hidden: detection([0, 0, 60], 96) }),
    rule('ks', { small: detection([0, 60, 100], 24), only: detection([0, 0, 0]) }),
  ],
};

it('keeps everything in a small text', () => {
  const small = compact(result);
  expect(small.detection).toEqual({ small: '0/45/100 30', hidden: '0/0/10 -', only: '0/0/60 150' });
  expect(expand(small)).toEqual(result);
});

it('finds the best other rule and how much longer the scan takes', () => {
  expect(bestRule(result, 'small')?.rule.peer).toBe('ks');
  expect(delayRatio(result, 'small')).toBe(30 / 24);
  expect(delayRatio(result, 'hidden')).toBe(Number.POSITIVE_INFINITY);
  expect(delayRatio(result, 'only')).toBe(0);
  expect(delayRatio(result, 'absent')).toBeUndefined();
});

it('says whether figures agree with the prototype', () => {
  const rate = estimateRate(Array.from({ length: 100 }, (_, month) => Number(month % 4 === 0)));
  expect(compareRate(rate, undefined, [0.28, 0.1])).toBe('agrees');
  expect(compareRate(rate, undefined, [0.79, 0.21])).toMatch(/^−0.54 \(−\d\.\d standard errors\)$/);
  expect(compareRate(rate, 19, { days: 18 })).toBe('agrees');
  expect(compareRate(rate, 12.5, { days: 18 })).toBe('−5.5 days');
  expect(compareRate(rate, undefined, undefined)).toBe('');
  const own = detection([0, 45, 100], 30);
  expect(compareDetection(own, { found: [0, 30, 100], replications: 10 })).toBe('agrees');
  expect(compareDetection(own, { found: [0, 45, 20], replications: 10 })).toBe('differs');
  expect(compareDetection(own, undefined)).toBe('');
});

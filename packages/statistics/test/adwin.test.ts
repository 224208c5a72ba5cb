import { createAdwin } from '@marigraph/statistics';
import type { DriftDetectorSnapshot } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedErrors, steppedValues } from './support/detector-streams.ts';
import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

/** The memory of a window that holds `values`, all of them. */
function memoryAfter(
  values: readonly number[],
  options: Parameters<typeof createAdwin>[0],
): DriftDetectorSnapshot['memory'] {
  // Never a look, hence never a cut.
  const detector = createAdwin({ ...options, clock: Number.MAX_SAFE_INTEGER });
  statesOf(detector, values);
  return detector.toJSON().memory;
}

function squaredDeviations(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

describe('createAdwin', () => {
  // river 0.26.1, drift.ADWIN on the same stream.
  it.each([
    {
      name: 'errors',
      stream: steppedErrors(42),
      options: {},
      drift: [735, 1151, 1567, 2079, 2591],
    },
    { name: 'values', stream: steppedValues(43), options: {}, drift: [543, 1055, 1535, 2015] },
    {
      name: 'values, with other options',
      stream: steppedValues(43),
      options: { delta: 0.05, clock: 1, bucketsPerRow: 3, minimumSide: 2, gracePeriod: 20 },
      drift: [524, 1016, 1509, 2005],
    },
  ])('says drift of $name where River does', ({ stream, options, drift }) => {
    expect(detections(createAdwin(options), stream)).toStrictEqual({ drift, warning: [] });
  });

  it('keeps the sum and the squared deviations of its window', () => {
    const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 6 }), (values, bucketsPerRow) => {
        const memory = memoryAfter(values, { bucketsPerRow });
        expect(memory['width']).toBe(values.length);
        const sum = values.reduce((total, value) => total + value, 0);
        expect(Math.abs((memory['total'] as number) - sum)).toBeLessThan(1e-9);
        const error = Math.abs((memory['squaredDeviations'] as number) - squaredDeviations(values));
        expect(error).toBeLessThan(1e-12 * values.length * 1e6);
      }),
    );
  });

  it('keeps buckets of 1, 2, 4, … values, the oldest being the largest', () => {
    const counts = memoryAfter(Array(100).fill(1), { bucketsPerRow: 2 })['counts'] as number[];
    expect(counts.reduce((sum, count, row) => sum + count * 2 ** row, 0)).toBe(100);
    expect(counts.every((count) => count <= 2)).toBe(true);
  });

  it('forgets the oldest values when its last row is full', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 1000 }, random);
    // Rows of at most 3 buckets of 1, 2 and 4 values.
    const memory = memoryAfter(values, { bucketsPerRow: 3, rows: 3 });
    const width = memory['width'] as number;
    expect(width).toBeLessThanOrEqual(3 * 7);
    expect(width).toBeGreaterThan(2 * 7);
    const kept = values.slice(-width);
    const sum = kept.reduce((total, value) => total + value, 0);
    expect(relativeError(memory['total'] as number, sum)).toBeLessThan(1e-14);
    const error = relativeError(memory['squaredDeviations'] as number, squaredDeviations(kept));
    expect(error).toBeLessThan(1e-12);
  });

  it('drops only the old side where it is told to keep the recent values', () => {
    const stream = [...Array<number>(992).fill(0), ...Array<number>(32).fill(1)];
    const keeping = createAdwin({ afterDrift: 'keep_recent' });
    expect(detections(keeping, stream).drift).toStrictEqual([1023]);
    expect(keeping.count).toBeGreaterThanOrEqual(32);
    expect(keeping.count).toBeLessThan(1000);
    keeping.update(1);
    expect(keeping.count).toBeGreaterThan(32);
    const restarting = createAdwin();
    statesOf(restarting, [...stream, 1]);
    expect(restarting).toMatchObject({ count: 1, estimate: 1 });
  });

  it('sees drift of a tiny mean on a large offset', () => {
    const random = seededRandom(3);
    const stream = Array.from({ length: 2000 }, (_, i) => 1e6 + random() + (i < 1000 ? 0 : 1));
    expect(detections(createAdwin(), stream).drift[0]).toBe(1023);
  });

  it.each([
    { delta: 0 },
    { delta: 1 },
    { delta: NaN },
    { clock: 0 },
    { gracePeriod: 0 },
    { minimumSide: 0 },
    { bucketsPerRow: 1 },
    { bucketsPerRow: 1001 },
    { rows: 0 },
    { rows: 51 },
    { afterDrift: 'other' as 'restart' },
  ])('refuses %j', (options) => {
    expect(() => createAdwin(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});

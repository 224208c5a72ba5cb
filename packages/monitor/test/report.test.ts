import { ALL } from '@marigraph/monitor';
import { ML_DRIFT_STATE_VALUE_NO_REFERENCE } from '@marigraph/semantic-conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addRow, addTruth, MINUTE, monitorOf, START } from './support/monitor.ts';
import { REFERENCE, runStep, script } from './support/script.ts';

describe('the report', () => {
  it('says what is known, as JSON', () => {
    const monitor = monitorOf({ evaluate: [ALL, 'region'] }, { references: [REFERENCE] });
    for (const [at, version] of ['1', '2', '2'].entries()) {
      addRow(monitor, {
        id: `${at}`,
        version,
        timeMs: START + at * MINUTE,
        label: 'wet',
        segments: { region: 'a' },
      });
    }
    addRow(monitor, { id: 'later', version: '2', timeMs: START + 8 * MINUTE, segments: {} });
    addTruth(monitor, '1', { label: 'wet' });
    addTruth(monitor, '2', { label: 'dry' });
    addTruth(monitor, 'unknown', { label: 'dry' });
    monitor.advance(START + 8 * MINUTE);
    const report = monitor.report();
    expect(report.models[0]).toMatchObject({
      model: 'rain',
      version: '1',
      reference: { id: REFERENCE.id, rows: 400 },
      scopes: [
        { segment: null, rows: 1, openRows: 0, windows: [{ rows: 1 }] },
        { segment: { key: 'region', value: 'a' }, rows: 1, openRows: 0, windows: [{ rows: 1 }] },
      ],
    });
    const window = {
      start: '2026-01-05T00:00:00.000Z',
      end: '2026-01-05T00:05:00.000Z',
      rows: 2,
      revision: 0,
      state: ML_DRIFT_STATE_VALUE_NO_REFERENCE,
      features: [],
      performance: { labelled: 2, accuracy: 0.5, valued: 0 },
    };
    expect(report.models[1]).toEqual({
      model: 'rain',
      version: '2',
      reference: null,
      rows: { added: 3, inCells: 3, duplicate: 0, late: 0, clamped: 0 },
      cells: { kept: 3, dropped: 0 },
      groundTruth: { matched: 2, waiting: 1, unmatched: 0, duplicate: 0 },
      openPredictions: 4,
      rule: 'threshold',
      drift: null,
      scopes: [
        { segment: null, rows: 3, performance: window.performance, openRows: 0, windows: [window] },
        {
          segment: { key: 'region', value: 'a' },
          rows: 2,
          performance: window.performance,
          openRows: 0,
          windows: [window],
        },
      ],
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is consistent with itself and with the outcomes that were told', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const monitor = monitorOf({}, { references: [REFERENCE] });
        const outcomes = steps.map((step) => [step.kind, runStep(monitor, step)]);
        const told = (kind: string, outcome: string): number =>
          outcomes.filter((own) => own[0] === kind && own[1] === outcome).length;
        const { models, refused } = monitor.report();
        const sum = (numbers: readonly number[]): number =>
          numbers.reduce((total, own) => total + own, 0);
        expect(refused).toBe(0);
        expect(sum(models.map(({ rows }) => rows.added))).toBe(told('row', 'added'));
        expect(sum(models.map(({ rows }) => rows.late))).toBe(told('row', 'late'));
        for (const { rows, groundTruth, openPredictions, cells, scopes } of models) {
          expect(rows.inCells).toBe(rows.added);
          expect(rows.duplicate).toBe(told('row', 'duplicate'));
          expect(openPredictions).toBe(told('row', 'added'));
          expect(groundTruth.duplicate).toBe(told('truth', 'duplicate'));
          expect(groundTruth.matched + groundTruth.waiting).toBe(
            told('truth', 'matched') + told('truth', 'waiting'),
          );
          expect(cells.kept).toBeLessThanOrEqual(rows.inCells);
          const [all] = scopes;
          expect(all?.rows ?? 0).toBe(rows.inCells);
          for (const { rows: own, openRows, windows } of scopes) {
            expect(openRows + sum(windows.map((window) => window.rows))).toBeLessThanOrEqual(own);
          }
        }
      }),
    );
  });
});

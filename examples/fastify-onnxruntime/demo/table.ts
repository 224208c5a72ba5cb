import type { VersionReport } from '@marigraph/monitor';
import { ML_DRIFT_STATE_VALUE_DRIFTED } from '@marigraph/semantic-conventions';
import Table from 'cli-table3';

const HEAD = [
  'city',
  'window',
  'rows',
  'drifted feature',
  'score',
  'noise floor',
  'trace',
  'accuracy',
];

/** The monitor's state as a table: one line per window, and one more per further drifted feature. */
export function renderTable(model: VersionReport): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  for (const { segment, windows, openRows } of model.scopes) {
    for (const window of windows) {
      const drifted = window.features.filter(({ state }) => state === ML_DRIFT_STATE_VALUE_DRIFTED);
      const place = [segment?.value ?? 'all', `${window.start.slice(0, 10)} …`, window.rows];
      const accuracy = window.performance.accuracy?.toFixed(3) ?? 'no labels yet';
      if (drifted.length === 0) table.push([...place, 'none', '', '', '', accuracy]);
      for (const [at, { feature, score, noiseFloor, exemplars }] of drifted.entries()) {
        table.push([
          ...(at === 0 ? place : ['', '', '']),
          feature,
          score?.toFixed(3) ?? '',
          noiseFloor?.toFixed(3) ?? '',
          exemplars[0]?.traceId ?? '',
          at === 0 ? accuracy : '',
        ]);
      }
    }
    if (openRows > 0) table.push([segment?.value ?? 'all', 'open', openRows, '', '', '', '', '']);
  }
  return `${model.model} version ${model.version}: ${model.rows.inCells} predictions\n${table.toString()}`;
}

/** `[████      ] 41 %`. */
export function renderProgress(done: number, total: number): string {
  const width = 30;
  const filled = Math.round((done / total) * width);
  const bar = '█'.repeat(filled) + ' '.repeat(width - filled);
  return `[${bar}] ${Math.floor((done / total) * 100)} %  ${done} of ${total} requests`;
}

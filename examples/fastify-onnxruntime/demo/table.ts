import type { FeatureScore, VersionReport, WindowReport } from '@marigraph/monitor';
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
    const city = segment?.value ?? 'all';
    for (const window of windows) table.push(...windowLines(city, window));
    if (openRows > 0) table.push([city, 'open', openRows, '', '', '', '', '']);
  }
  const { inCells } = model.rows;
  return `${model.model} version ${model.version}: ${inCells} predictions\n${table.toString()}`;
}

function windowLines(city: string, window: WindowReport): (string | number)[][] {
  const drifted = window.features.filter(({ state }) => state === ML_DRIFT_STATE_VALUE_DRIFTED);
  const accuracy = window.performance.accuracy?.toFixed(3) ?? 'no labels yet';
  const place = [city, `from ${window.start.slice(0, 10)}`, window.rows];
  const [first, ...others] = drifted;
  if (first === undefined) return [[...place, 'none', '', '', '', accuracy]];
  const lines: (string | number)[][] = [[...place, ...featureColumns(first), accuracy]];
  for (const feature of others) lines.push(['', '', '', ...featureColumns(feature), '']);
  return lines;
}

function featureColumns({ feature, score, noiseFloor, exemplars }: FeatureScore): string[] {
  return [
    feature,
    score?.toFixed(3) ?? '',
    noiseFloor?.toFixed(3) ?? '',
    exemplars[0]?.traceId ?? '',
  ];
}

/** `[████      ] 41 %`. */
export function renderProgress(done: number, total: number): string {
  const width = 30;
  const filled = Math.round((done / total) * width);
  const bar = '█'.repeat(filled) + ' '.repeat(width - filled);
  return `[${bar}] ${Math.floor((done / total) * 100)} %  ${done} of ${total} requests`;
}

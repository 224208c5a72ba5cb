import type { GroundTruthOutcome, Monitor, RowOutcome } from '@marigraph/monitor';

import type { Measure } from '../../telemetry/measure.ts';
import type { Outbox } from './outbox.ts';
import type { RowReader } from './row-reader.ts';

/** What became of rows and ground truth since the start of the process, over all models. */
export interface RowCounts {
  readonly monitor: Pick<Monitor, 'addRow' | 'addGroundTruth'>;
  measures(rest: {
    readonly reader: Pick<RowReader, 'invalid'>;
    readonly outbox: Pick<Outbox, 'waiting' | 'dropped'>;
  }): readonly Measure[];
}

/** Stands before a monitor and counts what it answers. By outcome, not by model: models are data. */
export function countRows(monitor: Monitor): RowCounts {
  const rows: Record<RowOutcome, number> = { added: 0, duplicate: 0, late: 0, refused: 0 };
  const groundTruths: Record<GroundTruthOutcome, number> = {
    matched: 0,
    waiting: 0,
    duplicate: 0,
    refused: 0,
  };
  return {
    monitor: {
      addRow(row, receivedAtMs) {
        const outcome = monitor.addRow(row, receivedAtMs);
        rows[outcome]++;
        return outcome;
      },
      addGroundTruth(groundTruth) {
        const outcome = monitor.addGroundTruth(groundTruth);
        groundTruths[outcome]++;
        return outcome;
      },
    },
    measures: ({ reader, outbox }) => [
      {
        name: 'marigraph_ml_monitor_rows',
        type: 'counter',
        help: 'Predictions by what became of them. late: older than what is kept. refused: too many models or versions.',
        values: byLabel('outcome', rows),
      },
      {
        name: 'marigraph_ml_monitor_ground_truths',
        type: 'counter',
        help: 'Ground truth by what became of it. waiting: its prediction had not come.',
        values: byLabel('outcome', groundTruths),
      },
      {
        name: 'marigraph_ml_monitor_invalid',
        type: 'counter',
        help: 'Records, or parts of them, that could not be read, by reason.',
        values: byLabel('reason', reader.invalid),
      },
      {
        name: 'marigraph_ml_monitor_waiting_evaluations',
        type: 'gauge',
        help: 'Evaluations that the write-ahead log has not taken yet.',
        values: [{ value: outbox.waiting.length }],
      },
      {
        name: 'marigraph_ml_monitor_dropped_evaluations',
        type: 'counter',
        help: 'Evaluations that gave way to newer ones, or could not be sent.',
        values: [{ value: outbox.dropped }],
      },
    ],
  };
}

function byLabel(label: string, counts: Readonly<Record<string, number>>): Measure['values'] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

import { QUALITY_CHECKS, type QualityFinding } from '@marigraph/monitor';

import type { Measure } from '../../telemetry/measure.ts';
import type { Outbox } from './outbox.ts';
import type { QualityUpdate } from './quality-telemetry.ts';

/** What a collector says of its own looking after data quality. By check, not by model: models are data. */
export function qualityMeasures(
  outbox: Pick<Outbox<QualityUpdate>, 'waiting' | 'dropped'>,
  open: readonly QualityFinding[],
): readonly Measure[] {
  return [
    {
      name: 'marigraph_ml_monitor_quality_faults',
      type: 'gauge',
      help: 'Faults of data quality that last, by check, over all models.',
      values: QUALITY_CHECKS.map((check) => ({
        labels: { check },
        value: open.filter((finding) => finding.check === check).length,
      })),
    },
    {
      name: 'marigraph_ml_monitor_waiting_quality_updates',
      type: 'gauge',
      help: 'Updates of data quality that the write-ahead log has not taken yet.',
      values: [{ value: outbox.waiting.length }],
    },
    {
      name: 'marigraph_ml_monitor_dropped_quality_updates',
      type: 'counter',
      help: 'Updates of data quality that gave way to newer ones, or could not be sent.',
      values: [{ value: outbox.dropped }],
    },
  ];
}

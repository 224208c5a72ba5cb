import type { Monitor, QualityViolations } from '@marigraph/monitor';

import type { Clock, Logger, NewBatch } from '../../component.ts';
import type { Measure } from '../../telemetry/measure.ts';
import { createOutboxOf } from './outbox.ts';
import { qualityMeasures } from './quality-measures.ts';
import { type QualityUpdate, toQualityBatches, weightOfUpdate } from './quality-telemetry.ts';

/** How often counters, and faults that last, are said again. */
const REPEAT_MS = 60_000;

/** Asks a monitor for the quality of its rows, and says what is worth saying. */
export interface QualityUpdates {
  /** @param nowMs The time by which the monitor judges: that of the rows while a backlog is read. */
  judge(nowMs: number): void;
  /** Emits what waits. Never rejects. */
  flush(): Promise<void>;
  /** Updates with findings that were not sent yet: the monitor will not say them again. */
  readonly unsent: readonly QualityUpdate[];
  readonly counts: { readonly waiting: number; readonly dropped: number };
  measures(): readonly Measure[];
}

export interface QualityUpdatesOptions {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Findings are said at once; counters when they changed, and faults that last, at most once a minute.
 *
 * @param unsent Updates of before a restart.
 */
export function createQualityUpdates(
  monitor: Pick<Monitor, 'judgeQuality' | 'violations' | 'openFindings'>,
  options: QualityUpdatesOptions,
  unsent: readonly QualityUpdate[] = [],
): QualityUpdates {
  const outbox = createOutboxOf<QualityUpdate>(options, {
    toBatches: toQualityBatches,
    weightOf: weightOfUpdate,
  });
  outbox.add(unsent);
  let said: ReadonlyMap<string, number> = new Map();
  let repeatAtMs = Number.NEGATIVE_INFINITY;

  function changedViolations(): QualityViolations[] {
    const all = monitor.violations();
    const before = said;
    said = new Map(all.map((own) => [keyOf(own), own.count]));
    return all.filter((own) => before.get(keyOf(own)) !== own.count);
  }

  return {
    judge(nowMs) {
      const atMs = Number(options.clock.now() / 1_000_000n);
      const findings = monitor.judgeQuality(nowMs);
      const isRepeat = atMs >= repeatAtMs;
      if (findings.length === 0 && !isRepeat) return;
      if (isRepeat) repeatAtMs = atMs + REPEAT_MS;
      const open = isRepeat ? monitor.openFindings() : [];
      const violations = changedViolations();
      if (findings.length + open.length + violations.length === 0) return;
      outbox.add([{ atMs, findings, open, violations }]);
    },
    flush: () => outbox.flush(),
    get unsent() {
      return outbox.waiting.filter(({ findings }) => findings.length > 0);
    },
    get counts() {
      return { waiting: outbox.waiting.length, dropped: outbox.dropped };
    },
    measures: () => qualityMeasures(outbox, monitor.openFindings()),
  };
}

function keyOf({ modelName, modelVersion, feature, check }: QualityViolations): string {
  return JSON.stringify([modelName, modelVersion, feature, check]);
}

import type { FindingChange, JudgedWindow } from './drift-finding.ts';
import type { VersionDrift } from './drift-state.ts';
import type { DriftState } from './drift-status.ts';
import { type AcknowledgedFinding, type AlertSource, keyOf } from './finding-state.ts';
import { HOUR_MS } from './reference-hours.ts';
import { MINUTE_MS } from './scope.ts';
import type { StateReader, StateWriter } from './state-codec.ts';
import type { ModelVersion } from './version.ts';

const HOUR_MINUTES = HOUR_MS / MINUTE_MS;

/** What is small and changes its shape with the program: as JSON. */
interface Documents {
  readonly open?: VersionDrift['series']['findings']['open'];
  readonly alerted: readonly AlertSource[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  readonly ended: readonly string[];
  readonly latest: readonly JudgedWindow[];
  readonly changes: readonly FindingChange[];
  readonly toldState: DriftState;
}

/** Writes what the rule `scan` keeps of a version; that there is nothing, under another rule. */
export function saveDrift(writer: StateWriter, drift: VersionDrift | undefined): void {
  writer.number(drift === undefined ? 0 : 1);
  if (drift === undefined) return;
  const { series, changes, toldState, dueMinute } = drift;
  const { startHour, judgedHour, openHour, findings } = series;
  writer.numbers([
    dueMinute,
    startHour ?? Number.NaN,
    judgedHour ?? Number.NaN,
    openHour ?? Number.NaN,
    findings.opened,
    findings.verdictDay,
    findings.concludedDay,
  ]);
  writer.numbers([...series.changedHours]);
  writer.number(series.hours.size);
  for (const [hour, scores] of series.hours) {
    writer.number(hour);
    writer.numbers(scores);
  }
  writer.number(series.days.size);
  for (const [day, { weekday, lastHour, scores }] of series.days) {
    writer.numbers([day, weekday, lastHour]);
    writer.numbers(scores);
  }
  const documents: Documents = {
    ...(findings.open !== undefined && { open: findings.open }),
    alerted: [...findings.alerted.values()],
    acknowledged: findings.acknowledged,
    ended: findings.ended,
    latest: [...series.latest.values()],
    changes,
    toldState,
  };
  writer.text(JSON.stringify(documents));
}

/**
 * Reads what `saveDrift` wrote into the version, if that still fits its reference and rule. If not, judging begins
 * with the hour that is open now: what was before has been judged by another measure.
 */
export function loadDrift(reader: StateReader, version: ModelVersion, fits: boolean): void {
  const { drift, closedMinute } = version;
  const isSaved = reader.number() === 1;
  const saved = isSaved ? readDrift(reader) : undefined;
  if (drift === undefined) return;
  // Whoever makes metrics of it has forgotten the last ones.
  drift.isChanged = true;
  if (saved !== undefined && fits) {
    restore(drift, saved);
    return;
  }
  const { series } = drift;
  series.judgedHour = Math.floor(closedMinute / HOUR_MINUTES);
  series.startHour = series.judgedHour;
  drift.dueMinute = (series.judgedHour + 1) * HOUR_MINUTES;
}

interface SavedDrift {
  readonly numbers: Float64Array;
  readonly changedHours: Float64Array;
  readonly hours: readonly (readonly [number, Float64Array])[];
  readonly days: readonly (readonly [Float64Array, Float64Array])[];
  readonly documents: Documents;
}

function readDrift(reader: StateReader): SavedDrift {
  const numbers = reader.numbers();
  const changedHours = reader.numbers();
  const hours = Array.from(
    { length: reader.number() },
    () => [reader.number(), reader.numbers()] as const,
  );
  const days = Array.from(
    { length: reader.number() },
    () => [reader.numbers(), reader.numbers()] as const,
  );
  return { numbers, changedHours, hours, days, documents: reader.json() as Documents };
}

function restore(drift: VersionDrift, { numbers, documents, ...saved }: SavedDrift): void {
  const { series } = drift;
  const { findings } = series;
  const [due, start, judged, open, opened, verdictDay, concludedDay] = numbers;
  drift.dueMinute = due as number;
  series.startHour = orNone(start);
  series.judgedHour = orNone(judged);
  series.openHour = orNone(open);
  Object.assign(findings, { opened, verdictDay, concludedDay, open: documents.open });
  for (const hour of saved.changedHours) series.changedHours.add(hour);
  for (const [hour, scores] of saved.hours) series.hours.set(hour, scores);
  for (const [[day, weekday, lastHour], scores] of saved.days) {
    series.days.set(day as number, {
      weekday: weekday as number,
      lastHour: lastHour as number,
      scores,
    });
  }
  for (const source of documents.alerted) findings.alerted.set(keyOf(source), source);
  findings.acknowledged = [...documents.acknowledged];
  findings.ended.push(...documents.ended);
  for (const window of documents.latest) series.latest.set(window.judgement.scale, window);
  drift.changes.push(...documents.changes);
  drift.toldState = documents.toldState;
}

function orNone(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

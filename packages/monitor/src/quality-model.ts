import {
  ML_DATA_QUALITY_CHECK_VALUE_VERSION_MIX,
  ML_DATA_QUALITY_CHECK_VALUE_VOLUME,
  ML_DATA_QUALITY_STATE_VALUE_FIRING,
} from '@marigraph/semantic-conventions';

import { createDeployments, type Deployments, noteDeployment } from './quality-deployments.ts';
import { describeNames } from './quality-expectation.ts';
import {
  createFaultLedger,
  type FaultLedger,
  faultOf,
  noteWindow,
  settle,
  toFinding,
  type WindowVerdict,
} from './quality-fault.ts';
import type { QualityFinding, QualityViolations } from './quality-finding.ts';
import type { QualityRule } from './quality-rule.ts';
import { createVolumePlan, judgeVolume, type VolumePlan } from './quality-volume.ts';
import { judgeWindows } from './quality-windows.ts';
import { HOUR_MS } from './reference-hours.ts';
import type { Row } from './row.ts';
import { MINUTE_MS } from './scope.ts';
import { compactAll, type ModelVersion } from './version.ts';

const HOUR_MINUTES = HOUR_MS / MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** After a longer pause of the monitor, nobody knows whether rows were not sent or not received. */
const PAUSE_MS = 10 * MINUTE_MS;
/** Windows that are looked at one by one after a long silence. */
const BACKLOG_MAX = 168;
/** A version is out of use after a day without rows, the model after a week: an outage may last a weekend. */
const VERSION_ABANDONED_MS = DAY_MS;
const MODEL_ABANDONED_MS = 7 * DAY_MS;
/** Part of the budget that the volume takes. */
const VOLUME_SHARE = 0.1;
const HOURS_PER_30_DAYS = 720;

/** What is kept of the quality of a model beyond its versions. */
export interface ModelQuality {
  readonly ledger: FaultLedger;
  readonly deployments: Deployments;
  readonly progress: {
    /** Hours and windows up to these were judged; -1 before the first row. */
    hourMinute: number;
    windowMinute: number;
    /** Since when the monitor was asked without a pause, and when it was asked last. */
    watchedSinceMs: number;
    askedMs: number;
  };
  /** Rows of live hours beside those of the reference, the latest last. */
  readonly ratios: number[];
  /** The reference that these were compared with, and what it leads one to expect. */
  ratiosOf: string | undefined;
  volume: { readonly referenceId: string; readonly plan: VolumePlan | undefined } | undefined;
}

/** What a model must have to be judged. */
interface JudgedModel {
  readonly quality: ModelQuality;
  readonly versions: readonly ModelVersion[];
}

/** The quality of a model without rows. */
export function createModelQuality(modelName: string, rule: QualityRule): ModelQuality {
  const deployments = createDeployments();
  const owner = { modelName, modelVersion: '', referenceId: undefined, deployments };
  return {
    ledger: createFaultLedger(owner, rule),
    deployments,
    progress: {
      hourMinute: -1,
      windowMinute: -1,
      watchedSinceMs: Number.MAX_SAFE_INTEGER,
      askedMs: Number.MIN_SAFE_INTEGER,
    },
    ratios: [],
    ratiosOf: undefined,
    volume: undefined,
  };
}

/** Notes where a row comes from. */
export function noteModelRow(
  { ledger, deployments }: ModelQuality,
  { serviceVersion, timeMs }: Row,
  receivedAtMs: number,
): void {
  ledger.rows++;
  ledger.receivedAtMs = receivedAtMs;
  noteDeployment(deployments, serviceVersion, timeMs <= receivedAtMs ? timeMs : receivedAtMs);
}

/** Judges what has become ready, and returns what began or ended since the last time. */
export function judgeModelQuality(model: JudgedModel, nowMs: number): QualityFinding[] {
  const { quality, versions } = model;
  notePause(quality, nowMs);
  const findings = versions.flatMap((version) => {
    judgeVersion(version, nowMs);
    return settle(version.quality.ledger, nowMs, VERSION_ABANDONED_MS);
  });
  // Nobody asks for predictions of a model that is out of use, so nothing is missing.
  if (nowMs - quality.ledger.receivedAtMs <= MODEL_ABANDONED_MS) judgeWhole(model, nowMs);
  return [...findings, ...settle(quality.ledger, nowMs, MODEL_ABANDONED_MS)];
}

function notePause({ progress }: ModelQuality, nowMs: number): void {
  if (nowMs - progress.askedMs > PAUSE_MS) progress.watchedSinceMs = nowMs;
  progress.askedMs = nowMs;
}

function judgeVersion(version: ModelVersion, nowMs: number): void {
  const { quality, slices, retainedMinute } = version;
  const { ledger, progress } = quality;
  const readyMinute = readyMinuteOf(version, nowMs);
  if (ledger.rows === 0 || progress.seenMinute + ledger.rule.windowMs / MINUTE_MS > readyMinute) {
    return;
  }
  compactAll(version);
  judgeWindows(quality, { slices, retainedMinute, readyMinute });
}

/** Minutes before this one have all their rows, by the rows or, once none come, by the clock. */
function readyMinuteOf(
  { closedMinute, lastRowAtMs, definition }: ModelVersion,
  nowMs: number,
): number {
  if (nowMs - lastRowAtMs < definition.idleTimeoutMs) return closedMinute;
  return Math.max(closedMinute, Math.floor((nowMs - definition.allowedLatenessMs) / MINUTE_MS));
}

/** Judges what concerns all versions together: how many rows there are, and of how many versions. */
function judgeWhole({ quality, versions }: JudgedModel, nowMs: number): void {
  const [latest] = versions
    .filter(({ quality: { ledger } }) => ledger.rows > 0)
    .toSorted((a, b) => b.lastRowAtMs - a.lastRowAtMs);
  if (latest === undefined) return;
  const { progress, ledger } = quality;
  const readyMinute = readyMinuteOf(latest, nowMs);
  const windowMinutes = ledger.rule.windowMs / MINUTE_MS;
  progress.hourMinute = judgeEach(progress.hourMinute, readyMinute, HOUR_MINUTES, (start) =>
    judgeHour(quality, versions, latest, start),
  );
  progress.windowMinute = judgeEach(progress.windowMinute, readyMinute, windowMinutes, (start) =>
    judgeMix(quality, versions, start),
  );
}

/** Judges aligned windows up to `readyMinute`. The first one is not whole and not judged. Returns up to where. */
function judgeEach(
  judgedMinute: number,
  readyMinute: number,
  minutes: number,
  judge: (startMinute: number) => void,
): number {
  const end = Math.floor(readyMinute / minutes) * minutes;
  if (judgedMinute < 0) return end + minutes;
  let start = Math.max(judgedMinute, end - BACKLOG_MAX * minutes);
  for (; start + minutes <= end; start += minutes) judge(start);
  return start;
}

function judgeHour(
  quality: ModelQuality,
  versions: readonly ModelVersion[],
  latest: ModelVersion,
  startMinute: number,
): void {
  const { ledger, progress, ratios } = quality;
  const { reference } = latest;
  const startMs = startMinute * MINUTE_MS;
  const isOn = ledger.rule.checks.includes(ML_DATA_QUALITY_CHECK_VALUE_VOLUME);
  if (!isOn || reference === undefined || startMs < progress.watchedSinceMs) return;
  if (versions.some(({ retainedMinute }) => retainedMinute > startMinute)) return;
  if (quality.volume?.referenceId !== reference.id) {
    quality.volume = { referenceId: reference.id, plan: createVolumePlan(reference.document) };
  }
  if (quality.ratiosOf !== reference.id) ratios.length = 0;
  quality.ratiosOf = reference.id;
  const { plan } = quality.volume;
  if (plan === undefined) return;
  const rows = sum(versions.map((version) => rowsOf(version, startMinute, HOUR_MINUTES)));
  const level = (ledger.rule.budget * VOLUME_SHARE) / HOURS_PER_30_DAYS;
  const verdict = judgeVolume(plan, { hour: startMinute / HOUR_MINUTES, rows }, ratios, level);
  if (verdict === undefined) return;
  const window = { startMs, endMs: startMs + HOUR_MS, rows };
  noteWindow(ledger, faultOf(ledger, ML_DATA_QUALITY_CHECK_VALUE_VOLUME, ''), { window, verdict });
}

/** More versions than expected have rows in a window, and had so in the one before: a roll-out alone is no fault. */
function judgeMix(
  { ledger }: ModelQuality,
  versions: readonly ModelVersion[],
  startMinute: number,
): void {
  const { checks, windowMs, versionsMax } = ledger.rule;
  if (versionsMax === undefined || !checks.includes(ML_DATA_QUALITY_CHECK_VALUE_VERSION_MIX))
    return;
  const minutes = windowMs / MINUTE_MS;
  const active = versions
    .map((version) => ({
      name: version.version,
      rows: rowsOf(version, startMinute, minutes),
      before: rowsOf(version, startMinute - minutes, minutes),
    }))
    .filter(({ rows }) => rows > 0);
  const rows = sum(active.map((one) => one.rows));
  const largest = Math.max(0, ...active.map((one) => one.rows));
  const names = active.map((one) => `${one.name} (${one.rows} rows)`);
  const verdict: WindowVerdict = {
    isBroken: active.filter(({ before }) => before > 0).length > versionsMax,
    isOver: active.length <= versionsMax,
    count: rows - largest,
    share: rows === 0 ? 0 : (rows - largest) / rows,
    expectation: `rows of at most ${versionsMax} versions at once; they are of ${describeNames(names)}`,
  };
  const startMs = startMinute * MINUTE_MS;
  noteWindow(ledger, faultOf(ledger, ML_DATA_QUALITY_CHECK_VALUE_VERSION_MIX, ''), {
    window: { startMs, endMs: startMs + windowMs, rows },
    verdict,
  });
}

function rowsOf({ slices }: ModelVersion, startMinute: number, minutes: number): number {
  let rows = 0;
  for (const { cells, dense } of slices) {
    for (let minute = startMinute; minute < startMinute + minutes; minute++) {
      rows += (cells.get(minute)?.rows ?? 0) + (dense.get(minute)?.rows ?? 0);
    }
  }
  return rows;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The faults that last, as findings. */
export function openFindings({ quality, versions }: JudgedModel): QualityFinding[] {
  return [...versions.map((version) => version.quality.ledger), quality.ledger].flatMap((ledger) =>
    [...ledger.open].map((fault) => toFinding(ledger, fault, ML_DATA_QUALITY_STATE_VALUE_FIRING)),
  );
}

/** Values that failed checks of features, since the start. */
export function violationsOf({ versions }: JudgedModel): QualityViolations[] {
  return versions.flatMap(({ quality: { ledger } }) =>
    [...ledger.faults.values()]
      .filter(({ feature, total }) => feature !== '' && total > 0)
      .map(({ feature, check, total }) => ({
        modelName: ledger.owner.modelName,
        modelVersion: ledger.owner.modelVersion,
        feature,
        check,
        count: total,
        sinceMs: ledger.sinceMs,
      })),
  );
}

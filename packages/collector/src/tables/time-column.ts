import type { ReferenceTimes } from '@marigraph/monitor';

import type { CellSink } from './cell-sink.ts';
import { createLocalTime } from './local-time.ts';
import { TableError } from './table-error.ts';

/** The column that says when each row is from. */
export interface TimeColumn extends CellSink {
  finish(): ReferenceTimes;
}

export interface TimeColumnOptions {
  readonly name: string;
  /** IANA name: of the phases of the traffic, and of times that say no offset. */
  readonly timeZone: string;
}

/** Up to this each unit reaches beyond the year 5000, and the next one begins in 1973 at the latest. */
const UNITS = [
  { unit: 'seconds', end: 1e11, perMs: 1e-3 },
  { unit: 'milliseconds', end: 1e14, perMs: 1 },
  { unit: 'microseconds', end: 1e17, perMs: 1e3 },
  { unit: 'nanoseconds', end: Number.POSITIVE_INFINITY, perMs: 1e6 },
] as const;

/** 19000101 to 22001231: as seconds these would all lie in the year 1970. */
const DATE_NUMBER_MIN = 19_000_101;
const DATE_NUMBER_MAX = 22_001_231;

const DATE = String.raw`(\d{4}-\d\d-\d\d)`;
const CLOCK = String.raw`(\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?`;
const ISO = new RegExp(String.raw`^${DATE}(?:[T ]${CLOCK} ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$`, 'i');

/**
 * Gathers times: ISO 8601 with or without an offset, dates, and numbers since the epoch in seconds, milliseconds,
 * microseconds or nanoseconds. The size of a number says its unit, which must be that of all rows.
 *
 * @throws {TableError} for an unknown zone; its methods for a time that is missing, or none, or of another unit.
 */
export function createTimeColumn({ name, timeZone }: TimeColumnOptions): TimeColumn {
  const toEpoch = localTime(timeZone);
  const timesMs: number[] = [];
  let kind: string | undefined;

  function add(timeMs: number, foundKind: string, found: string | number): void {
    kind ??= foundKind;
    if (kind !== foundKind) {
      refuse(`${found} is of ${foundKind}, where rows before are of ${kind}; write them alike`);
    }
    if (!Number.isFinite(timeMs)) refuse(`${JSON.stringify(found)} is no time`);
    timesMs.push(timeMs);
  }

  function refuse(problem: string): never {
    throw new TableError(`time \`${name}\`, row ${timesMs.length + 1}: ${problem}`);
  }

  return {
    addMissing: () => refuse('it is missing; every row needs one'),
    addNumber(value, written) {
      if (value >= DATE_NUMBER_MIN && value <= DATE_NUMBER_MAX && Number.isInteger(value)) {
        const wallMs = dateOf(String(value));
        add(wallMs === undefined ? Number.NaN : toEpoch(wallMs), 'dates', written ?? value);
        return;
      }
      const unit = UNITS.find(({ end }) => Math.abs(value) < end) ?? UNITS[3];
      add(value / unit.perMs, unit.unit, written ?? value);
    },
    addText(text) {
      const wall = parseIso(text.trim());
      if (wall === undefined) {
        refuse(
          `${JSON.stringify(text.slice(0, 40))} is no time; expected ISO 8601 as 2026-10-01T09:30:00Z, ` +
            'a date, or a number since the epoch',
        );
      }
      add(wall.isLocal ? toEpoch(wall.timeMs) : wall.timeMs, 'texts', text);
    },
    addTime: (timeMs, isLocal) => add(isLocal ? toEpoch(timeMs) : timeMs, 'times', timeMs),
    finish: () => ({ timesMs, timeZone }),
  };
}

function localTime(timeZone: string): (wallMs: number) => number {
  try {
    return createLocalTime(timeZone);
  } catch (cause) {
    throw new TableError(
      `${JSON.stringify(timeZone)} is no time zone; give an IANA name as Europe/Oslo`,
      { cause },
    );
  }
}

function parseIso(text: string): { timeMs: number; isLocal: boolean } | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, date = '', clock = '00:00', seconds = '00', fraction = '0', zone] = match;
  const dayMs = dateOf(date.replaceAll('-', ''));
  const wallMs = Date.parse(`${date}T${clock}:${seconds}Z`);
  // The parser of JavaScript takes 2026-02-30 for a day of March.
  if (dayMs === undefined || Number.isNaN(wallMs)) return undefined;
  const timeMs = wallMs + Math.trunc(Number(`0.${fraction}`) * 1000);
  if (zone === undefined) return { timeMs, isLocal: true };
  return { timeMs: timeMs - offsetMsOf(zone), isLocal: false };
}

function offsetMsOf(zone: string): number {
  const digits = zone.replaceAll(/[^\d]/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Midnight of a date of eight digits, as if it were UTC; undefined for one that no calendar has. */
function dateOf(digits: string): number | undefined {
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  const timeMs = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(timeMs)) return undefined;
  return new Date(timeMs).toISOString().startsWith(date) ? timeMs : undefined;
}

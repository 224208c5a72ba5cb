/// <reference lib="esnext.temporal" />

const CACHE_MAX = 20_000;
const HOUR_MS = 3_600_000;

/**
 * Turns what a clock on the wall of a time zone shows into time since the epoch.
 *
 * An hour that the clock shows twice is the first one; an hour that it skips is taken an hour later, as calendars do.
 *
 * @param timeZone IANA name.
 * @returns Milliseconds since the epoch, of a local time that was read as if it were UTC.
 * @throws {RangeError} for a name that is no time zone.
 */
export function createLocalTime(timeZone: string): (wallMs: number) => number {
  const offsets = new Map<number, number>();
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);

  return (wallMs) => {
    // Some zones changed their clocks by half an hour, none by less than a quarter.
    const quarter = Math.floor(wallMs / (HOUR_MS / 4));
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const wall = Temporal.Instant.fromEpochMilliseconds(quarter * (HOUR_MS / 4))
        .toZonedDateTimeISO('UTC')
        .toPlainDateTime();
      const { epochMilliseconds } = wall.toZonedDateTime(timeZone, {
        disambiguation: 'compatible',
      });
      offset = quarter * (HOUR_MS / 4) - epochMilliseconds;
      if (offsets.size === CACHE_MAX) offsets.clear();
      offsets.set(quarter, offset);
    }
    return wallMs - offset;
  };
}

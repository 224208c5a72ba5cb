import type { Clock } from '../component.ts';
import type { WalReport } from '../wal/wal.ts';
import type {
  ComponentReport,
  CursorReport,
  Fault,
  MemoryReport,
  Readiness,
  ServiceStatus,
} from './report.ts';

/** A consumer that refused everything for this long, or data dropped within it, is not healthy. */
const HEALTH_WINDOW_NS = 300_000_000_000n;
/** After a write that failed, senders are kept away for this long; then one of them has to try again. */
const UNWRITABLE_NS = 10_000_000_000n;
/** A disk that takes longer than this for one write does not answer any more. */
const HANGING_SECONDS = 30;
/** Of the log: from there on somebody should look before it refuses. */
const NEARLY_FULL = 0.9;
/** The last sixteenth of the log is kept for connectors, so receivers are refused from here on. */
const FULL = 15 / 16;

/** The counts that health is made of. */
export interface Observation {
  readonly components: readonly ReportedCounts[];
  readonly wal: WalReport;
  readonly memory?: MemoryReport | undefined;
  /** Consumers that are so far behind that senders are held back. */
  readonly behind?: readonly string[];
}

/** What components count, before anybody judged it. */
export type ReportedCounts = Omit<ComponentReport, 'status'>;

export interface Health {
  /** Looks at the counts; to be called every second or so. */
  observe(observation: Observation): void;
  /** Why the service is not healthy, what is lost by it, and what to do. */
  faults(observation: Observation): readonly Fault[];
  readiness(status: ServiceStatus, observation: Observation | undefined): Readiness;
}

/** Health from what users lose: age of deliveries, dropped data, refused requests. */
export function createHealth(clock: Clock): Health {
  const seen = createSightings(clock);
  const recent = (key: string): bigint | undefined => {
    const at = seen.at(key);
    return at !== undefined && isWithin(clock.now() - at, HEALTH_WINDOW_NS) ? at : undefined;
  };

  return {
    observe({ components, wal, memory, behind = [] }) {
      seen.count('refused', wal.refused);
      seen.count('failed', wal.failed);
      seen.count('appended', wal.appended);
      seen.count('accepted lost', wal.acceptedLost);
      seen.count('quarantined', wal.quarantined);
      seen.state('nearly full', isNearlyFull(wal));
      seen.state('hanging', isHanging(wal));
      seen.state('memory', memory?.refusing === true);
      for (const { id, cursor } of components) {
        if (cursor === undefined) continue;
        seen.count(`missing ${id}`, cursor.missing);
        seen.state(`behind ${id}`, behind.includes(id));
        for (const [reason, items] of Object.entries(cursor.droppedItems)) {
          seen.count(dropKey(id, reason), items);
        }
      }
    },
    faults(observation) {
      const faults: Fault[] = [];
      for (const { id, cursor } of observation.components) {
        if (cursor === undefined) continue;
        const { wal } = observation;
        const failing = failingFault({ id, cursor, wal }, clock.now());
        if (failing !== undefined) faults.push(failing);
        for (const reason of Object.keys(cursor.droppedItems)) {
          const at = recent(dropKey(id, reason));
          if (at !== undefined) faults.push(dropFault(id, cursor, { reason, at }));
        }
        const missing = recent(`missing ${id}`);
        if (missing !== undefined) faults.push(missingFault(id, cursor, missing));
        const behind = seen.at(`behind ${id}`);
        if (behind !== undefined) faults.push(behindFault(id, cursor, behind));
      }
      return [...faults, ...logFaults(observation, { seen, recent })];
    },
    readiness(status, observation) {
      const reasons = status === 'running' ? [] : [`the service is ${status}`];
      if (status === 'running' && observation !== undefined) {
        const { wal, memory } = observation;
        if (memory?.refusing === true) reasons.push('requests are refused to save memory');
        if (wal.bytes >= wal.maxBytes * FULL) reasons.push('the write-ahead log is full');
        if (isHanging(wal)) reasons.push('the disk of the write-ahead log does not answer');
        if (isUnwritable(seen, clock)) reasons.push('the write-ahead log cannot be written');
      }
      return { ready: reasons.length === 0, reasons };
    },
  };
}

/** When counts were last seen to grow, and since when states have held. */
interface Sightings {
  count(key: string, count: number): void;
  state(key: string, holds: boolean): void;
  at(key: string): bigint | undefined;
}

function createSightings(clock: Clock): Sightings {
  const counts = new Map<string, number>();
  const times = new Map<string, bigint>();
  return {
    count(key, count) {
      // The first look at a log that lost something before it was opened counts as well.
      if (count > (counts.get(key) ?? 0)) times.set(key, clock.now());
      counts.set(key, count);
    },
    state(key, holds) {
      if (!holds) times.delete(key);
      else if (!times.has(key)) times.set(key, clock.now());
    },
    at: (key) => times.get(key),
  };
}

/** A clock that was set back makes an age negative: it says nothing, and red for as long as the jump helps nobody. */
function isWithin(age: bigint, window: bigint): boolean {
  return age >= 0n && age < window;
}

function dropKey(id: string, reason: string): string {
  return `dropped ${id} ${reason}`;
}

function isNearlyFull({ bytes, maxBytes }: WalReport): boolean {
  return bytes > maxBytes * NEARLY_FULL;
}

/** Whether an fdatasync has been under way for long, as with a network disk that is gone. */
function isHanging({ fsync }: WalReport): boolean {
  return (fsync?.underWay ?? 0) > HANGING_SECONDS;
}

/** Whether the last thing that was seen of the log is a write that failed, not long ago. */
function isUnwritable(seen: Sightings, clock: Clock): boolean {
  const failedAt = seen.at('failed');
  if (failedAt === undefined || !isWithin(clock.now() - failedAt, UNWRITABLE_NS)) return false;
  return (seen.at('appended') ?? 0n) < failedAt;
}

interface Failing {
  readonly id: string;
  readonly cursor: CursorReport;
  readonly wal: WalReport;
}

function failingFault({ id, cursor, wal }: Failing, now: bigint): Fault | undefined {
  if (cursor.failingSince === undefined) return undefined;
  const since = BigInt(cursor.failingSince);
  if (now - since < HEALTH_WINDOW_NS) return undefined;
  const { lagRecords } = cursor;
  const waiting = lagRecords === 1 ? '1 record waits' : `${lagRecords} records wait`;
  const where = wal.type === 'memory' ? ', which is in memory' : '';
  return {
    component: id,
    status: 'recoverable_error',
    problem: `${id} has not delivered anything since ${toTime(since)}`,
    since: cursor.failingSince,
    lost: `nothing yet: ${waiting} in the write-ahead log${where}`,
    hint: cursor.lastError?.hint ?? 'Look at the backend.',
  };
}

function dropFault(
  id: string,
  cursor: CursorReport,
  { reason, at }: { readonly reason: string; readonly at: bigint },
): Fault {
  const isLag = reason === 'lag';
  return {
    component: id,
    status: 'permanent_error',
    problem: isLag
      ? `${id} dropped data at ${toTime(at)}: it was too far behind`
      : `${id} dropped data at ${toTime(at)}: ${reason}`,
    since: String(at),
    lost: `${cursor.droppedItems[reason] ?? 0} items since the start`,
    hint: isLag
      ? 'Look at the backend; raise the limits of `service.wal`, or set `on_lag: block` to keep senders back instead.'
      : (cursor.lastError?.hint ?? 'Look at the backend.'),
  };
}

const LOST_RECORDS_HINT =
  'Check the disk under `service.state.directory`. The log says which segment; one that was set aside is kept there.';

function missingFault(id: string, cursor: CursorReport, at: bigint): Fault {
  return {
    component: id,
    status: 'permanent_error',
    problem: `${id} missed records of the write-ahead log that could not be read, seen at ${toTime(at)}`,
    since: String(at),
    lost: `${cursor.missing} records since the start`,
    hint: LOST_RECORDS_HINT,
  };
}

function behindFault(id: string, cursor: CursorReport, at: bigint): Fault {
  return {
    component: id,
    status: 'recoverable_error',
    problem: `${id} is too far behind, and what it would get is refused since ${toTime(at)}`,
    since: String(at),
    lost: 'nothing here: senders were told to send again',
    hint: cursor.lastError?.hint ?? 'Look at the backend, or raise the limits of `service.wal`.',
  };
}

interface Looks {
  readonly seen: Sightings;
  readonly recent: (key: string) => bigint | undefined;
}

/** What is wrong with what all pipelines share. */
function logFaults({ wal, memory }: Observation, { seen, recent }: Looks): Fault[] {
  const faults: Fault[] = [];
  const add = (at: bigint | undefined, fault: Omit<Fault, 'since'>): void => {
    if (at !== undefined) faults.push({ ...fault, since: String(at) });
  };
  const quarantined = recent('quarantined');
  add(quarantined, {
    status: 'permanent_error',
    problem: `records of the write-ahead log could not be read, seen at ${toTime(quarantined)}; the log says which`,
    lost: `what was in ${wal.quarantined} segments and not delivered yet`,
    hint: LOST_RECORDS_HINT,
  });
  const acceptedLost = recent('accepted lost');
  add(acceptedLost, {
    status: 'permanent_error',
    problem: `requests that were accepted could not be written at ${toTime(acceptedLost)}`,
    lost: `${wal.acceptedLost} requests since the start: their senders were told that all was well`,
    hint: 'Check the disk under `service.state.directory`; `ack: persisted` waits for it.',
  });
  const failed = recent('failed');
  add(failed, {
    status: 'recoverable_error',
    problem: `the write-ahead log could not be written at ${toTime(failed)}`,
    lost: 'nothing here: senders were told to send again',
    hint: 'Check the disk under `service.state.directory`: space, quota, permissions.',
  });
  const hanging = isHanging(wal) ? seen.at('hanging') : undefined;
  add(hanging, {
    status: 'recoverable_error',
    problem: `the disk of the write-ahead log does not answer, seen at ${toTime(hanging)}`,
    lost: 'nothing here: senders wait for their answers',
    hint: 'Check the disk under `service.state.directory`, most of all one that is on a network.',
  });
  const refused = recent('refused');
  add(refused, {
    status: 'recoverable_error',
    problem: `the write-ahead log refused requests at ${toTime(refused)}`,
    lost: 'nothing here: senders were told to send again',
    hint: 'Raise `service.wal.max_mib`, or look at the exporter that does not get on.',
  });
  const nearlyFull = isNearlyFull(wal) ? seen.at('nearly full') : undefined;
  add(nearlyFull, {
    status: 'recoverable_error',
    problem: `the write-ahead log is more than ${NEARLY_FULL * 100} % full since ${toTime(nearlyFull)}`,
    lost: 'nothing yet: a full log refuses requests',
    hint: 'Raise `service.wal.max_mib`, or look at the exporter that does not get on.',
  });
  const limited = memory?.refusing === true ? seen.at('memory') : undefined;
  add(limited, {
    status: 'recoverable_error',
    problem: `requests are refused to save memory since ${toTime(limited)}`,
    lost: 'nothing here: senders were told to send again',
    hint: 'If it lasts, raise `limit_mib`, or look at the exporter that does not get on.',
  });
  return faults;
}

function toTime(nanoseconds: bigint | undefined): string {
  return new Date(Number((nanoseconds ?? 0n) / 1_000_000n)).toISOString();
}

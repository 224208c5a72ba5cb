/**
 * A position in the log and the work of moving it: read ahead, merge, deliver, retry, acknowledge in order.
 * Retry, backpressure, persistence and slow backends are all this one thing going slower.
 */

import { createBodyCompressor } from '../body-compressor.ts';
import type { Batch, Clock, Delivery, Logger, Signal } from '../component.ts';
import { type ComponentError, toComponentError } from '../errors.ts';
import type { Wal, WalRecord } from '../wal/wal.ts';
import { noItems } from './item-counts.ts';
import { mergeCount, mergeRecords } from './merge.ts';
import type { CursorReport, ReportedError } from './report.ts';
import { retryDelayMs } from './retry.ts';
import type { Route, Routes } from './routes.ts';
import { createWakeup } from './wakeup.ts';

export interface CursorOptions {
  readonly id: string;
  readonly wal: Wal;
  /** The sequence to read first. */
  readonly position: bigint;
  readonly routes: Routes;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Called when the position may have moved. */
  readonly onProgress?: () => void;
}

/** Read ahead at most, per cursor. */
const READ_AHEAD = { records: 256, bytes: 4 * 1024 * 1024 } as const;

/** A record on its way, from reading until everything below it is settled. */
interface Entry {
  readonly record: WalRecord;
  readonly route: Route;
  settled: boolean;
}

/** Records that are delivered together. */
interface Group {
  readonly entries: readonly Entry[];
  readonly batch: Batch;
}

export class Cursor {
  readonly #options: CursorOptions;
  readonly #wakeup = createWakeup();
  readonly #compress = createBodyCompressor();
  readonly #unsubscribe: () => void;
  /** Everything read and not yet acknowledged, in order; `#waiting` is the part not yet handed over. */
  #entries: Entry[] = [];
  #waiting: Entry[] = [];
  #waitingBytes = 0;
  #next: bigint;
  #skipBelow = 0n;
  #skipOlder = 0n;
  #inFlight = 0;
  #consuming = 0;
  #started = false;
  #stopped = false;
  #lastAttempts = false;
  /** Refused a last attempt: what is left stays in the log for the next start. */
  #gaveUp = false;
  #failingSince: bigint | undefined;
  #sleepers = new Set<() => void>();
  #atRest: (() => void)[] = [];
  #drained: (() => void)[] = [];
  readonly #counts = { sentItems: 0, sentBatches: 0, failedAttempts: 0, retries: 0, missing: 0 };
  readonly #droppedItems: Record<string, number> = {};
  readonly #failedItems = noItems();
  #lastError: ComponentError | undefined;

  constructor(options: CursorOptions) {
    this.#options = options;
    this.#next = options.position;
    this.#unsubscribe = options.wal.subscribe(() => this.#wakeup.notify());
  }

  get id(): string {
    return this.#options.id;
  }

  /** Everything below was delivered, or dropped on purpose and counted. */
  get position(): bigint {
    return this.#entries[0]?.record.sequence ?? this.#next;
  }

  /** When the oldest record that is not acknowledged was received; `undefined` when there is none. */
  get oldestWaiting(): bigint | undefined {
    return this.#entries[0]?.record.receivedAt;
  }

  /** Whether records of this kind are for this consumer. */
  takes(source: { readonly signal: Signal; readonly receiver: string }): boolean {
    return this.#options.routes.of(source) !== undefined;
  }

  /** Since when the consumer has refused everything; `undefined` while it gets on. */
  get failingSince(): bigint | undefined {
    return this.#failingSince;
  }

  get isCaughtUp(): boolean {
    return this.position >= this.#options.wal.next;
  }

  get isStarted(): boolean {
    return this.#started;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#run();
  }

  /** Calls back between two `consume` calls: now, if none is under way. */
  atRest(callback: () => void): void {
    if (this.#consuming === 0) callback();
    else this.#atRest.push(callback);
  }

  /** Drops what is below `sequence`, counted by the reason `lag`. */
  skipTo(sequence: bigint): void {
    if (sequence <= this.#skipBelow) return;
    this.#skipBelow = sequence;
    this.#wakeAll();
  }

  /** Drops what was received before `time`, counted by the reason `lag`. */
  skipOlder(time: bigint): void {
    // A clock that was set back makes younger what seemed too old.
    this.#skipOlder = time;
    if ((this.oldestWaiting ?? time) < time) this.#wakeAll();
  }

  /**
   * Settles when nothing is left to deliver, or nothing gets on any more. With `lastAttempts`, what is
   * refused once more stays in the log for the next start; otherwise retries go on.
   */
  async drain(options: { readonly lastAttempts: boolean }): Promise<void> {
    this.#lastAttempts = options.lastAttempts;
    this.#wakeAll();
    if (this.isCaughtUp || this.#stopped || !this.#started) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Ends reading and waiting at once; deliveries that the consumer has in hand are not awaited. */
  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#wakeAll();
    this.#noteDrained();
  }

  report(): CursorReport {
    const { wal } = this.#options;
    const { position } = this;
    return {
      position: String(position),
      lagRecords: Number(wal.next - position),
      lagBytes: wal.bytesFrom(position),
      oldestWaiting: this.oldestWaiting === undefined ? undefined : String(this.oldestWaiting),
      inFlight: this.#inFlight,
      failingSince: this.#failingSince === undefined ? undefined : String(this.#failingSince),
      ...this.#counts,
      droppedItems: { ...this.#droppedItems },
      failedItems: { ...this.#failedItems },
      lastError: toReportedError(this.#lastError),
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // oxlint-disable-next-line no-await-in-loop -- a loop over what the log gives, one read at a time
      await this.#fill();
      this.#dispatch();
      if (this.isCaughtUp || (this.#gaveUp && this.#inFlight === 0)) this.#noteDrained();
      // oxlint-disable-next-line no-await-in-loop -- see above
      if (!this.#canGoOn()) await this.#wakeup.wait();
    }
  }

  #canGoOn(): boolean {
    if (!this.#hasRoom()) return false;
    return this.#waiting.length > 0 || this.#next < this.#options.wal.next;
  }

  /** Whether another delivery may begin. */
  #hasRoom(): boolean {
    if (this.#stopped || this.#gaveUp) return false;
    return this.#inFlight < this.#options.delivery.inFlightMax;
  }

  async #fill(): Promise<void> {
    const { wal, routes } = this.#options;
    if (this.#next >= wal.next || this.#waiting.length >= READ_AHEAD.records / 2) return;
    if (this.#waitingBytes >= READ_AHEAD.bytes) return;
    if (!this.#hasRoom()) return;
    const end = wal.next;
    const records = await wal.read(this.#next, READ_AHEAD);
    for (const record of records) {
      this.#counts.missing += wal.countRecords(this.#next, record.sequence);
      this.#next = record.sequence + 1n;
      const route = routes.of(record);
      if (route === undefined) continue;
      if (this.#isSkipped(record)) {
        this.#drop('lag', record.items);
        continue;
      }
      const entry = { record, route, settled: false };
      this.#entries.push(entry);
      this.#waiting.push(entry);
      this.#waitingBytes += record.body.length;
    }
    if (this.#entries.length === 0) this.#options.onProgress?.();
    if (records.length > 0) return;
    // Nothing readable up to what was the end: those records are lost, and the log has said so.
    this.#counts.missing += wal.countRecords(this.#next, end);
    this.#next = end;
  }

  #dispatch(): void {
    this.#dropLagging();
    while (this.#waiting.length > 0 && this.#hasRoom()) {
      const group = this.#takeGroup();
      if (group === undefined) return;
      this.#inFlight++;
      void this.#deliver(group).finally(() => {
        this.#inFlight--;
        this.#acknowledge();
        this.#wakeup.notify();
      });
    }
  }

  #dropLagging(): void {
    const [first] = this.#waiting;
    if (first === undefined || !this.#isSkipped(first.record)) return;
    const lagging = this.#waiting.filter((entry) => this.#isSkipped(entry.record));
    for (const entry of lagging) {
      entry.settled = true;
      this.#drop('lag', entry.record.items);
    }
    this.#takeFromWaiting(lagging);
    this.#acknowledge();
  }

  /** The oldest waiting record, with those behind it that may share its request. */
  #takeGroup(): Group | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const { merge } = this.#options.delivery;
    const alike = merge === undefined ? [first] : this.#waiting.filter((e) => isAlike(e, first));
    const records = alike.map((entry) => entry.record);
    const count = merge === undefined ? 1 : mergeCount(records, merge);
    const merged = mergeRecords([first.record, ...records.slice(1, count)], this.#compress);
    const entries = alike.slice(0, merged.count);
    this.#takeFromWaiting(entries);
    return { entries, batch: merged.batch };
  }

  #isSkipped({ sequence, receivedAt }: WalRecord): boolean {
    return sequence < this.#skipBelow || receivedAt < this.#skipOlder;
  }

  #takeFromWaiting(entries: readonly Entry[]): void {
    const taken = new Set(entries);
    this.#waiting = this.#waiting.filter((entry) => !taken.has(entry));
    for (const { record } of entries) this.#waitingBytes -= record.body.length;
  }

  /** Tries until the group is settled, or the cursor stops. Never rejects. */
  async #deliver(group: Group): Promise<void> {
    const { retry } = this.#options.delivery;
    const { clock, random } = this.#options;
    const startedAt = clock.now();
    for (let attempt = 1; ; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- attempts follow one another
      const error = await this.#attempt(group);
      if (error === undefined) return;
      const delayMs = retryDelayMs(retry, { attempt, retryAfterMs: error.retryAfterMs, random });
      const elapsedMs = Number(clock.now() - startedAt) / 1e6;
      const reason = dropReason(error, retry, elapsedMs + delayMs);
      if (reason !== undefined) {
        this.#dropGroup(group, reason, error);
        return;
      }
      if (this.#stopped) return;
      if (this.#lastAttempts) {
        this.#gaveUp = true;
        return;
      }
      this.#failingSince ??= startedAt;
      this.#counts.retries++;
      this.#options.logger.warn('the consumer refused a batch; it is sent again', {
        component: this.id,
        code: error.code,
        message: error.message,
        retryInMs: delayMs,
      });
      // oxlint-disable-next-line no-await-in-loop -- attempts follow one another
      await this.#sleep(delayMs);
      if (this.#stopped) return;
      if (group.entries.every((entry) => this.#isSkipped(entry.record))) {
        this.#dropGroup(group, 'lag', error);
        return;
      }
    }
  }

  /** One call of the consumer. Returns what it refused with. */
  async #attempt({ entries, batch }: Group): Promise<ComponentError | undefined> {
    this.#consuming++;
    try {
      const done = entries[0]?.route.consumer.consume(batch);
      if (done !== undefined) await done;
      this.#failingSince = undefined;
      this.#counts.sentItems += batch.items;
      this.#counts.sentBatches++;
      for (const entry of entries) entry.settled = true;
      this.#acknowledge();
      return undefined;
    } catch (thrown) {
      this.#counts.failedAttempts++;
      this.#lastError = toComponentError(thrown);
      return this.#lastError;
    } finally {
      this.#consuming--;
      if (this.#consuming === 0) for (const callback of this.#atRest.splice(0)) callback();
    }
  }

  #dropGroup(group: Group, reason: string, error: ComponentError): void {
    for (const entry of group.entries) entry.settled = true;
    this.#drop(reason, group.batch.items);
    this.#failedItems[group.batch.signal] += group.batch.items;
    this.#options.logger.error('a batch was dropped', {
      component: this.id,
      reason,
      items: group.batch.items,
      signal: group.batch.signal,
      message: error.message,
      hint: error.hint,
      cause: error.cause,
    });
  }

  #drop(reason: string, items: number): void {
    this.#droppedItems[reason] = (this.#droppedItems[reason] ?? 0) + items;
  }

  #acknowledge(): void {
    let settled = 0;
    while (this.#entries[settled]?.settled === true) settled++;
    if (settled === 0) return;
    this.#entries.splice(0, settled);
    this.#options.onProgress?.();
  }

  #noteDrained(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#options.clock.after(delayMs, wake);
      this.#sleepers.add(wake);
    });
  }

  #wakeAll(): void {
    for (const wake of this.#sleepers) wake();
    this.#wakeup.notify();
  }
}

/** Why a refused batch is given up now; `undefined` while it is worth another attempt. */
function dropReason(
  error: ComponentError,
  retry: Delivery['retry'],
  elapsedMs: number,
): string | undefined {
  if (!error.retryable) return error.code;
  if (!retry.enabled) return 'retry_disabled';
  return retry.maxElapsedMs > 0 && elapsedMs > retry.maxElapsedMs ? 'retry_exhausted' : undefined;
}

/** Without its message, which may quote a backend. */
function toReportedError(error: ComponentError | undefined): ReportedError | undefined {
  return error === undefined ? undefined : { code: error.code, hint: error.hint };
}

function isAlike({ record, route }: Entry, first: Entry): boolean {
  return (
    route === first.route &&
    record.signal === first.record.signal &&
    record.encoding === first.record.encoding &&
    record.contentType === first.record.contentType &&
    record.tenant === first.record.tenant
  );
}

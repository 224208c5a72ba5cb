import type { Clock } from '../component.ts';
import type { SeriesValue } from './prometheus-values.ts';

export type FamilyType = 'counter' | 'gauge' | 'histogram';

export interface Series {
  /** The text between the braces. */
  labels: string;
  value: SeriesValue;
  /** Time of the newest point, nanoseconds since the epoch. */
  time: bigint;
  /** When the newest point came in; absent for a series that does not expire. */
  seenAt: bigint | undefined;
}

/** All series of one name: a type and a help text once. */
export interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly series: Map<string, Series>;
}

export interface SeriesUpdate {
  readonly labels: string;
  readonly time: bigint;
  /**
   * Whether the series stays until it is replaced. What this collector found of a window holds until the next
   * window, which may be a day; revisions of older windows are no news for it.
   */
  readonly isOwn?: boolean;
  /** Makes the new value of the one before. */
  readonly accumulate: (before: SeriesValue | undefined) => SeriesValue;
}

export interface FamilyStoreOptions {
  readonly clock: Clock;
  readonly expirationMs: number;
  readonly seriesMax: number;
}

const NS_PER_MS = 1_000_000n;
/** Suffixes under which a histogram takes names besides its own. */
const HISTOGRAM_SUFFIXES = ['_bucket', '_sum', '_count'] as const;

/** Families by name, with limits: on the number of series, and on how long one lives without news. */
export class FamilyStore {
  readonly #clock: Clock;
  readonly #expirationNs: bigint;
  readonly #seriesMax: number;
  readonly #families = new Map<string, Family>();
  #count = 0;

  constructor({ clock, expirationMs, seriesMax }: FamilyStoreOptions) {
    this.#clock = clock;
    this.#expirationNs = BigInt(expirationMs) * NS_PER_MS;
    this.#seriesMax = seriesMax;
  }

  /** Series of all families. */
  get size(): number {
    return this.#count;
  }

  /** Families that have a living series, in the order of their first one. */
  living(): readonly Family[] {
    this.#expire();
    return [...this.#families.values()];
  }

  /** The family of a name, new or known; nothing where the name belongs to one of another type. */
  family(name: string, type: FamilyType, help: string): Family | undefined {
    const known = this.#families.get(name);
    if (known !== undefined) return known.type === type ? known : undefined;
    return this.#isTaken(name, type) ? undefined : { name, type, help, series: new Map() };
  }

  /** Sets a series. Says why it did not: no room for a new one, or a point older than the one before. */
  put(
    family: Family,
    key: string,
    update: SeriesUpdate,
  ): 'series_limit' | 'out_of_order' | undefined {
    const { labels, time, accumulate, isOwn = false } = update;
    const known = family.series.get(key);
    const seenAt = isOwn ? undefined : this.#clock.now();
    if (known === undefined) {
      if (!this.#hasRoom()) return 'series_limit';
      this.#families.set(family.name, family);
      family.series.set(key, { labels, value: accumulate(undefined), time, seenAt });
      this.#count++;
      return undefined;
    }
    if (time < known.time) return isOwn ? undefined : 'out_of_order';
    known.value = accumulate(known.value);
    known.labels = labels;
    known.time = time;
    known.seenAt = seenAt;
    return undefined;
  }

  remove(family: Family, key: string): void {
    if (!family.series.delete(key)) return;
    this.#count--;
    if (family.series.size === 0) this.#families.delete(family.name);
  }

  #expire(): void {
    const oldest = this.#clock.now() - this.#expirationNs;
    for (const family of this.#families.values()) {
      for (const [key, series] of family.series) {
        if (series.seenAt !== undefined && series.seenAt < oldest) this.remove(family, key);
      }
    }
  }

  #hasRoom(): boolean {
    if (this.#count >= this.#seriesMax) this.#expire();
    return this.#count < this.#seriesMax;
  }

  /** Whether lines of a family `name` would be read as another family's, or the other way round. */
  #isTaken(name: string, type: FamilyType): boolean {
    for (const suffix of HISTOGRAM_SUFFIXES) {
      if (type === 'histogram' && this.#families.has(`${name}${suffix}`)) return true;
      if (!name.endsWith(suffix)) continue;
      if (this.#families.get(name.slice(0, -suffix.length))?.type === 'histogram') return true;
    }
    return false;
  }
}

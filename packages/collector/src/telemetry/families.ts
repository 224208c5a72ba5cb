import type { Family, FamilyType } from '../exporters/prometheus-families.ts';
import { escapeLabel } from '../exporters/prometheus-labels.ts';
import type { SeriesValue } from '../exporters/prometheus-values.ts';
import type { DurationReport } from './durations.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: SeriesValue;
}

export interface FamilyOptions {
  /** Of a counter without `_total`, which is added. */
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
}

/** Gathers families whose series all carry the same labels first. */
export interface FamilyList {
  readonly families: readonly Family[];
  /** Adds the samples to the family of that name. A family without samples is left out. */
  add(options: FamilyOptions, samples: readonly Sample[]): void;
}

export function createFamilyList(common: Labels): FamilyList {
  const families = new Map<string, Family>();
  return {
    get families() {
      return [...families.values()];
    },
    add({ name: plain, type, help }, samples) {
      if (samples.length === 0) return;
      const name = type === 'counter' ? `${plain}_total` : plain;
      const family = families.get(name) ?? { name, type, help, series: new Map() };
      families.set(name, family);
      for (const { labels, value } of samples) {
        const text = formatLabels({ ...labels, ...common });
        family.series.set(text, { labels: text, value, time: 0n, seenAt: undefined });
      }
    },
  };
}

/** `a="1",b="2"`, by name. */
function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',');
}

export function toHistogram({ bounds, counts, count, sum }: DurationReport): SeriesValue {
  return { bounds, counts: counts.map(BigInt), count: BigInt(count), sum };
}

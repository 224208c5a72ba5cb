import {
  buildReference,
  createMonitor,
  DEFAULT_QUALITY,
  type LoadedReference,
  type Monitor,
  type QualityFinding,
  type QualityRule,
  type Reference,
  type ReferenceFeature,
  type Snapshot,
} from '@marigraph/monitor';

import { addRow, bytesOf, define, HOUR, MINUTE, type RowOf, START, type Value } from './monitor.ts';

/** A generator of numbers in [0, 1), mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 2,000 rows: `wind` from 0 to 99 with 2 % missing, `city` one of four, `flag` 0 or 1. */
export function windReference({
  hours,
  expected = {},
}: {
  /** Spread over this many hours before `START`; without time unless given. */
  readonly hours?: number;
  readonly expected?: Readonly<Record<string, object>>;
} = {}): LoadedReference {
  const random = randomOf(1);
  const rows = Array.from({ length: 2000 }, () => goodRow(random));
  const columns = ['wind', 'city', 'flag'].map((name, at) => ({
    name,
    values: rows.map((values) => values[at] ?? null),
  }));
  const times =
    hours === undefined
      ? undefined
      : {
          timesMs: rows.map((_, at) => START - hours * HOUR + (at / rows.length) * hours * HOUR),
          timeZone: 'UTC',
        };
  const document = buildReference({ name: 'rain', version: '1' }, columns, times);
  return { id: 'rain-1-quality', document: withExpected(document, expected) };
}

function withExpected(document: Reference, expected: Readonly<Record<string, object>>): Reference {
  const features = document.features.map((feature): ReferenceFeature => {
    const own = expected[feature.name];
    return own === undefined ? feature : { ...feature, expected: own };
  });
  return { ...document, features };
}

/** What a row of `windReference` holds. */
export function goodRow(random: () => number): [number | null, string, number] {
  const wind = random() < 0.02 ? null : Math.floor(random() * 100);
  return [wind, 'abcd'.charAt(Math.floor(random() * 4)), random() < 0.4 ? 1 : 0];
}

export interface Stream {
  readonly monitor: Monitor;
  /** Adds rows one a second, or as far apart as said, and judges once a second of them. */
  readonly rows: (count: number, of?: RowMaker, stepMs?: number) => QualityFinding[];
  /** Lets time pass without rows. */
  readonly pass: (ms: number) => QualityFinding[];
  readonly now: () => number;
}

/** Changes what a good row of the stream would be. */
export type RowMaker = (
  good: Readonly<Record<string, Value>>,
  at: number,
) => Partial<RowOf> & { readonly values?: Readonly<Record<string, Value>> };

/** Rows of one model, as a receiver would hand them over. */
export function streamOf({
  rule = {},
  references = [windReference()],
  random = randomOf(2),
  snapshot,
  from = 0,
}: {
  readonly rule?: Partial<QualityRule>;
  readonly references?: readonly LoadedReference[];
  readonly random?: () => number;
  readonly snapshot?: Snapshot;
  readonly from?: number;
} = {}): Stream {
  const definition = define({
    segmentKeys: [],
    evaluate: ['all'],
    quality: { ...DEFAULT_QUALITY, ...rule },
  });
  const monitor = createMonitor(
    { definitions: [definition], defaults: definition, references },
    snapshot && bytesOf(snapshot),
  );
  let id = from;
  let nowMs = START + from * 1000;
  const judge = (): QualityFinding[] => {
    monitor.advance(nowMs);
    return monitor.judgeQuality(nowMs);
  };
  return {
    monitor,
    now: () => nowMs,
    rows(count, of = () => ({}), stepMs = 1000) {
      return Array.from({ length: count }).flatMap((_, at) => {
        nowMs += stepMs;
        const [wind, city, flag] = goodRow(random);
        const good = { wind, city, flag };
        const { values = good, ...row } = of(good, at);
        id++;
        addRow(monitor, {
          id: `${id}`,
          timeMs: nowMs,
          features: Object.entries(values),
          label: id % 3 === 0 ? 'wet' : 'dry',
          trace: [id, id],
          ...row,
        });
        // Where time is not looked at closely, rows need not be asked for one by one.
        return stepMs === 1000 || at % 10 === 0 || at === count - 1 ? judge() : [];
      });
    },
    pass(ms) {
      const findings: QualityFinding[] = [];
      const endMs = nowMs + ms;
      while (nowMs < endMs) {
        nowMs = Math.min(endMs, nowMs + MINUTE);
        findings.push(...judge());
      }
      return findings;
    },
  };
}

/** What findings are about, in short. */
export function said(findings: readonly QualityFinding[]): string[] {
  return findings.map(({ check, state, feature = '' }) => `${state} ${check} ${feature}`.trim());
}

import { FEATURES, SOURCES } from './features.ts';
import { createRandom, studentT3 } from './random.ts';
import type { Random } from './random.ts';

/** Hours of a week, from Monday's first. */
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** Hours that an autoregression runs before it counts, to forget where it began. */
const WARM_UP_HOURS = 200;

/** What moves the features of one hour, though nothing drifted. */
export interface HourState {
  /** Rows expected, as a multiple of the even spread over the hours. */
  volume: number;
  /** By feature, in standard deviations of its rows. */
  readonly offsets: Float64Array;
  /** By feature, a factor of the deviation of its rows. */
  readonly spreads: Float64Array;
}

/** How the traffic of a stream varies by nature. */
interface NaturalVariation {
  /** Daily sine of 0.5, weekends shifted by 0.4, and fewer rows at night and at weekends. */
  readonly season?: boolean;
  /** Hourly latent means: x = φ x' + noise, with this standard deviation over all. */
  readonly autoregression?: { readonly coefficient: number; readonly deviation: number };
  /** One offset for each day. */
  readonly dayOffsets?: { readonly law: 'normal' | 't3'; readonly scale: number };
  /** Each day's spread and volume are multiplied by lognormal factors of these sizes. */
  readonly daySpread?: number;
  readonly dayVolume?: number;
  /** Rows that come in sessions of this many nearly equal ones. */
  readonly session?: number;
}

/** A family of streams. */
export interface Stream extends NaturalVariation {
  readonly name: string;
  readonly title: string;
}

/** The families of `docs/reference/drift-alerts.md`, in its order. */
export const STREAMS: readonly Stream[] = [
  { name: 'iid', title: 'independent' },
  {
    name: 'ar',
    title: 'autoregression 0.8',
    autoregression: { coefficient: 0.8, deviation: 0.3 },
  },
  { name: 'season', title: 'season', season: true },
  {
    name: 'season_days',
    title: 'season and day effects',
    season: true,
    dayOffsets: { law: 'normal', scale: 0.1 },
  },
  {
    name: 'long_ar',
    title: 'autoregression 0.95',
    autoregression: { coefficient: 0.95, deviation: 0.2 },
  },
  {
    name: 'season_ar_days',
    title: 'season, autoregression 0.9, day effects and volume',
    season: true,
    autoregression: { coefficient: 0.9, deviation: 0.15 },
    dayOffsets: { law: 'normal', scale: 0.1 },
    dayVolume: 0.2,
  },
  { name: 'spread', title: 'spread that changes by day', daySpread: 0.08 },
  { name: 'sessions', title: 'sessions of ten nearly equal rows', session: 10 },
  {
    name: 't3_days',
    title: 'day offsets with heavy tails',
    dayOffsets: { law: 't3', scale: 0.08 },
  },
];

/** The state of each hour of a stream from Monday's first on. */
export function hourStates(
  stream: Stream,
  { hours, seed }: { readonly hours: number; readonly seed: readonly number[] },
): HourState[] {
  const random = createRandom(seed);
  const processes = autoregressions(stream, hours, random);
  const states: HourState[] = [];
  let day = dayState(stream, random);
  for (let hour = 0; hour < hours; hour++) {
    if (hour > 0 && hour % DAY_HOURS === 0) day = dayState(stream, random);
    const { offsets, spreads, volume } = day;
    const sources = offsets.map((offset, source) => offset + (processes[source]?.[hour] ?? 0));
    states.push({
      volume: volume * volumeOf(stream, hour),
      offsets: Float64Array.from(
        FEATURES,
        ({ source, phase }) => (sources[source] as number) + seasonOf(stream, hour, phase),
      ),
      spreads: Float64Array.from(FEATURES, ({ source }) => spreads[source] as number),
    });
  }
  return states;
}

function dayState(
  { dayOffsets, daySpread = 0, dayVolume = 0 }: Stream,
  random: Random,
): { offsets: Float64Array; spreads: Float64Array; volume: number } {
  const { law = 'normal', scale = 0 } = dayOffsets ?? {};
  const draw = (): number => (law === 't3' ? studentT3(random) : random.normal());
  return {
    offsets: Float64Array.from({ length: SOURCES }, () => (scale === 0 ? 0 : scale * draw())),
    spreads: Float64Array.from({ length: SOURCES }, () =>
      daySpread === 0 ? 1 : Math.exp(daySpread * random.normal()),
    ),
    volume: dayVolume === 0 ? 1 : Math.exp(dayVolume * random.normal()),
  };
}

/** One process for each source of variation. */
function autoregressions(
  { autoregression }: Stream,
  hours: number,
  random: Random,
): Float64Array[] {
  if (autoregression === undefined) return [];
  const { coefficient, deviation } = autoregression;
  const noise = deviation * Math.sqrt(1 - coefficient ** 2);
  return Array.from({ length: SOURCES }, () => {
    let value = 0;
    for (let hour = 0; hour < WARM_UP_HOURS; hour++)
      value = coefficient * value + noise * random.normal();
    return Float64Array.from({ length: hours }, () => {
      value = coefficient * value + noise * random.normal();
      return value;
    });
  });
}

function seasonOf({ season = false }: Stream, hour: number, phase: number): number {
  if (!season) return 0;
  const turn = 2 * Math.PI * phase;
  const daily = 0.5 * Math.sin((2 * Math.PI * (hour % DAY_HOURS)) / DAY_HOURS + turn);
  return daily + (isWeekend(hour) ? 0.4 * Math.cos(turn) : 0);
}

function volumeOf({ season = false }: Stream, hour: number): number {
  if (!season) return 1;
  // Least at four in the morning.
  const daily = 1 - 0.8 * Math.cos((2 * Math.PI * ((hour % DAY_HOURS) - 4)) / DAY_HOURS);
  return isWeekend(hour) ? 0.6 * daily : daily;
}

function isWeekend(hour: number): boolean {
  return hour % WEEK_HOURS >= 5 * DAY_HOURS;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Real rows in the order of time. */
export interface RealRows {
  readonly timesMs: ArrayLike<number>;
  readonly columns: readonly RealColumn[];
}

/** A feature of real rows. */
export interface RealColumn {
  readonly name: string;
  readonly values: readonly (number | string | null)[];
}

/** How a real stream is cut into a reference and traffic. */
export interface RealStream {
  readonly name: string;
  readonly title: string;
  readonly referenceDays: number;
  readonly liveDays: number;
  /** First day of the reference in each run. */
  readonly origins: readonly number[];
  /** Rows that the reference is of, and those that are watched; by default the same. */
  readonly load: () => Promise<{ readonly reference: RealRows; readonly live?: RealRows }>;
}

/** What the npm package vega-datasets ships. */
export const REAL_STREAMS: readonly RealStream[] = [
  ...[28, 14, 7, 1].map((referenceDays) => ({
    name: `flights-${referenceDays}d`,
    title: 'US flights, 16,600 rows a day, 4 features, 2001',
    referenceDays,
    liveDays: 21,
    // The same days are watched whatever the length of the reference.
    origins: [0, 22, 44, 66, 88, 110, 132].map((first) => first + 28 - referenceDays),
    load: async () => ({ reference: await readFlights() }),
  })),
  weather('weather-7d', 'Seattle weather, a row a day read as an hour; 0.46 years', {
    referenceDays: 7,
    origins: [0],
    live: 'Seattle',
  }),
  weather('weather-30d', 'the same; 1.97 years', {
    referenceDays: 30,
    origins: [0],
    live: 'Seattle',
  }),
  weather('weather-new-york', 'the same; 1.97 years, then New York', {
    referenceDays: 30,
    origins: [0],
    live: 'New York',
  }),
];

/** Streams of the page that this does not have, and why. */
export const ABSENT_STREAMS: Readonly<Record<string, string>> = {
  MplsStops: 'an R data set, in a Debian package (r-cran-cardata) and in no npm package',
  GSSvocab: 'an R data set, in a Debian package (r-cran-cardata) and in no npm package',
  txhousing: 'an R data set, in a Debian package (r-cran-ggplot2) and in no npm package',
  'hourly counts of January and February': 'the source is not named on the page',
};

function weather(
  name: string,
  title: string,
  cut: Pick<RealStream, 'referenceDays' | 'origins'> & { readonly live: string },
): RealStream {
  return {
    name,
    title,
    liveDays: 30,
    ...cut,
    load: () => {
      const reference = readWeather('Seattle');
      const live = readWeather(cut.live);
      return Promise.resolve({ reference, live });
    },
  };
}

/** Rows of one city, the n-th one as of the n-th hour. */
function readWeather(location: string): RealRows {
  const text = readFileSync(dataFile('weather.csv'), 'utf8').trimEnd();
  const [header = '', ...lines] = text.split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => line.split(',')).filter(([city]) => city === location);
  const numeric = new Set(['precipitation', 'temp_max', 'temp_min', 'wind']);
  return {
    // From a Monday on.
    timesMs: rows.map((_, at) => Date.UTC(2012, 0, 2) + at * HOUR_MS),
    columns: names.flatMap((name, at) => {
      if (name === 'location' || name === 'date') return [];
      const fields = rows.map((row) => row[at] ?? '');
      return [{ name, values: numeric.has(name) ? fields.map(Number) : fields }];
    }),
  };
}

/** Three million flights of the first half of 2001. */
async function readFlights(): Promise<RealRows> {
  const file = await asyncBufferFromFile(dataFile('flights-3m.parquet'));
  const columns = new Map<string, unknown[]>();
  await parquetRead({
    file,
    compressors,
    // Chunks come in any order.
    onChunk({ columnName, columnData, rowStart }) {
      const column = columns.get(columnName) ?? [];
      for (let at = 0; at < columnData.length; at++) column[rowStart + at] = columnData[at];
      columns.set(columnName, column);
    },
  });
  const of = (name: string): unknown[] => columns.get(name) ?? [];
  const timesMs = Float64Array.from(of('date'), (date) => (date as Date).getTime());
  if (timesMs.some((time, row) => row > 0 && !(time >= (timesMs[row - 1] as number)))) {
    throw new TypeError('the flights of vega-datasets are not in the order of time');
  }
  return {
    timesMs,
    columns: ['delay', 'distance', 'origin', 'destination'].map((name) => ({
      name,
      values: of(name).map((value) =>
        typeof value === 'bigint' ? Number(value) : (value as number | string | null),
      ),
    })),
  };
}

function dataFile(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}

/** The rows of a run of days. */
export function rowsOfDays(
  { timesMs, columns }: RealRows,
  { firstDay, days }: { readonly firstDay: number; readonly days: number },
): RealRows {
  const begin = startOf(timesMs) + firstDay * DAY_HOURS * HOUR_MS;
  const end = begin + days * DAY_HOURS * HOUR_MS;
  const rows: number[] = [];
  for (let row = 0; row < timesMs.length; row++) {
    const time = timesMs[row] as number;
    if (time >= begin && time < end) rows.push(row);
  }
  return {
    timesMs: rows.map((row) => timesMs[row] as number),
    columns: columns.map(({ name, values }) => ({
      name,
      values: rows.map((row) => values[row] ?? null),
    })),
  };
}

/** The first day's first moment. */
export function startOf(timesMs: ArrayLike<number>): number {
  const day = DAY_HOURS * HOUR_MS;
  return Math.floor((timesMs[0] as number) / day) * day;
}

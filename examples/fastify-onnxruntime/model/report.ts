import { CITIES, FEATURES, isTraining, readWeather, type WeatherDay } from './data.ts';
import { accuracy, areaUnderRoc, confusion, excessPopulationStability } from './evaluation.ts';
import { predictProbability, type LogisticModel } from './logistic-regression.ts';
import { trainWeatherModel } from './train.ts';

const WINDOW_DAYS = 365;

/** How the model does, as a Markdown table: one line per city and year, and one per city. */
export function performanceTable(days: readonly WeatherDay[], model: LogisticModel): string {
  const periods = CITIES.flatMap((city) => {
    const own = days.filter((day) => day.city === city);
    const years = Object.entries(Object.groupBy(own, (day) => day.date.slice(0, 4)));
    return [
      ...years.map(([year, some]) => ({ name: `${city} ${year}`, days: some ?? [] })),
      { name: `**${city}, all**`, days: own },
    ];
  });
  return toTable(
    ['period', 'days', 'rain', 'accuracy', 'AUC', 'TP', 'FP', 'TN', 'FN'],
    periods.map(({ name, days: some }) => {
      const scores = some.map((day) => predictProbability(model, day.features));
      const rain = some.map((day) => day.actual === 'rain');
      const counts = confusion(scores, rain);
      return [
        name,
        some.length,
        (rain.filter(Boolean).length / some.length).toFixed(3),
        accuracy(counts).toFixed(3),
        areaUnderRoc(scores, rain).toFixed(3),
        counts.truePositives,
        counts.falsePositives,
        counts.trueNegatives,
        counts.falseNegatives,
      ];
    }),
  );
}

/** One window of 365 consecutive days of one city, counted from the city's first. */
export interface DriftWindow {
  readonly city: string;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly to: string;
  /** Excess population stability index per feature, in the order of `FEATURES`. */
  readonly excess: readonly number[];
}

/** Drift of every full window against the training rows. The leap day leaves one day over per city. */
export function driftWindows(days: readonly WeatherDay[]): readonly DriftWindow[] {
  const training = days.filter(isTraining);
  return CITIES.flatMap((city) => {
    const own = days.filter((day) => day.city === city);
    const windows = Array.from({ length: Math.floor(own.length / WINDOW_DAYS) }, (_, index) =>
      own.slice(index * WINDOW_DAYS, (index + 1) * WINDOW_DAYS),
    );
    return windows.map((window) => ({
      city,
      from: window[0]?.date ?? '',
      to: window.at(-1)?.date ?? '',
      excess: FEATURES.map((_, feature) => {
        const column = (some: readonly WeatherDay[]): number[] =>
          some.map(({ features }) => features[feature] ?? NaN);
        return excessPopulationStability(column(training), column(window));
      }),
    }));
  });
}

/** `driftWindows` as a Markdown table. */
export function driftTable(days: readonly WeatherDay[]): string {
  return toTable(
    ['city', 'from', 'to', ...FEATURES],
    driftWindows(days).map(({ city, from, to, excess }) =>
      [city, from, to, excess.map((score) => score.toFixed(3))].flat(),
    ),
  );
}

function toTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}

if (import.meta.main) {
  const days = readWeather();
  process.stdout.write(`${performanceTable(days, trainWeatherModel(days))}\n${driftTable(days)}`);
}

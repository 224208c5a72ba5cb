import { readFileSync } from 'node:fs';

import { parse } from 'csv-parse/sync';

/** Columns the model reads, in this order, in every file and tensor. */
export const FEATURES = ['temp_max', 'temp_min', 'wind', 'month'] as const;

export const CITIES = ['Seattle', 'New York'] as const;
export type City = (typeof CITIES)[number];

/** Class names in the order of the model's outputs. */
export const CLASSES = ['no_rain', 'rain'] as const;
export type Label = (typeof CLASSES)[number];

/** One day of one city. */
export interface WeatherDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly city: City;
  /** In the order of `FEATURES`: °C, °C, m/s, 1 to 12. */
  readonly features: readonly number[];
  /** What happened: rain is more than 0 mm of precipitation. */
  readonly actual: Label;
}

const WEATHER_CSV = new URL('../data/weather.csv', import.meta.resolve('vega-datasets'));

/**
 * The daily weather of Seattle and New York, 2012 to 2015: 1,461 days each, in date order within a city.
 *
 * Source: the `weather` table of vega-datasets, made from NOAA's Global Historical Climatology Network.
 * Throws when a row does not hold what the columns promise.
 */
export function readWeather(): readonly WeatherDay[] {
  const records: readonly Readonly<Record<string, string>>[] = parse(readFileSync(WEATHER_CSV), {
    columns: true,
  });
  return records.map(toWeatherDay);
}

/** The days the model learns from. Everything else is traffic. */
export function isTraining(day: WeatherDay): boolean {
  return day.city === 'Seattle' && day.date < '2014';
}

function toWeatherDay(record: Readonly<Record<string, string>>, index: number): WeatherDay {
  const { location, date = '', precipitation } = record;
  const city = CITIES.find((name) => name === location);
  const month = /^\d{4}-(\d{2})-\d{2}$/.exec(date)?.[1];
  // Number('') is 0, which would turn a hole in the file into a mild day.
  const numbers = [
    record['temp_max'],
    record['temp_min'],
    record['wind'],
    month,
    precipitation,
  ].map((text) => (text ? Number(text) : Number.NaN));
  if (city === undefined || !numbers.every(Number.isFinite)) {
    throw new Error(
      `weather.csv, row ${index + 1}: not a day of weather: ${JSON.stringify(record)}`,
    );
  }
  const rain = numbers.pop() ?? 0;
  return { date, city, features: numbers, actual: rain > 0 ? 'rain' : 'no_rain' };
}

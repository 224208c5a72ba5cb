import { readFileSync } from 'node:fs';

import { parse } from 'csv-parse/sync';

/** One day of one city: what is predicted from, and whether it rained. */
export interface WeatherRow {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly city: string;
  readonly features: Readonly<Record<'temp_max' | 'temp_min' | 'wind' | 'month', number>>;
  readonly actual: string;
}

/** The rows to replay, in the order of their dates. */
export function readRows(path: string): WeatherRow[] {
  const records: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return records.map((record) => ({
    date: text(record, 'date'),
    city: text(record, 'city'),
    features: {
      temp_max: Number(text(record, 'temp_max')),
      temp_min: Number(text(record, 'temp_min')),
      wind: Number(text(record, 'wind')),
      month: Number(text(record, 'month')),
    },
    actual: text(record, 'actual'),
  }));
}

function text(record: Readonly<Record<string, string>>, column: string): string {
  const value = record[column];
  if (value === undefined) throw new Error(`the rows have no column ${column}`);
  return value;
}

/** The id under which a row is predicted and later labelled. */
export function predictionIdOf({ city, date }: WeatherRow): string {
  return `${city.toLowerCase().replaceAll(' ', '-')}-${date}`;
}

import { Agent, request as sendRequest } from 'node:http';

import { ATTR_ML_PREDICTION_ID, ATTR_ML_PREDICTION_TIME } from '@marigraph/semantic-conventions';

import { predictionIdOf, type WeatherRow } from './rows.ts';

/** Baggage keys that the application must allow for the replay, comma-separated. */
export const BAGGAGE_KEYS: string = [ATTR_ML_PREDICTION_ID, ATTR_ML_PREDICTION_TIME, 'city'].join();

export interface Answer {
  readonly label: string;
  readonly probability: number;
}

/**
 * Sends one request per row, a few at a time, in the order of the rows. The identity of a prediction, its day
 * and its city travel as W3C baggage, so the application has to know nothing of them.
 */
export async function replay(
  url: string,
  rows: readonly WeatherRow[],
  onAnswer: (row: WeatherRow, answer: Answer) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const queue = rows.values();
  const worker = async (): Promise<void> => {
    // Each worker takes the next row when its last one is answered.
    for (const row of queue) onAnswer(row, await predict(url, row, agent));
  };
  try {
    await Promise.all(Array.from({ length: 8 }, worker));
  } finally {
    agent.destroy();
  }
}

function predict(url: string, row: WeatherRow, agent: Agent): Promise<Answer> {
  const body = JSON.stringify(row.features);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    baggage: baggageOf(row),
  };
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(
      new URL('/predict', url),
      { method: 'POST', agent, headers },
      (incoming) => {
        const chunks: Uint8Array[] = [];
        incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (incoming.statusCode === 200) resolve(JSON.parse(answer) as Answer);
          else reject(new Error(`the application answered ${incoming.statusCode}: ${answer}`));
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function baggageOf(row: WeatherRow): string {
  const entries = {
    [ATTR_ML_PREDICTION_ID]: predictionIdOf(row),
    [ATTR_ML_PREDICTION_TIME]: `${row.date}T12:00:00Z`,
    city: row.city,
  };
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join();
}

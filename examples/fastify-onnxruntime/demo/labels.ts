import { recordGroundTruth } from '@marigraph/api';
import { logs } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

import { predictionIdOf, type WeatherRow } from './rows.ts';

/**
 * What a nightly job does once the outcome is known: one line per label. Settles when all labels were sent.
 *
 * @param endpoint OTLP/HTTP base URL.
 */
export async function sendLabels(
  endpoint: string,
  model: string,
  rows: readonly WeatherRow[],
): Promise<void> {
  const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs` });
  const provider = new LoggerProvider({
    processors: [new BatchLogRecordProcessor({ exporter, maxQueueSize: rows.length })],
  });
  logs.setGlobalLoggerProvider(provider);
  for (const row of rows) {
    recordGroundTruth({
      model,
      predictionId: predictionIdOf(row),
      label: row.actual,
      time: new Date(`${row.date}T23:59:59Z`),
    });
  }
  await provider.shutdown();
  logs.disable();
}

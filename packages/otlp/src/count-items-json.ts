import { OtlpError } from './errors.ts';
import type { Signal } from './signal.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks one export request in OTLP/JSON and counts its spans, data points or log records.
 *
 * @throws {OtlpError} `malformed`.
 */
export function countItemsJson(signal: Signal, bytes: Uint8Array): number {
  let request: Json;
  try {
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json;
  } catch (error) {
    throw new OtlpError('malformed', error instanceof Error ? error.message : String(error), 0);
  }
  const resources = list(request[RESOURCES[signal]]);
  const scopes = resources.flatMap((resource) => list(resource[SCOPES[signal]]));
  const records = scopes.flatMap((scope) => list(scope[RECORDS[signal]]));
  if (signal !== 'metrics') return records.length;
  return records.reduce((sum, metric) => sum + pointsOf(metric), 0);
}

const RESOURCES = { traces: 'resourceSpans', metrics: 'resourceMetrics', logs: 'resourceLogs' };
const SCOPES = { traces: 'scopeSpans', metrics: 'scopeMetrics', logs: 'scopeLogs' };
const RECORDS = { traces: 'spans', metrics: 'metrics', logs: 'logRecords' };

function pointsOf(metric: Json): number {
  const data = Object.values(metric).find(
    (value) => typeof value === 'object' && value !== null && 'dataPoints' in value,
  );
  return list((data as Json | undefined)?.['dataPoints']).length;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

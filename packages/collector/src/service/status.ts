/** What single components and whole pipelines are worth, from what they count and what is wrong. */

import type { Pipeline } from '../configuration/resolved.ts';
import type { ReportedCounts } from './health.ts';
import type { ComponentReport, Fault, PipelineReport, ServiceStatus, Status } from './report.ts';

/** What everything is while the service does not run. */
const BEFORE_AND_AFTER: Readonly<Record<Exclude<ServiceStatus, 'running'>, Status>> = {
  created: 'starting',
  starting: 'starting',
  draining: 'stopping',
  stopped: 'stopped',
};

interface Judged {
  readonly status: Status;
  readonly reason?: string;
}

export interface StatusOptions {
  readonly service: ServiceStatus;
  readonly faults: readonly Fault[];
}

export function statusOfComponent(counts: ReportedCounts, options: StatusOptions): Status {
  return judgeComponent(counts, options).status;
}

/** A pipeline is what the worst of its components is, or what all pipelines share. */
export function reportPipeline(
  { id, signal, receivers, processors, exporters }: Pipeline,
  components: readonly ReportedCounts[],
  options: StatusOptions,
): PipelineReport {
  const ids = new Set([...receivers, ...processors, ...exporters]);
  const own = components.filter((component) => ids.has(component.id));
  const judged = [
    ...own.map((component) => judgeComponent(component, options)),
    ...(options.service === 'running' ? options.faults : [])
      .filter((fault) => fault.component === undefined)
      .map(toJudged),
  ];
  const fallback: Judged =
    options.service === 'running'
      ? { status: 'ok' }
      : { status: BEFORE_AND_AFTER[options.service] };
  return { id, signal, receivers, processors, exporters, ...worstOf(judged, fallback) };
}

function judgeComponent({ id, cursor }: ReportedCounts, options: StatusOptions): Judged {
  const { service, faults } = options;
  if (service !== 'running') return { status: BEFORE_AND_AFTER[service] };
  const judged = faults.filter(({ component }) => component === id).map(toJudged);
  // What has just begun to fail is no fault of the service yet, but the component is not well.
  if (cursor?.failingSince !== undefined) {
    const code = cursor.lastError?.code ?? 'an error';
    judged.push({ status: 'recoverable_error', reason: `${id} refuses batches: ${code}` });
  }
  return worstOf(judged, { status: 'ok' });
}

function toJudged({ status, problem }: Fault): Judged {
  return { status, reason: problem };
}

function worstOf(judged: readonly Judged[], fallback: Judged): Judged {
  return (
    judged.find(({ status }) => status === 'permanent_error') ??
    judged.find(({ status }) => status === 'recoverable_error') ??
    judged[0] ??
    fallback
  );
}

/** The same counts with what they are worth. */
export function withStatus(counts: ReportedCounts, options: StatusOptions): ComponentReport {
  return { ...counts, status: statusOfComponent(counts, options) };
}

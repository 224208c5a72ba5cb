/**
 * What can go wrong while the collector runs, and what is wrong with a configuration. Every code has its way out.
 */

const HINTS = {
  backend_rejected:
    'The backend will not take these bytes. Check the endpoint, its credentials and its limits.',
  backend_too_large: 'The backend takes no request of this size. Lower `max_request_size_mib`.',
  backend_timeout: 'Raise `timeout`, or look at the backend: it is too slow.',
  backend_unavailable: 'Nothing to do: the records wait in the write-ahead log and are sent again.',
  backend_unreachable: 'Check `endpoint`, the network and whether the backend runs.',
  component_failed: 'This is a bug in the component. Report it with the cause.',
  data_invalid: 'The sender made a request that this component cannot read.',
  endpoint_missing:
    'Set `endpoint` or the endpoint of this signal, or take the exporter out of the pipelines of this signal.',
  endpoint_unavailable: 'Choose another `endpoint`, or stop the process that uses it.',
  file_unusable: 'Check that the file exists, may be read and holds what its key expects.',
  file_write_failed: 'Check the disk under `path`: space, quota, permissions.',
  memory_limited:
    'Send again later. If it lasts, raise `limit_mib`, or look at the exporter that does not get on.',
  no_pipeline: 'Add a pipeline for this signal to `service.pipelines`, or stop sending it.',
  not_delivered:
    'Send again: the request is kept, so a consumer may see it twice. Look at the exporter that does not get on.',
  shutting_down: 'Send again: another replica, or this one after its restart, takes the request.',
  state_locked: 'Stop the other process, or give this one its own `service.state.directory`.',
  state_unusable: 'Check that the directory exists on a disk with space and may be written.',
  tls_unusable: 'Check that the files of `tls` exist, can be read and belong to each other.',
  too_many_waiting:
    'Send again later: as many requests as may wait for their delivery do so. Look at the exporter that does not get on.',
  wal_blocked:
    'Send again later. Look at the exporter that does not get on, or let it drop: `service.wal.on_lag: drop`.',
  wal_closed: 'Send again after the restart.',
  wal_full: 'Raise `service.wal.max_mib`, or look at the exporter that does not get on.',
  wal_write_failed: 'Check the disk under `service.state.directory`: space, quota, permissions.',
} as const;

export type ComponentErrorCode = keyof typeof HINTS;

/** Every code there is, so that documentation and tests can hold the list complete. */
export const COMPONENT_ERROR_CODES: readonly ComponentErrorCode[] = Object.keys(
  HINTS,
) as ComponentErrorCode[];

export interface ComponentErrorOptions extends ErrorOptions {
  /** Whether the same bytes may succeed later. False unless given. */
  readonly retryable?: boolean;
  /** Earliest time for the next attempt, milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the log keeps the request all the same. False unless given. */
  readonly kept?: boolean;
}

/** An operating error of a component: expected, handled, and always with the way out. */
export class ComponentError extends Error {
  override readonly name: string = 'ComponentError';
  readonly code: ComponentErrorCode;
  /** What the operator can do. */
  readonly hint: string;
  /** Whether the same bytes may succeed later. */
  readonly retryable: boolean;
  /** Earliest time for the next attempt, milliseconds from now. */
  readonly retryAfterMs: number | undefined;
  /** Whether the log keeps the request all the same, and with it the memory of its body. */
  readonly kept: boolean;

  constructor(code: ComponentErrorCode, message: string, options: ComponentErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.hint = HINTS[code];
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.kept = options.kept ?? false;
  }
}

/**
 * Anything that was thrown, as a `ComponentError`. What is not one already is a bug of the component:
 * `component_failed`, not retryable, since the same bytes would meet the same bug.
 */
export function toComponentError(thrown: unknown): ComponentError {
  if (thrown instanceof ComponentError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ComponentError('component_failed', message, { cause: thrown });
}

/** The code of a failed system call, as `ENOSPC`, if the error has one. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where, as in `--set`: `exporters.otlp_http/b.endpoint`. Empty for the whole document. */
  readonly path: string;
  /** What is wrong, or what was expected there. */
  readonly message: string;
  /** The value that was found; left out where there is none. */
  readonly value?: unknown;
  /** The valid name that was probably meant. */
  readonly nearest?: string | undefined;
  /** `file:line`, where known. */
  readonly source?: string | undefined;
}

/** A configuration that cannot run. Carries all problems, so that one run shows them all. */
export class ConfigurationError extends Error {
  override readonly name: string = 'ConfigurationError';
  readonly problems: readonly Problem[];
  /** What would have been accepted, with a warning each. */
  readonly warnings: readonly string[];

  constructor(
    problems: readonly Problem[],
    options?: ErrorOptions & { readonly warnings?: readonly string[] },
  ) {
    super(problems.map(formatProblem).join('\n'), options);
    this.problems = problems;
    this.warnings = options?.warnings ?? [];
  }
}

/** A problem on one line: source, path, message, value, nearest valid name. */
export function formatProblem(problem: Problem): string {
  const where = [problem.source, problem.path].filter((part) => part !== undefined && part !== '');
  const found = 'value' in problem ? `, found ${formatValue(problem.value)}` : '';
  const nearest = problem.nearest === undefined ? '' : ` (did you mean "${problem.nearest}"?)`;
  return `${where.map((part) => `${part}: `).join('')}${problem.message}${found}${nearest}`;
}

const VALUE_LENGTH_MAX = 80;

function formatValue(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}

/** Keys and components of the OpenTelemetry Collector that mean something else here, or nothing. */

import { placeOf } from './check.ts';
import { alternatives, childOf, type JsonSchema, schemaAt } from './json-schema.ts';
import type { Findings, Section } from './resolve.ts';
import { isPlainMap } from './sources.ts';

type Types = Readonly<Record<string, string>>;

/** Component types that are accepted and left out, with the reason. A component of that type comes first. */
export const REPLACED: Readonly<Partial<Record<Section, Types>>> = {
  processors: {
    batch: 'exporters merge small requests themselves',
  },
  extensions: {
    zpages: 'the `http_api` extension shows what the process knows now',
    pprof: 'start Node.js with `--cpu-prof` or `--inspect` instead',
    file_storage: 'the write-ahead log keeps what is not delivered yet',
    memory_ballast: 'there is no Go heap',
  },
};

export interface ForeignKey {
  readonly section: Section | 'service';
  /** Types of components that it is a key of; all of the section unless given. */
  readonly types?: readonly string[];
  /** Where it stands in the component; `*` is any key. */
  readonly path: string;
  /** Why it has no effect; where `isUnsafe`, what would happen if it had none. */
  readonly why: string;
  /** Leaving it out would weaken what the operator relies on, so it is a problem. */
  readonly isUnsafe?: boolean;
  /** The one value that the rule is about, of a key that may be known otherwise; every value unless given. */
  readonly value?: string;
}

const SERVER = { section: 'receivers', types: ['otlp'] } as const;
const CLIENT = { section: 'exporters', types: ['otlp_http', 'otlp_grpc'] } as const;
const UNSAFE_SERVER = { ...SERVER, isUnsafe: true } as const;
const UNSAFE_CLIENT = { ...CLIENT, isUnsafe: true } as const;
const TELEMETRY = { section: 'service' } as const;

const QUEUE = 'the write-ahead log is the queue; its limits stand in `service.wal`';
const MERGED = 'small requests are merged without it';
const SOCKETS = 'Node.js sizes its buffers itself';
const CONNECTIONS = 'connections are kept and used again as long as both sides want';
const PROFILES = 'there is no signal for profiles';
const STANDARD_ERROR = 'logs go to standard error';
const OWN_METRICS = 'the metrics of the collector are always the same';

function keys(
  about: Pick<ForeignKey, 'section' | 'types' | 'isUnsafe'>,
  base: string,
  reasons: Readonly<Record<string, string>>,
): readonly ForeignKey[] {
  const named = Object.entries(reasons);
  return named.map(([key, why]) => Object.assign({ path: `${base}${key}`, why }, about));
}

/** In the order in which they are looked for. */
export const FOREIGN_KEYS: readonly ForeignKey[] = [
  ...keys(SERVER, 'protocols.*.', {
    include_metadata: 'headers of requests are not kept',
    read_buffer_size: SOCKETS,
    write_buffer_size: SOCKETS,
    keep_alives_enabled: CONNECTIONS,
    read_timeout: 'requests have a limit of their own',
    read_header_timeout: 'requests have a limit of their own',
    write_timeout: 'requests have a limit of their own',
    idle_timeout: 'requests have a limit of their own',
    max_concurrent_streams: 'the bytes of all requests are limited instead, by `max_in_flight_mib`',
    compression_algorithms: 'gzip, deflate and zstd are taken',
    response_headers: 'answers have the headers of the protocol only',
  }),
  ...keys(UNSAFE_SERVER, 'protocols.*.', {
    auth: 'is not supported: without it anybody who reaches the endpoint could send; listen on 127.0.0.1 behind a proxy that checks credentials',
    middlewares: 'is not supported: what they refuse would be taken',
    tls: 'is not supported here: telemetry would travel unencrypted',
  }),
  { ...SERVER, path: 'protocols.*.transport', why: 'servers listen on TCP', value: 'tcp' },
  ...keys(CLIENT, '', {
    sending_queue: QUEUE,
    'sending_queue.enabled': QUEUE,
    'sending_queue.num_consumers': QUEUE,
    'sending_queue.queue_size': QUEUE,
    'sending_queue.sizer': QUEUE,
    'sending_queue.storage': QUEUE,
    'sending_queue.wait_for_result': QUEUE,
    'sending_queue.block_on_overflow': QUEUE,
    'sending_queue.batch.enabled': MERGED,
    'sending_queue.batch.min_size': MERGED,
    'sending_queue.batch.flush_timeout': MERGED,
    'sending_queue.batch.partition': MERGED,
    batcher: MERGED,
    compression: 'requests go out with the encoding they came in',
    compression_params: 'requests go out with the encoding they came in',
    read_buffer_size: SOCKETS,
    write_buffer_size: SOCKETS,
    max_idle_conns: CONNECTIONS,
    max_idle_conns_per_host: CONNECTIONS,
    max_conns_per_host: CONNECTIONS,
    idle_conn_timeout: CONNECTIONS,
    disable_keep_alives: CONNECTIONS,
    force_attempt_http2: CONNECTIONS,
    http2_read_idle_timeout: CONNECTIONS,
    http2_ping_timeout: CONNECTIONS,
    keepalive: CONNECTIONS,
    wait_for_ready: CONNECTIONS,
    balancer_name: 'each exporter has one backend',
    cookies: 'what a backend sets is not kept',
    profiles_endpoint: PROFILES,
  }),
  ...keys(UNSAFE_CLIENT, '', {
    auth: 'is not supported: requests would go out without credentials; give them in `headers`, as ${env:NAME} or ${file:path}',
    middlewares: 'is not supported: what they add would be missing',
    tls: 'is not supported here: the backend would not be checked as you want it',
    proxy_url: 'is not supported here: requests would not pass the proxy',
  }),
  ...keys(TELEMETRY, 'telemetry.', {
    traces: 'the collector makes no traces of its own',
    resource: 'what the collector says of itself has no resource',
  }),
  ...keys(TELEMETRY, 'telemetry.metrics.', {
    views: OWN_METRICS,
  }),
  ...keys(TELEMETRY, 'telemetry.logs.', {
    development: STANDARD_ERROR,
    disable_caller: 'lines do not name their caller',
    disable_stacktrace: STANDARD_ERROR,
    sampling: 'every line is written',
    output_paths: STANDARD_ERROR,
    error_output_paths: STANDARD_ERROR,
    initial_fields: 'lines have the fields of the event only',
    processors: STANDARD_ERROR,
  }),
  {
    ...TELEMETRY,
    path: 'telemetry.logs.encoding',
    why: 'lines are written as `logfmt`',
    value: 'console',
  },
];

export interface ForeignKeyOptions {
  readonly section: Section | 'service';
  /** Of the component; empty for the service. */
  readonly type: string;
  /** Where the value stands. */
  readonly path: readonly string[];
  readonly schema: JsonSchema;
}

/**
 * A section without the Collector's keys that its schema does not know: those that are safe to leave out become
 * warnings, the others problems.
 */
export function withoutForeignKeys(
  given: unknown,
  options: ForeignKeyOptions,
  findings: Findings,
): unknown {
  const { section, type, schema, path } = options;
  let value = given;
  for (const rule of FOREIGN_KEYS) {
    if (rule.section !== section || rule.types?.includes(type) === false) continue;
    for (const place of placesOf(value, rule.path.split('.'))) {
      if ('value' in rule ? at(value, place) !== rule.value : knows(schema, place)) continue;
      report(rule, [...path, ...place], findings);
      value = without(value, place, schema);
    }
  }
  return value;
}

function report(rule: ForeignKey, path: readonly string[], findings: Findings): void {
  const where = path.join('.');
  if (rule.isUnsafe === true) {
    const source = placeOf(findings.tree, path);
    findings.problems.push({ path: where, message: rule.why, source });
  } else findings.warnings.push(`${where} has no effect: ${rule.why}`);
}

/** Whether the schema has the key at `path` and something to say of its value. */
function knows(schema: JsonSchema, path: readonly string[]): boolean {
  const level = schemaAt(schema, path);
  if (level === undefined) return false;
  return alternatives(level).some(
    ({ type, enum: values, const: only }) =>
      type !== undefined || values !== undefined || only !== undefined,
  );
}

/** The paths of a value that a pattern with `*` is about. */
function placesOf(value: unknown, pattern: readonly string[]): readonly (readonly string[])[] {
  let places: (readonly string[])[] = [[]];
  for (const wanted of pattern) {
    places = places.flatMap((place) => {
      const map = at(value, place);
      const names = isPlainMap(map) ? Object.keys(map) : [];
      return names
        .filter((name) => wanted === '*' || name === wanted)
        .map((name) => place.concat(name));
    });
  }
  return places;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isPlainMap(inner) ? inner[key] : undefined), value);
}

/** Takes a key away, and the map around it where the schema does not know that either. */
function without(value: unknown, path: readonly string[], schema: JsonSchema | undefined): unknown {
  const [first = '', ...others] = path;
  if (!isPlainMap(value)) return value;
  const { [first]: inner, ...rest } = value;
  if (others.length === 0) return rest;
  const child = schema === undefined ? undefined : childOf(schema, first);
  const left = without(inner, others, child);
  const isEmpty = isPlainMap(left) && Object.keys(left).length === 0;
  return isEmpty && child === undefined ? rest : { ...rest, [first]: left };
}

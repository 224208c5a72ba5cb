/** The configuration of the `otlp` receiver, with the Collector's keys. */

import { z } from 'zod';

import type { AcknowledgementLevel } from '../component.ts';
import { duration, hostPort, type HostPort, sizeMib } from '../configuration/fields.ts';
import { tlsServer, type TlsServerConfig } from '../tls-server.ts';

/** Durations in milliseconds, sizes in bytes. */
export interface OtlpReceiverConfig {
  /** A protocol that is not there is off. */
  readonly protocols: {
    readonly http?: OtlpHttpConfig | undefined;
    readonly grpc?: OtlpGrpcConfig | undefined;
  };
  /** When a sender is told that its request was taken. */
  readonly ack: AcknowledgementLevel;
  /** How long `ack: delivered` may take before the sender is asked to come again. */
  readonly ack_timeout: number;
  /** Bytes of all requests, over both protocols, that are being read or stored. */
  readonly max_in_flight_mib: number;
}

export interface OtlpHttpConfig {
  readonly endpoint: HostPort;
  readonly tls?: TlsServerConfig | undefined;
  readonly cors?: CorsConfig | undefined;
  readonly traces_url_path: string;
  readonly metrics_url_path: string;
  readonly logs_url_path: string;
  /** Bytes of one request, as it comes in and inflated. */
  readonly max_request_body_size_mib: number;
  readonly keep_alives_enabled: boolean;
  readonly idle_timeout: number;
  readonly read_header_timeout: number;
  /** From the head of a request to the end of its body. */
  readonly read_timeout: number;
  /** 0 for as long as the client likes. */
  readonly max_connection_age: number;
}

/** What browsers may send from other origins. */
export interface CorsConfig {
  /** Origins, in which `*` stands for any text. */
  readonly allowed_origins: readonly string[];
  /** Beside those that are always allowed; `*` allows all. */
  readonly allowed_headers: readonly string[];
  /** Seconds for which a browser may remember the answer; 0 leaves it to the browser. */
  readonly max_age: number;
}

export interface OtlpGrpcConfig {
  readonly endpoint: HostPort;
  readonly tls?: TlsServerConfig | undefined;
  /** Bytes of one message, as it comes in and inflated. */
  readonly max_recv_msg_size_mib: number;
  /** Requests under way on one connection. */
  readonly max_concurrent_streams: number;
  readonly keepalive: { readonly server_parameters: GrpcServerParameters };
}

/** 0 means never, except for `timeout`. */
export interface GrpcServerParameters {
  readonly max_connection_age: number;
  /** How long requests may go on after that; 0 for as long as they take. */
  readonly max_connection_age_grace: number;
  readonly max_connection_idle: number;
  /** A client that was silent for that long is asked whether it is there … */
  readonly time: number;
  /** … and has that long to answer. */
  readonly timeout: number;
}

const IN_FLIGHT_MIB = 256;

const urlPath = z.string().regex(/^\/[^?#\s]*$/, { error: 'expected a path such as "/v1/traces"' });
const someMs = duration.refine((ms) => ms > 0, { error: 'expected a duration above 0' });

const origin = z.string().refine((text) => text !== '*', {
  error:
    'expected an origin such as "https://*": answers allow credentials, so browsers refuse "*"',
});

const cors: z.ZodType<CorsConfig> = z.strictObject({
  allowed_origins: z
    .array(origin)
    .describe(
      'Origins whose pages may send; `*` within one stands for any text. None unless given.',
    )
    .prefault([]),
  allowed_headers: z
    .array(z.string())
    .describe(
      'Headers that pages may send besides `origin`, `accept`, `content-type` and ' +
        '`x-requested-with`; `*` allows all.',
    )
    .prefault([]),
  max_age: z
    .int()
    .nonnegative()
    .describe(
      'Seconds for which a browser may remember what is allowed; 0 leaves that to the ' +
        'browser.',
    )
    .prefault(0),
});

const http = z
  .strictObject({
    endpoint: hostPort
      .describe('Where OTLP over HTTP is served; `:4318` listens on every interface.')
      .prefault('127.0.0.1:4318'),
    tls: tlsServer.describe('Serves HTTPS; plain HTTP unless given.').optional(),
    cors: cors
      .describe('What pages of other origins may send from a browser; nothing unless given.')
      .optional(),
    traces_url_path: urlPath
      .describe('Path that takes traces; each signal has one of its own.')
      .prefault('/v1/traces'),
    metrics_url_path: urlPath.describe('Path that takes metrics.').prefault('/v1/metrics'),
    logs_url_path: urlPath.describe('Path that takes logs.').prefault('/v1/logs'),
    max_request_body_size_mib: sizeMib
      .describe(
        'Largest body, as it comes in and again inflated; a larger one is answered 413. 64 ' +
          'unless given.',
      )
      .optional(),
    /** The Collector's key, in bytes. */
    max_request_body_size: z
      .int()
      .positive()
      .describe('The same in bytes, as the Collector calls it; give one of the two.')
      .optional(),
    /** Of the receiver, and kept here for configurations that have it here. */
    max_in_flight_mib: sizeMib
      .describe(
        'Stands for `max_in_flight_mib` of the receiver where that is not given; it counts ' +
          'both protocols.',
      )
      .optional(),
    keep_alives_enabled: z
      .boolean()
      .describe(
        'Whether a connection takes further requests; `false` ends it with its first answer.',
      )
      .prefault(true),
    idle_timeout: someMs
      .describe('How long a connection may wait for its next request before it is closed.')
      .prefault('60s'),
    read_header_timeout: someMs
      .describe('How long the head of a request may take to come in.')
      .prefault('30s'),
    read_timeout: someMs
      .describe('How long its body may take behind that; a slower sender is answered 503.')
      .prefault('30s'),
    max_connection_age: duration
      .describe(
        'The first answer after this time, give or take a tenth, ends its connection, so ' +
          'that a load balancer can spread clients anew; 0s never.',
      )
      .prefault('0s'),
  })
  .superRefine((given, context) => {
    const paths = [given.traces_url_path, given.metrics_url_path, given.logs_url_path];
    if (new Set(paths).size < paths.length) {
      const message = 'expected a path of its own for each signal';
      context.addIssue({ code: 'custom', message, path: ['traces_url_path'] });
    }
    const { max_request_body_size: bytes, max_request_body_size_mib: mib } = given;
    if (bytes !== undefined && mib !== undefined && bytes !== mib) {
      const message = 'expected either max_request_body_size or max_request_body_size_mib';
      context.addIssue({ code: 'custom', message, path: ['max_request_body_size'] });
    }
  });

const BODY_BYTES_MAX = 64 * 1024 * 1024;

function toHttpConfig(given: z.output<typeof http>): OtlpHttpConfig {
  const { max_request_body_size: bytes, max_in_flight_mib: _, ...config } = given;
  return {
    ...config,
    max_request_body_size_mib: config.max_request_body_size_mib ?? bytes ?? BODY_BYTES_MAX,
  };
}

const grpc: z.ZodType<OtlpGrpcConfig> = z.strictObject({
  endpoint: hostPort
    .describe('Where OTLP over gRPC is served; `:4317` listens on every interface.')
    .prefault('127.0.0.1:4317'),
  tls: tlsServer.describe('Serves gRPC over TLS; without TLS unless given.').optional(),
  max_recv_msg_size_mib: sizeMib
    .describe(
      'Largest message, as it comes in and again inflated; a larger one is refused with ' +
        'RESOURCE_EXHAUSTED.',
    )
    .prefault(64),
  max_concurrent_streams: z
    .int()
    .min(1)
    .max(100_000)
    .describe('Calls that may be under way at once on one connection.')
    .prefault(256),
  keepalive: z
    .strictObject({
      server_parameters: z
        .strictObject({
          max_connection_age: duration
            .describe(
              'A connection takes no further call after this time, give or take a tenth; 0s never.',
            )
            .prefault('0s'),
          max_connection_age_grace: duration
            .describe(
              'How long calls may go on after that or after `max_connection_idle`; 0s for as long ' +
                'as they take.',
            )
            .prefault('0s'),
          max_connection_idle: duration
            .describe('A connection without a call for this long is closed; 0s never.')
            .prefault('0s'),
          time: duration
            .describe(
              'A client that begins no call for this long is asked by a ping whether it is there; ' +
                '0s never.',
            )
            .prefault('5m'),
          timeout: someMs
            .describe('A connection whose ping is not answered within this time is ended.')
            .prefault('20s'),
        })
        .prefault({}),
    })
    .prefault({}),
});

const protocols = z
  .strictObject({
    // A key without a value asks for the defaults, as in the Collector.
    http: http
      .nullable()
      .transform((given) => given ?? http.parse({}))
      .describe('OTLP over HTTP; off where `protocols` is given without it.')
      .optional(),
    grpc: grpc
      .nullable()
      .transform((given) => given ?? grpc.parse({}))
      .describe('OTLP over gRPC; off where `protocols` is given without it.')
      .optional(),
  })
  .refine((given) => given.http !== undefined || given.grpc !== undefined, {
    error: 'expected at least one of http and grpc',
  });

/** Schema of the receiver. Without `protocols` both are on. */
export const otlpReceiverConfig: z.ZodType<OtlpReceiverConfig> = z
  .strictObject({
    protocols: protocols.prefault({ http: {}, grpc: {} }),
    ack: z
      .enum(['accepted', 'persisted', 'delivered'])
      .describe(
        'When a sender gets its answer: `accepted` with the request in memory, `persisted` ' +
          'once the write-ahead log has stored it as `service.wal.fsync` says, `delivered` ' +
          'once every exporter and connector has it or dropped it on purpose.',
      )
      .prefault('persisted'),
    ack_timeout: someMs
      .describe(
        'How long `ack: delivered` waits before it answers 503; the request stays in the ' +
          'log, so a sender that repeats it makes a duplicate.',
      )
      .prefault('30s'),
    max_in_flight_mib: sizeMib
      .describe(
        'Bodies that are being read or stored at once, as they came and inflated, over both protocols; beyond it ' +
          'senders are told to come again (503, UNAVAILABLE). 256 unless given.',
      )
      .optional(),
  })
  .transform((given): OtlpReceiverConfig => {
    const { http: overHttp, grpc: overGrpc } = given.protocols;
    return {
      ...given,
      protocols: {
        ...(overHttp === undefined ? {} : { http: toHttpConfig(overHttp) }),
        ...(overGrpc === undefined ? {} : { grpc: overGrpc }),
      },
      max_in_flight_mib:
        given.max_in_flight_mib ?? overHttp?.max_in_flight_mib ?? IN_FLIGHT_MIB * 1024 * 1024,
    };
  });

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
  allowed_origins: z.array(origin).prefault([]),
  allowed_headers: z.array(z.string()).prefault([]),
  max_age: z.int().nonnegative().prefault(0),
});

const http = z
  .strictObject({
    endpoint: hostPort.prefault('127.0.0.1:4318'),
    tls: tlsServer.optional(),
    cors: cors.optional(),
    traces_url_path: urlPath.prefault('/v1/traces'),
    metrics_url_path: urlPath.prefault('/v1/metrics'),
    logs_url_path: urlPath.prefault('/v1/logs'),
    max_request_body_size_mib: sizeMib.optional(),
    /** The Collector's key, in bytes. */
    max_request_body_size: z.int().positive().optional(),
    /** Of the receiver, and kept here for configurations that have it here. */
    max_in_flight_mib: sizeMib.optional(),
    keep_alives_enabled: z.boolean().prefault(true),
    idle_timeout: someMs.prefault('60s'),
    read_header_timeout: someMs.prefault('30s'),
    read_timeout: someMs.prefault('30s'),
    max_connection_age: duration.prefault('0s'),
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
  endpoint: hostPort.prefault('127.0.0.1:4317'),
  tls: tlsServer.optional(),
  max_recv_msg_size_mib: sizeMib.prefault(64),
  max_concurrent_streams: z.int().min(1).max(100_000).prefault(256),
  keepalive: z
    .strictObject({
      server_parameters: z
        .strictObject({
          max_connection_age: duration.prefault('0s'),
          max_connection_age_grace: duration.prefault('0s'),
          max_connection_idle: duration.prefault('0s'),
          time: duration.prefault('5m'),
          timeout: someMs.prefault('20s'),
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
      .optional(),
    grpc: grpc
      .nullable()
      .transform((given) => given ?? grpc.parse({}))
      .optional(),
  })
  .refine((given) => given.http !== undefined || given.grpc !== undefined, {
    error: 'expected at least one of http and grpc',
  });

/** Schema of the receiver. Without `protocols` both are on. */
export const otlpReceiverConfig: z.ZodType<OtlpReceiverConfig> = z
  .strictObject({
    protocols: protocols.prefault({ http: {}, grpc: {} }),
    ack: z.enum(['accepted', 'persisted', 'delivered']).prefault('persisted'),
    ack_timeout: someMs.prefault('30s'),
    max_in_flight_mib: sizeMib.optional(),
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

/** The status of a gRPC call: its names, and what stands for it where a server does not speak gRPC. */

const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcStatusName = (typeof NAMES)[number];

/** The name of a status code; a code that gRPC does not know is UNKNOWN. */
export function grpcStatusName(code: number): GrpcStatusName {
  return NAMES[code] ?? 'UNKNOWN';
}

/** The code of a name. */
export function grpcStatusCode(name: GrpcStatusName): number {
  return NAMES.indexOf(name);
}

const OF_HTTP: Readonly<Record<number, GrpcStatusName>> = {
  400: 'INTERNAL',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** The code for an answer without a gRPC status, as of a proxy on the way (gRPC's `http-grpc-status-mapping`). */
export function codeOfHttpStatus(status: number): number {
  return grpcStatusCode(OF_HTTP[status] ?? 'UNKNOWN');
}

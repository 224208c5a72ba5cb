import type { SpanKind } from '../support/payload.ts';
import type { Content, Encoding } from './workload.ts';

/** What is measured: a collector in one of its forms, with the transport that it is sent to by. */
export interface Variant {
  readonly name: string;
  readonly system: 'marigraph' | 'decode_everything' | 'other';
  readonly wal: 'file' | 'memory';
  /** Whether the monitor sees every span. */
  readonly monitor: boolean;
  /** Whether an `attributes` processor adds an attribute to every span. */
  readonly splice: boolean;
  readonly transport: 'http' | 'grpc';
  readonly content: Content;
}

/** Variants that get the same spans in turns. */
export interface Group {
  readonly name: string;
  readonly spans: SpanKind;
  readonly encoding: Encoding;
  /** Small spans need more requests for their CPU time to be more than a few ticks. */
  readonly requestsFactor: number;
  readonly variants: readonly Variant[];
}

function variant(name: string, given: Partial<Variant> = {}): Variant {
  return {
    name,
    system: 'marigraph',
    wal: 'file',
    monitor: true,
    splice: false,
    transport: 'http',
    content: 'protobuf',
    ...given,
  };
}

/** What all others are compared with. */
export const BASELINE = 'decode_everything';

const DECODE_EVERYTHING = variant(BASELINE, { system: 'decode_everything' });
/** Keeps nothing on disk, as the pipeline that decodes everything. */
const MEMORY = variant('marigraph_memory_wal', { wal: 'memory' });
/** As it ships: every request is on the disk before it is acknowledged. */
const FILE = variant('marigraph_file_wal');
const FORWARD_MEMORY = variant('forward_memory_wal', { wal: 'memory', monitor: false });
const FORWARD_FILE = variant('forward_file_wal', { monitor: false });
const SPLICE_MEMORY = variant('splice_memory_wal', { wal: 'memory', monitor: false, splice: true });
const GRPC = variant('marigraph_file_wal_grpc', { transport: 'grpc' });
const JSON_FILE = variant('marigraph_file_wal_json', { content: 'json' });
const OTHER = variant('other', { system: 'other', monitor: false });

export const GROUPS: readonly Group[] = [
  {
    name: 'identity',
    spans: 'ml',
    encoding: 'identity',
    requestsFactor: 1,
    variants: [DECODE_EVERYTHING, MEMORY, FILE, GRPC, OTHER],
  },
  {
    name: 'gzip',
    spans: 'ml',
    encoding: 'gzip',
    requestsFactor: 1,
    variants: [
      DECODE_EVERYTHING,
      MEMORY,
      FILE,
      FORWARD_MEMORY,
      FORWARD_FILE,
      SPLICE_MEMORY,
      GRPC,
      JSON_FILE,
      OTHER,
    ],
  },
  { name: 'zstd', spans: 'ml', encoding: 'zstd', requestsFactor: 1, variants: [MEMORY, FILE] },
  {
    name: 'small_gzip',
    spans: 'small',
    encoding: 'gzip',
    requestsFactor: 4,
    variants: [DECODE_EVERYTHING, MEMORY, FILE, FORWARD_MEMORY, OTHER],
  },
];

/** Speeds that are compared with each other, and the least that the first may be of the second. */
export const PAIRS: readonly {
  readonly of: string;
  readonly to: string;
  readonly budget?: number;
}[] = [
  { of: FILE.name, to: MEMORY.name, budget: 0.8 },
  { of: GRPC.name, to: FILE.name, budget: 0.7 },
  { of: JSON_FILE.name, to: FILE.name, budget: 0.4 },
  { of: MEMORY.name, to: FORWARD_MEMORY.name },
  { of: SPLICE_MEMORY.name, to: FORWARD_MEMORY.name },
  { of: FORWARD_MEMORY.name, to: OTHER.name },
];

/** As it ships, for latency and memory. */
export const SHIPPED: Variant = FILE;

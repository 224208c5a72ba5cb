import { type Beginning, type DrawnHour, hoursOf } from './draw.ts';
import { prepareModes } from './modes.ts';
import { type Chunk, CHUNKS, MODES, type Peer, PEERS, preparePeers, sumCounts } from './peers.ts';

/** All rules of other tools. */
export const RULES: readonly Peer[] = [...PEERS, ...MODES];

/** How a rule with a length of chunks is called. */
export function ruleKey(rule: string, chunk: Chunk): string {
  return `${rule} ${chunk}`;
}

/** The statistics of one chunk by rule, one per feature. */
export interface JudgedChunk {
  readonly chunk: Chunk;
  /** Hours from the first one to the end of the chunk. */
  readonly endHours: number;
  readonly statistics: ReadonlyMap<string, Float64Array>;
}

/** Has the rules of other tools judge hours in chunks. What is left over at the end is no chunk. */
export type ChunkJudge = (hours: readonly DrawnHour[]) => JudgedChunk[];

/** Makes the rules ready for a reference. */
export function createChunkJudge({ reference }: Beginning): ChunkJudge {
  const peers = preparePeers(hoursOf(reference));
  const modes = prepareModes(reference);
  return (hours) =>
    (Object.entries(CHUNKS) as [Chunk, number][]).flatMap(([chunk, length]) =>
      Array.from({ length: Math.floor(hours.length / length) }, (_, at): JudgedChunk => {
        const ofChunk = hours.slice(at * length, (at + 1) * length);
        const counts = sumCounts(ofChunk.map((hour) => hour.counts));
        const statistics = new Map(Object.entries(peers.judge(counts, chunk)));
        if (chunk !== 'hour') {
          const cells = ofChunk.map((hour) => hour.cells);
          for (const [name, values] of Object.entries(modes.judge(cells, chunk))) {
            statistics.set(name, values as Float64Array);
          }
        }
        return { chunk, endHours: (at + 1) * length, statistics };
      }),
    );
}

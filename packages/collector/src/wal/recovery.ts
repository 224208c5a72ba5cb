/** What a start does with the segments that an earlier run left: check, cut, salvage, never give up. */

import { readdir, readFile, rename, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Logger } from '../component.ts';
import {
  decodeRecord,
  encodeSegmentHeader,
  findRecord,
  isEndMark,
  isSegmentHeader,
  SEGMENT_HEADER_BYTES,
  storedToOf,
} from './record.ts';
import { addMark, createSegment, FREE_SUFFIX, type Segment, segmentFile } from './segment.ts';

export interface Recovered {
  readonly segments: readonly Segment[];
  /** One above every sequence that was seen, also in the names of empty segments. */
  readonly next: bigint;
  readonly quarantined: number;
  readonly tornBytes: number;
  /** Sequences that stand for no record, ascending. */
  readonly inVain: readonly { readonly from: bigint; readonly to: bigint }[];
}

const SEGMENT_NAME = /^(\d{20})\.wal$/;

/** Reads and checks every segment in `directory`, oldest first. */
export async function recoverSegments(directory: string, logger: Logger): Promise<Recovered> {
  const files = await readdir(directory);
  await removeFree(directory, files);
  const names = files.filter((name) => SEGMENT_NAME.test(name)).toSorted();
  const firsts = names.map((name) => BigInt(name.slice(0, 20)));
  const segments: Segment[] = [];
  let next = 0n;
  let quarantined = 0;
  let tornBytes = 0;
  const inVain: { readonly from: bigint; readonly to: bigint }[] = [];
  for (const [index, first] of firsts.entries()) {
    const path = join(directory, segmentFile(first));
    // oxlint-disable-next-line no-await-in-loop -- one segment in memory at a time
    const outcome = await recoverSegment(path, first, firsts[index + 1], logger);
    quarantined += outcome.quarantined ? 1 : 0;
    tornBytes += outcome.tornBytes;
    if (outcome.segment !== undefined) segments.push(outcome.segment);
    const { storedTo } = outcome;
    if (storedTo !== undefined && storedTo < first) inVain.push({ from: storedTo, to: first });
    // A file that could not be set aside keeps its name, so that name must not be given again.
    const end = outcome.segment?.next ?? first + 1n;
    if (end > next) next = end;
  }
  return { segments, next, quarantined, tornBytes, inVain };
}

/** Files that an earlier run kept to write over. What cannot be removed is only space. */
async function removeFree(directory: string, files: readonly string[]): Promise<void> {
  const free = files.filter((name) => name.endsWith(FREE_SUFFIX));
  await Promise.allSettled(free.map((name) => unlink(join(directory, name))));
}

interface Outcome {
  readonly segment?: Segment;
  readonly quarantined: boolean;
  readonly tornBytes: number;
  /** As the header says; absent where it cannot be read. */
  readonly storedTo?: bigint | undefined;
}

async function recoverSegment(
  path: string,
  first: bigint,
  following: bigint | undefined,
  logger: Logger,
): Promise<Outcome> {
  try {
    const bytes = await readFile(path);
    const scan = scanSegment(bytes, path, first);
    const lostBehind = following !== undefined && scan.segment.next < following;
    if (scan.broken || (lostBehind && scan.tornBytes > 0)) {
      await salvage(path, bytes, scan);
      logger.error('a segment of the write-ahead log was corrupt; its sound records were kept', {
        segment: path,
        kept: scan.ranges.length,
        aside: `${path}.corrupt`,
      });
      return { ...keep(scan.segment), quarantined: true, tornBytes: 0, storedTo: scan.storedTo };
    }
    if (scan.tornBytes > 0) {
      await truncate(path, bytes.length - scan.tornBytes);
      logger.warn('cut an unfinished write off the write-ahead log', {
        segment: path,
        bytes: scan.tornBytes,
      });
    }
    // Older bytes of a file that was used again.
    if (scan.endsClean) await truncate(path, scan.segment.bytes);
    if (scan.ranges.length === 0) await unlink(path);
    const { tornBytes, storedTo } = scan;
    return { ...keep(scan.segment), quarantined: false, tornBytes, storedTo };
  } catch (error) {
    logger.error('a segment of the write-ahead log cannot be read; it was set aside', {
      segment: path,
      error,
    });
    // A file that cannot even be renamed is left where it is: starting matters more.
    await rename(path, `${path}.corrupt`).catch(() => {});
    return { quarantined: true, tornBytes: 0 };
  }
}

function keep(segment: Segment): { segment?: Segment } {
  return segment.marks.length === 0 ? {} : { segment };
}

interface Scan {
  /** As the segment will be once it is cut or rewritten. */
  readonly segment: Segment;
  /** Start and end of every sound record in the file. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** Something unsound stands before a sound record, or the header is not one. */
  readonly broken: boolean;
  /** Bytes behind the last sound record that are no end on purpose. */
  readonly tornBytes: number;
  readonly storedTo: bigint | undefined;
  /** Whether an end on purpose stands behind the last sound record. */
  readonly endsClean: boolean;
}

function scanSegment(bytes: Buffer, path: string, first: bigint): Scan {
  const segment = createSegment(path, first);
  const ranges: (readonly [number, number])[] = [];
  const soundHeader = isSegmentHeader(bytes);
  // A file shorter than its header is a start that was cut short, not corruption.
  let broken = !soundHeader && bytes.length >= SEGMENT_HEADER_BYTES;
  let offset = SEGMENT_HEADER_BYTES;
  let tornFrom = Math.min(offset, bytes.length);
  while (offset < bytes.length && !isEndMark(bytes, offset)) {
    const decoded = decodeRecord(bytes, offset);
    if (decoded.kind === 'record' && decoded.record.sequence >= segment.next) {
      addMark(segment, decoded.record, decoded.end - offset);
      ranges.push([offset, decoded.end]);
      offset = decoded.end;
      tornFrom = offset;
      continue;
    }
    const found = findRecord(bytes, offset + 1, segment.next - 1n);
    if (found < 0) break;
    broken = true;
    offset = found;
  }
  const endsClean = isEndMark(bytes, offset);
  const storedTo = soundHeader ? storedToOf(bytes) : undefined;
  const whole = bytes.length < SEGMENT_HEADER_BYTES ? bytes.length : bytes.length - tornFrom;
  return { segment, ranges, broken, tornBytes: endsClean ? 0 : whole, storedTo, endsClean };
}

/** Writes what is sound to a new file of the same name and keeps the old one beside it as `.corrupt`. */
async function salvage(path: string, bytes: Buffer, scan: Scan): Promise<void> {
  const sound = scan.ranges.map(([start, end]) => bytes.subarray(start, end));
  const whole = Buffer.concat([
    encodeSegmentHeader(scan.segment.first, scan.storedTo ?? scan.segment.first),
    ...sound,
  ]);
  await writeFile(`${path}.salvaged`, whole, { flush: true });
  await rename(path, `${path}.corrupt`);
  if (sound.length > 0) await rename(`${path}.salvaged`, path);
  else await unlink(`${path}.salvaged`);
}

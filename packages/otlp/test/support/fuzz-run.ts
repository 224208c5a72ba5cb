import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { createRandom } from './arbitraries.ts';
import { mutate } from './mutate.ts';

/** Seconds for everything that is fuzzed in one file; the long run has 300. */
export const FUZZ_SECONDS: number = Number(process.env['FUZZ_SECONDS'] ?? 5);

/** `FUZZ_SEED` repeats a run; otherwise each has its own. */
export const FUZZ_SEED: number = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** What one input must not take longer than, whatever it is. */
const SLOW_MS = 1_000;
const INPUT_SHOWN_BYTES = 400;
/** Time to compile and to fill caches that are full then. */
const SETTLING_SHARE = 0.3;

export interface FuzzOutcome {
  readonly runs: number;
  /** What went wrong, with the seed and the input that repeat it. */
  readonly failures: readonly string[];
  /** Memory in use at the end beyond that after a third of the time. */
  readonly grownBytes: number;
}

export interface FuzzOptions {
  readonly seconds: number;
  readonly corpus: readonly Uint8Array[];
  /** Returns what is wrong with how an input was treated, if anything. What it throws is wrong, too. */
  readonly examine: (input: Uint8Array, random: () => number) => string | undefined;
}

/** Examines mutants of a corpus until the time is over. Every input has a seed of its own. */
export function fuzz({ seconds, corpus, examine }: FuzzOptions): FuzzOutcome {
  const startedAt = performance.now();
  const failures: string[] = [];
  let runs = 0;
  let settledBytes: number | undefined;
  for (;;) {
    const elapsed = (performance.now() - startedAt) / 1_000;
    if (elapsed > seconds || failures.length >= 5) break;
    if (settledBytes === undefined && elapsed > seconds * SETTLING_SHARE)
      settledBytes = usedBytes();
    const seed = FUZZ_SEED + runs++;
    const random = createRandom(seed);
    const input = mutantOf(corpus, random);
    const at = performance.now();
    const fault = attempt(() => examine(input, random));
    const tookMs = performance.now() - at;
    const slow = tookMs > SLOW_MS ? `took ${tookMs} ms` : undefined;
    const failure = fault ?? slow;
    if (failure !== undefined) failures.push(`FUZZ_SEED=${seed}: ${failure}: ${show(input)}`);
  }
  return { runs, failures, grownBytes: usedBytes() - (settledBytes ?? 0) };
}

export function mutantOf(corpus: readonly Uint8Array[], random: () => number): Uint8Array {
  const pick = (): Uint8Array => corpus[Math.floor(random() * corpus.length)] ?? new Uint8Array(0);
  return mutate(pick(), pick(), random);
}

function attempt(run: () => string | undefined): string | undefined {
  try {
    return run();
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function show(input: Uint8Array): string {
  const text = Buffer.from(input.subarray(0, INPUT_SHOWN_BYTES)).toString('hex');
  return input.length > INPUT_SHOWN_BYTES ? `${text}… (${input.length} bytes)` : text;
}

/** Memory that something still refers to. */
export function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // The second one finds what the first one has only marked.
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

import {
  type BucketRun,
  type ExponentialHistogramSettings,
  type ExponentialHistogramState,
  isBucketRun,
  isScale,
  settingsOf,
} from './exponential-state.ts';
import {
  createSketchReader,
  createSketchWriter,
  type SketchReader,
  type SketchWriter,
} from './sketch-bytes.ts';

const NAME = 'ExponentialHistogram';
const VERSION = 1;

/** The bytes of a histogram: settings, then what was counted, then both runs of buckets. */
export function writeExponentialState(
  settings: ExponentialHistogramSettings,
  state: ExponentialHistogramState,
): Uint8Array {
  const { centre, unit, maxBuckets, maxScale, zeroThreshold } = settings;
  const { scale, zeroCount, sum, squares, minimum, maximum } = state;
  const writer = createSketchWriter(NAME, VERSION);
  writer.numbers([centre, unit, maxBuckets, maxScale, zeroThreshold]);
  writer.numbers([scale, zeroCount, sum, squares, minimum, maximum]);
  writeRun(writer, state.positive);
  writeRun(writer, state.negative);
  return writer.finish();
}

/** @throws {StatisticsError} `invalid_value` for bytes that are no histogram. */
export function readExponentialState(bytes: Uint8Array): {
  readonly settings: ExponentialHistogramSettings;
  readonly state: ExponentialHistogramState;
} {
  const reader = createSketchReader(NAME, VERSION, bytes);
  const settings = readSettings(reader);
  const [scale, zeroCount, sum, squares, minimum, maximum] = reader.numbers(6);
  reader.expect(isScale(scale!) && scale! <= settings.maxScale, 'a scale');
  const positive = readRun(reader, scale!, settings.maxBuckets);
  const negative = readRun(reader, scale!, settings.maxBuckets);
  reader.end();
  reader.expect(zeroCount! >= 0 && zeroCount! < Infinity, 'a zero count');
  reader.expect(squares! >= 0 && squares! < Infinity, 'a sum of squared weights');

  const isEmpty = zeroCount === 0 && positive.counts.every(isZero) && negative.counts.every(isZero);
  const isRange = isEmpty
    ? minimum === Infinity && maximum === -Infinity
    : minimum! > -Infinity && maximum! < Infinity && minimum! <= maximum!;
  reader.expect(isRange, 'the range of the values');
  return {
    settings,
    state: {
      scale: scale!,
      zeroCount: zeroCount!,
      sum: sum!,
      squares: squares!,
      minimum: minimum!,
      maximum: maximum!,
      positive,
      negative,
    },
  };
}

function readSettings(reader: SketchReader): ExponentialHistogramSettings {
  const [centre, unit, maxBuckets, maxScale, zeroThreshold] = reader.numbers(5);
  const settings = {
    centre: centre!,
    unit: unit!,
    maxBuckets: maxBuckets!,
    maxScale: maxScale!,
    zeroThreshold: zeroThreshold!,
  };
  reader.parse('settings', () => settingsOf(settings));
  return settings;
}

function writeRun(writer: SketchWriter, { offset, counts }: BucketRun): void {
  writer.number(offset);
  writer.word(counts.length);
  writer.numbers(counts);
}

function readRun(reader: SketchReader, scale: number, maxBuckets: number): BucketRun {
  const offset = reader.number();
  const length = reader.word();
  reader.expect(Number.isInteger(offset) && length <= maxBuckets, 'a run of buckets');
  const run = { offset, counts: reader.numbers(length) };
  reader.expect(isBucketRun(run, scale), 'counts of buckets');
  return run;
}

function isZero(count: number): boolean {
  return count === 0;
}

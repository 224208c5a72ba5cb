import { CORRELATION, cellOf, FEATURES, MISSING_CELL } from './features.ts';
import { createRandom, poisson } from './random.ts';
import type { Random } from './random.ts';
import type { Shift } from './shifts.ts';
import { hourStates } from './streams.ts';
import type { HourState, Stream } from './streams.ts';

/** Rows of a session keep this much of each other's variance. */
const SESSION_CORRELATION = 0.98;
const COMMON = Math.sqrt(CORRELATION);
const OWN = Math.sqrt(1 - CORRELATION);

/** Rows as cells: row after row, the features of each in their order. Reused for the next hour. */
export interface SimulatedRows {
  rows: number;
  cells: Uint16Array;
}

/** A stream with its random numbers: every hour can be had at any time, and always is the same. */
export interface Simulation {
  /**
   * Draws the rows of an hour.
   *
   * @param planted A change that began at an hour; rows before it, and other features, are as without it.
   */
  draw(hour: number, into: SimulatedRows, planted?: PlantedShift): void;
}

/** A shift and the first hour that has it. */
export interface PlantedShift {
  readonly shift: Shift;
  readonly startHour: number;
}

/** What makes a simulation. */
export interface SimulationOptions {
  readonly stream: Stream;
  readonly rowsPerDay: number;
  readonly hours: number;
  readonly seed: readonly number[];
}

export function createSimulation(options: SimulationOptions): Simulation {
  const { stream, rowsPerDay, hours, seed } = options;
  const states = hourStates(stream, { hours, seed: [...seed, 0] });
  const latent = new Float64Array(FEATURES.length);
  return {
    draw(hour, into, planted) {
      const state = states[hour] as HourState;
      const random = createRandom([...seed, 1, hour]);
      const rows = poisson(random, (rowsPerDay / 24) * state.volume);
      into.rows = rows;
      if (into.cells.length < rows * FEATURES.length) {
        into.cells = new Uint16Array(2 * rows * FEATURES.length);
      }
      const isPlanted = planted !== undefined && hour >= planted.startHour;
      // Of its own, so that the rows are those of the same stream without the shift.
      const ofShift = createRandom([...seed, 2, hour]);
      const nextRow = stream.session === undefined ? drawRow : drawSessions(stream.session);
      for (let row = 0; row < rows; row++) {
        nextRow(random, latent);
        const at = row * FEATURES.length;
        for (let feature = 0; feature < FEATURES.length; feature++) {
          const value =
            (latent[feature] as number) * (state.spreads[feature] as number) +
            (state.offsets[feature] as number);
          into.cells[at + feature] = cellOf(value);
        }
        if (!isPlanted) continue;
        for (const feature of planted.shift.features) {
          const value =
            (latent[feature] as number) * (state.spreads[feature] as number) +
            (state.offsets[feature] as number);
          const changed = planted.shift.change(value, ofShift, hour - planted.startHour);
          into.cells[at + feature] = changed === MISSING_CELL ? MISSING_CELL : cellOf(changed);
        }
      }
    },
  };
}

/** Standard normal latent values, some of them correlated. */
function drawRow(random: Random, latent: Float64Array): void {
  const common = COMMON * random.normal();
  for (let feature = 0; feature < FEATURES.length; feature++) {
    const own = random.normal();
    latent[feature] = FEATURES[feature]?.isCorrelated === true ? common + OWN * own : own;
  }
}

/** Rows in sessions: nearly those of the session's first one. */
function drawSessions(length: number): typeof drawRow {
  const session = new Float64Array(FEATURES.length);
  const [kept, own] = [Math.sqrt(SESSION_CORRELATION), Math.sqrt(1 - SESSION_CORRELATION)];
  let row = 0;
  return (random, latent) => {
    if (row++ % length === 0) drawRow(random, session);
    drawRow(random, latent);
    for (let at = 0; at < latent.length; at++)
      latent[at] = kept * (session[at] as number) + own * (latent[at] as number);
  };
}

import { FEATURES } from './features.ts';
import type { WindowCounts } from './peers.ts';
import { countFeature, simulateReference, type SimulatedReference } from './reference.ts';
import type { Setting } from './settings.ts';
import {
  createSimulation,
  type PlantedShift,
  type SimulatedRows,
  type Simulation,
} from './simulation.ts';

/** A simulated reference, and the simulation that goes on after it. */
export interface Beginning {
  readonly simulation: Simulation;
  readonly reference: SimulatedReference;
}

/** Draws the reference of a setting. */
export function begin(setting: Setting, seed: readonly number[], liveDays: number): Beginning {
  const { stream, rowsPerDay, referenceDays } = setting;
  const hours = 24 * (referenceDays + liveDays);
  const simulation = createSimulation({ stream, rowsPerDay, hours, seed });
  return { simulation, reference: simulateReference(simulation, referenceDays * 24) };
}

/** The rows of an hour: by bin of the reference, feature after feature, and by cell. */
export interface DrawnHour {
  readonly counts: WindowCounts;
  readonly cells: Uint16Array;
}

/** Draws hours and counts their rows. */
export function drawHours(
  { simulation, reference }: Beginning,
  span: { readonly from: number; readonly days: number; readonly planted?: PlantedShift },
): DrawnHour[] {
  const buffer: SimulatedRows = { rows: 0, cells: new Uint16Array(0) };
  return Array.from({ length: 24 * span.days }, (_, at) => {
    simulation.draw(span.from + at, buffer, span.planted);
    const cells = buffer.cells.slice(0, buffer.rows * FEATURES.length);
    const counts = reference.features.map((binned, feature) => {
      const ofFeature = new Float64Array(binned.bins.count);
      countFeature(ofFeature, binned, { cells, feature });
      return ofFeature;
    });
    return { counts, cells };
  });
}

/** The reference's own hours. */
export function hoursOf({ document, features }: SimulatedReference): WindowCounts[] {
  return Array.from({ length: document.time?.hours ?? 0 }, (_, hour) =>
    features.map(({ bins }, at) =>
      Float64Array.from(
        document.features[at]?.hourly?.subarray(hour * bins.count, (hour + 1) * bins.count) ?? [],
      ),
    ),
  );
}

/** What the scan takes of hours. */
export function countsOf(hours: readonly DrawnHour[]): WindowCounts[] {
  return hours.map(({ counts }) => counts);
}

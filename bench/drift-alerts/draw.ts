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

/** Draws hours and counts their rows in the bins of the reference. */
export function drawHours(
  { simulation, reference }: Beginning,
  span: { readonly from: number; readonly days: number; readonly planted?: PlantedShift },
): WindowCounts[] {
  const buffer: SimulatedRows = { rows: 0, cells: new Uint16Array(0) };
  return Array.from({ length: 24 * span.days }, (_, at) => {
    simulation.draw(span.from + at, buffer, span.planted);
    const cells = buffer.cells.subarray(0, buffer.rows * FEATURES.length);
    return reference.features.map((binned, feature) => {
      const counts = new Float64Array(binned.bins.count);
      countFeature(counts, binned, { cells, feature });
      return counts;
    });
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

/** How many times the default number of repetitions every simulation runs; the long run sets 20. */
export const SIMULATIONS = Number(process.env['SIMULATIONS'] ?? 1);

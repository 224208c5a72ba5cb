/** How many times as many repetitions a simulation makes; the long run sets 20. */
export const SIMULATIONS: number = Number(process.env['SIMULATIONS'] ?? 1);

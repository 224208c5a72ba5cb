/** How many times the usual number of repetitions simulations run; the long run sets 20. */
export const SIMULATIONS = Number(process.env['SIMULATIONS'] ?? 1);

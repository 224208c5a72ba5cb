/**
 * What the prototype of the scan measured, on which its constants were chosen: other code, other random numbers. The
 * product must agree within the error of both simulations.
 */

/** Mean and half of the 95 % interval; or days of 30 with an alert, where a rule alerts on most of them. */
export type PrototypeRate = readonly [mean: number, halfWidth: number] | { readonly days: number };

/** By setting and rule: findings per model and 30 days. */
export const PROTOTYPE_RATES: Readonly<Record<string, Readonly<Record<string, PrototypeRate>>>> = {
  'iid-50': {
    js: { days: 30 },
    psi: { days: 30 },
    js_deviations: [2.99, 0.36],
    ks: [5.8, 0.31],
    ks_bh: [0.37, 0.12],
    chi_square: [0.96, 0.16],
    scan: [0.02, 0.03],
    gated: [0.02, 0.03],
  },
  'iid-500': {
    js: [2.46, 0.34],
    psi: [0, 0],
    js_deviations: [4.75, 0.47],
    ks: [5.96, 0.37],
    ks_bh: [0.4, 0.14],
    chi_square: [1, 0.24],
    scan: [0.02, 0.03],
    gated: [0.02, 0.03],
  },
  'iid-5000': {
    js: [0, 0],
    psi: [0, 0],
    js_deviations: [4.56, 0.55],
    ks: [6.35, 0.44],
    ks_bh: [0.37, 0.18],
    chi_square: [0.98, 0.32],
    scan: [0.02, 0.04],
    gated: [0.02, 0.04],
  },
  'ar-5000': {
    js: { days: 19 },
    psi: { days: 12 },
    js_deviations: [5.39, 0.41],
    ks: { days: 30 },
    ks_bh: { days: 30 },
    chi_square: { days: 30 },
    scan: [0.79, 0.21],
    gated: [0.73, 0.18],
  },
  'season-5000': {
    js: [4, 0],
    psi: [2.71, 0.3],
    js_deviations: [0.94, 0.27],
    ks: { days: 30 },
    ks_bh: { days: 30 },
    chi_square: { days: 30 },
    scan: [0.11, 0.1],
    gated: [0.11, 0.1],
  },
  'season_days-500': {
    js: { days: 20 },
    psi: { days: 10 },
    js_deviations: [3.8, 0.25],
    ks: { days: 30 },
    ks_bh: { days: 28 },
    chi_square: { days: 25 },
    scan: [0.05, 0.05],
    gated: [0.05, 0.05],
  },
  'season_days-5000': {
    js: { days: 11 },
    psi: [4.44, 0.15],
    js_deviations: [4.39, 0.38],
    ks: { days: 30 },
    ks_bh: { days: 30 },
    chi_square: { days: 30 },
    scan: [0.53, 0.16],
    gated: [0.53, 0.16],
  },
  'long_ar-2000': { scan: [0.58, 0.14], js: { days: 21 } },
  'season_ar_days-2000': { scan: [0.33, 0.1], js: { days: 17 } },
  'spread-2000': { scan: [0.1, 0.05] },
  'sessions-2000': { scan: [0.03, 0.03] },
  't3_days-2000': { scan: [2.07, 0.21] },
  'iid-500-7d': { scan: [0, 0], js_deviations: [3.71, 0.44] },
  'ar-5000-7d': { scan: [1.39, 0.36], js_deviations: [6.1, 0.54] },
  'ar-5000-1d': { scan: [0.5, 0.25] },
  'season_days-5000-7d': { scan: [0.13, 0.1], js_deviations: [6.35, 0.38] },
  'season_days-5000-1d': { scan: [0, 0] },
};

/** Percent found within an hour, a day and 7 days, in the order of `SHIFTS`. */
export const PROTOTYPE_DETECTION: Readonly<
  Record<string, { readonly replications: number; readonly found: string }>
> = {
  'iid-50': {
    replications: 10,
    found:
      '0/0/0 0/0/10 0/10/100 0/60/100 0/0/20 0/0/10 0/30/100 0/0/0 0/10/100 0/0/0 0/20/100 0/0/89 0/100/100',
  },
  'iid-500': {
    replications: 11,
    found:
      '0/0/36 0/9/100 0/100/100 9/100/100 0/36/100 0/0/100 0/100/100 0/0/55 0/100/100 0/9/64 0/100/100 0/100/100 0/100/100',
  },
  'iid-5000': {
    replications: 7,
    found:
      '0/0/100 0/100/100 100/100/100 100/100/100 14/100/100 0/0/100 100/100/100 0/0/100 100/100/100 0/0/100 100/100/100 29/100/100 100/100/100',
  },
  'iid-50000': {
    replications: 5,
    found:
      '60/80/100 100/100/100 100/100/100 100/100/100 100/100/100 0/0/100 100/100/100 60/100/100 100/100/100 40/100/100 100/100/100 100/100/100 100/100/100',
  },
  'ar-5000': {
    replications: 9,
    found:
      '0/0/0 0/0/11 0/33/100 0/89/100 0/11/67 0/0/44 11/89/100 0/0/78 22/100/100 0/0/22 67/100/100 22/100/100 100/100/100',
  },
  'season_days-500': {
    replications: 8,
    found:
      '0/0/0 0/0/25 0/12/100 0/100/100 0/0/38 0/0/75 0/100/100 0/0/62 0/100/100 0/0/0 0/100/100 0/100/100 0/100/100',
  },
  'season_days-5000': {
    replications: 10,
    found:
      '0/0/0 0/0/10 0/50/100 60/100/100 0/20/60 0/0/80 10/90/100 0/0/90 10/100/100 0/0/30 50/100/100 40/100/100 100/100/100',
  },
  'season_days-5000-7d': {
    replications: 12,
    found:
      '0/0/0 0/0/0 0/17/83 25/92/92 0/0/33 0/0/33 0/83/83 0/0/0 0/75/83 0/0/0 0/100/100 0/100/100 100/100/100',
  },
};

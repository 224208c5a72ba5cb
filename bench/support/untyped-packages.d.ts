/** What the benchmarks use of packages that ship no types. */
declare module 'jstat' {
  interface Law {
    cdf(x: number, ...parameters: readonly number[]): number;
    inv(p: number, ...parameters: readonly number[]): number;
    pdf(x: number, ...parameters: readonly number[]): number;
  }
  const jstat: {
    readonly normal: Law;
    readonly chisquare: Law;
    readonly studentt: Law;
    readonly centralF: Law;
    readonly beta: Law;
    readonly binomial: Law;
    readonly hypgeom: Law;
    ibeta(x: number, a: number, b: number): number;
    betaln(a: number, b: number): number;
    gammaln(x: number): number;
    lowRegGamma(a: number, x: number): number;
    quantiles(values: readonly number[], probabilities: readonly number[]): number[];
    histogram(values: readonly number[], bins: number): number[];
    median(values: readonly number[]): number;
    stdev(values: readonly number[], isSample: boolean): number;
    corrcoeff(x: readonly number[], y: readonly number[]): number;
    spearmancoeff(x: readonly number[], y: readonly number[]): number;
    tci(mean: number, alpha: number, deviation: number, n: number): [number, number];
  };
  export default jstat;
}

declare module 'ttest' {
  interface Summary {
    readonly mean: number;
    readonly variance: number;
    readonly size: number;
  }
  export default function ttest(
    left: Summary,
    right: Summary,
    options?: { readonly varEqual?: boolean },
  ): { pValue(): number };
}

declare module 'mann-whitney-utest' {
  const mannWhitney: {
    test(samples: readonly [number[], number[]]): [number, number];
  };
  export default mannWhitney;
}

declare module '@bunchmark/stats' {
  export function mwu(
    a: readonly number[],
    b: readonly number[],
  ): { readonly U: number; readonly z: number; readonly p: number };
}

declare module 'ml-performance' {
  export default class Performance {
    constructor(
      prediction: readonly (readonly number[])[],
      target: readonly (readonly number[])[],
      options: { readonly all: boolean; readonly max: boolean },
    );
    getAURC(): number;
  }
}

declare module 'wilson-score' {
  export default function wilsonScore(successes: number, n: number, z: number): number;
}

/** Its types stand where its `exports` hide them. */
declare module 'cephes' {
  export const compiled: Promise<void>;
  export function ndtr(z: number): number;
  export function ndtri(p: number): number;
  export function chdtrc(dof: number, x: number): number;
  export function chdtri(dof: number, p: number): number;
  export function stdtr(dof: number, t: number): number;
  export function stdtri(dof: number, p: number): number;
  export function fdtrc(numeratorDof: number, denominatorDof: number, x: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, p: number): number;
  export function bdtr(k: number, n: number, p: number): number;
  export function bdtrc(k: number, n: number, p: number): number;
  export function lgam(x: number): number;
  export function lbeta(a: number, b: number): number;
  export function igam(a: number, x: number): number;
  export function igamc(a: number, x: number): number;
  export function kolmogorov(x: number): number;
}

/** What the benchmarks use of jStat, which ships no types. */
declare module 'jstat' {
  interface Law {
    cdf(x: number, ...parameters: readonly number[]): number;
    inv(p: number, ...parameters: readonly number[]): number;
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
  };
  export default jstat;
}

import {
  andersonDarlingSurvival,
  betaQuantile,
  binomialCumulative,
  binomialLogProbability,
  binomialSurvival,
  chiSquareInverseSurvival,
  chiSquareSurvival,
  cramerVonMisesSurvival,
  fSurvival,
  hypergeometricCumulative,
  hypergeometricLogProbability,
  hypergeometricSurvival,
  kolmogorovOneSampleSurvival,
  kolmogorovSurvival,
  logBeta,
  logGamma,
  logNormalCumulative,
  noncentralChiSquareSurvival,
  normalCumulative,
  normalQuantile,
  normalSurvival,
  regularizedIncompleteBeta,
  regularizedIncompleteBetaComplement,
  regularizedLowerGamma,
  regularizedUpperGamma,
  studentTCumulative,
  studentTQuantile,
  studentTSurvival,
} from '@marigraph/statistics';
import * as cephes from 'cephes';
import jstat from 'jstat';
import * as rmath from 'lib-r-math.js';
import { cumulativeStdNormalProbability, gammaln, probit } from 'simple-statistics';

import type { Comparison } from '../support/comparisons.ts';
import { of, OURS } from './comparison.ts';

await cephes.compiled;

const CEPHES = 'cephes (WebAssembly)';
const R = 'lib-r-math.js';

const LAW = { population: 5000, successes: 300, draws: 400 };

/** Laws, timed at points where tests are decided, and compared far out in the tail too. */
export const LAWS: readonly Comparison[] = [
  of(
    'normalCumulative',
    [-1.7, -37, -9, -3, -0.3, 0, 1, 5],
    {
      [OURS]: normalCumulative,
      jstat: (z) => jstat.normal.cdf(z, 0, 1),
      'simple-statistics': cumulativeStdNormalProbability,
      [CEPHES]: cephes.ndtr,
      [R]: (z) => rmath.pnorm(z),
    },
    {
      'simple-statistics': 'a table: three digits, no tails',
      [CEPHES]: '0 at -37',
      jstat: '0 at -9',
    },
  ),
  of(
    'normalSurvival',
    [1.7, 37, 9, 3, 0.3, 0, -1, -5],
    {
      [OURS]: normalSurvival,
      jstat: (z) => jstat.normal.cdf(-z, 0, 1),
      'simple-statistics': (z) => cumulativeStdNormalProbability(-z),
      [CEPHES]: (z) => cephes.ndtr(-z),
      [R]: (z) => rmath.pnorm(z, 0, 1, false),
    },
    { 'simple-statistics': 'a table: three digits, no tails', [CEPHES]: '0 at 37' },
  ),
  of(
    'normalQuantile',
    [0.01, 1e-300, 1e-20, 1e-9, 0.3, 0.975, 0.999_999],
    {
      [OURS]: normalQuantile,
      jstat: (q) => jstat.normal.inv(q, 0, 1),
      'simple-statistics': probit,
      [CEPHES]: cephes.ndtri,
      [R]: (q) => rmath.qnorm(q),
    },
    { 'simple-statistics': 'three digits, no tails', [CEPHES]: 'as exact', [R]: 'as exact' },
  ),
  of(
    'logNormalCumulative',
    [-9, -1000, -40, -3, -0.3, 1, 7],
    {
      [OURS]: logNormalCumulative,
      [R]: (z) => rmath.pnorm(z, 0, 1, true, true),
    },
    { [R]: 'as exact' },
  ),
  of(
    'chiSquareSurvival',
    [25, 0.1, 5, 19, 60, 150, 1000],
    {
      [OURS]: (x) => chiSquareSurvival(x, 19),
      jstat: (x) => 1 - jstat.chisquare.cdf(x, 19),
      [CEPHES]: (x) => cephes.chdtrc(19, x),
      [R]: (x) => rmath.pchisq(x, 19, undefined, false),
    },
    { [CEPHES]: '4e-11 off for 1e5 degrees of freedom' },
  ),
  of(
    'chiSquareInverseSurvival',
    [0.05, 1e-200, 1e-20, 4e-6, 0.5, 0.999],
    {
      [OURS]: (q) => chiSquareInverseSurvival(q, 19),
      jstat: (q) => jstat.chisquare.inv(1 - q, 19),
      [CEPHES]: (q) => cephes.chdtri(19, q),
      [R]: (q) => rmath.qchisq(q, 19, undefined, false),
    },
    {
      jstat: 'no tail: 1 - p',
      [CEPHES]: 'throws for 1e-200 of 5 degrees of freedom, and for 0.999 of 0.1',
      [R]: 'as exact',
    },
  ),
  of('noncentralChiSquareSurvival', [40, 1, 20, 80, 150, 400], {
    [OURS]: (x) => noncentralChiSquareSurvival(x, 19, 10),
    [R]: (x) => rmath.pchisq(x, 19, 10, false),
  }),
  of(
    'studentTSurvival',
    [2.1, 0.001, 1, 8, 40, 500],
    {
      [OURS]: (t) => studentTSurvival(t, 30),
      jstat: (t) => jstat.studentt.cdf(-t, 30),
      [CEPHES]: (t) => cephes.stdtr(30, -t),
      [R]: (t) => rmath.pt(t, 30, undefined, false),
    },
    { jstat: 'seven to nine digits' },
  ),
  of(
    'studentTCumulative',
    [-2.1, -500, -40, -8, -0.001, 1],
    {
      [OURS]: (t) => studentTCumulative(t, 30),
      jstat: (t) => jstat.studentt.cdf(t, 30),
      [CEPHES]: (t) => cephes.stdtr(30, t),
      [R]: (t) => rmath.pt(t, 30),
    },
    { jstat: 'seven to nine digits' },
  ),
  of(
    'studentTQuantile',
    [5e-6, 1e-100, 1e-20, 0.025, 0.4, 0.975],
    {
      [OURS]: (q) => studentTQuantile(q, 30),
      jstat: (q) => jstat.studentt.inv(q, 30),
      [CEPHES]: (q) => cephes.stdtri(30, q),
      [R]: (q) => rmath.qt(q, 30),
    },
    { jstat: 'seven to ten digits', [R]: 'eight digits' },
  ),
  of(
    'fSurvival',
    [2.3, 0.01, 1, 20, 1000],
    {
      [OURS]: (x) => fSurvival(x, 4, 60),
      jstat: (x) => 1 - jstat.centralF.cdf(x, 4, 60),
      [CEPHES]: (x) => cephes.fdtrc(4, 60, x),
      [R]: (x) => rmath.pf(x, 4, 60, undefined, false),
    },
    { jstat: 'no tail: 1 - p', [CEPHES]: 'whole degrees of freedom; 1e-10 off for 1e5 of them' },
  ),
  of(
    'regularizedIncompleteBeta',
    [0.3, 1e-30, 1e-4, 0.1, 0.6, 0.99],
    {
      [OURS]: (x) => regularizedIncompleteBeta(8, 15, x),
      jstat: (x) => jstat.ibeta(x, 8, 15),
      [CEPHES]: (x) => cephes.incbet(8, 15, x),
      [R]: (x) => rmath.pbeta(x, 8, 15),
    },
    { jstat: 'nine digits', [CEPHES]: '2e-10 off for shapes of 5e4, 1e-9 for 1e6' },
  ),
  of(
    'regularizedIncompleteBetaComplement',
    [0.3, 1e-4, 0.6, 0.99, 0.999_999],
    {
      [OURS]: (x) => regularizedIncompleteBetaComplement(8, 15, x),
      jstat: (x) => 1 - jstat.ibeta(x, 8, 15),
      [CEPHES]: (x) => cephes.incbet(15, 8, 1 - x),
      [R]: (x) => rmath.pbeta(x, 8, 15, undefined, false),
    },
    { jstat: 'nine digits, no tail: 1 - p', [CEPHES]: '2e-10 off for shapes of 5e4, 1e-9 for 1e6' },
  ),
  of(
    'betaQuantile',
    [0.025, 1e-100, 1e-12, 0.5, 0.975],
    {
      [OURS]: (q) => betaQuantile(q, 30, 971),
      jstat: (q) => jstat.beta.inv(q, 30, 971),
      [CEPHES]: (q) => cephes.incbi(30, 971, q),
      [R]: (q) => rmath.qbeta(q, 30, 971),
    },
    { jstat: 'nine digits, no far tail', [CEPHES]: '7e-11 off for shapes of 0.5 and 5e4' },
  ),
  of('binomialCumulative', [30, 0, 5, 40, 80], {
    [OURS]: (k) => binomialCumulative(k, 1000, 0.04),
    jstat: (k) => jstat.binomial.cdf(k, 1000, 0.04),
    [CEPHES]: (k) => cephes.bdtr(k, 1000, 0.04),
    [R]: (k) => rmath.pbinom(k, 1000, 0.04),
  }),
  of(
    'binomialSurvival',
    [50, 0, 40, 150, 400],
    {
      [OURS]: (k) => binomialSurvival(k, 1000, 0.04),
      jstat: (k) => 1 - jstat.binomial.cdf(k, 1000, 0.04),
      [CEPHES]: (k) => cephes.bdtrc(k, 1000, 0.04),
      [R]: (k) => rmath.pbinom(k, 1000, 0.04, false),
    },
    { [CEPHES]: '7e-10 off for 1e6 trials' },
  ),
  of('binomialLogProbability', [30, 0, 5, 40, 400, 1000], {
    [OURS]: (k) => binomialLogProbability(k, 1000, 0.04),
    jstat: (k) => Math.log(jstat.binomial.pdf(k, 1000, 0.04)),
    [R]: (k) => rmath.dbinom(k, 1000, 0.04, true),
  }),
  of(
    'hypergeometricCumulative',
    [20, 0, 5, 40],
    {
      [OURS]: (k) => hypergeometricCumulative(k, LAW),
      jstat: (k) => jstat.hypgeom.cdf(k, 5000, 300, 400),
      [R]: (k) => rmath.phyper(k, 300, 4700, 400),
    },
    { jstat: 'as exact here, no upper tail', [R]: 'as exact; rounds what is not whole' },
  ),
  of(
    'hypergeometricSurvival',
    [30, 0, 80, 200],
    {
      [OURS]: (k) => hypergeometricSurvival(k, LAW),
      jstat: (k) => 1 - jstat.hypgeom.cdf(k, 5000, 300, 400),
      [R]: (k) => rmath.phyper(k, 300, 4700, 400, false),
    },
    { [R]: 'as exact; rounds what is not whole' },
  ),
  of(
    'hypergeometricLogProbability',
    [20, 0, 80, 300],
    {
      [OURS]: (k) => hypergeometricLogProbability(k, LAW),
      jstat: (k) => Math.log(jstat.hypgeom.pdf(k, 5000, 300, 400)),
      [R]: (k) => rmath.dhyper(k, 300, 4700, 400, true),
    },
    { [R]: 'as exact' },
  ),
  of(
    'logGamma',
    [7.3, 1e-10, 0.5, 1.01, 1.999, 100, 1e10],
    {
      [OURS]: logGamma,
      jstat: (x) => jstat.gammaln(x),
      'simple-statistics': gammaln,
      [CEPHES]: cephes.lgam,
      [R]: (x) => rmath.lgamma(x),
    },
    {
      jstat: '6e-7 off beside 1',
      'simple-statistics': '4e-9 off for small arguments',
      [CEPHES]: '2e-9 off beside 1 and 2',
    },
  ),
  of(
    'logBeta',
    [7.3, 0.001, 1, 1e4, 1e12],
    {
      [OURS]: (a) => logBeta(a, 250),
      jstat: (a) => jstat.betaln(a, 250),
      [CEPHES]: (a) => cephes.lbeta(a, 250),
      [R]: (a) => rmath.lbeta(a, 250),
    },
    { jstat: '2e-7 off for 1e12', [CEPHES]: '5e-7 off for 1e12' },
  ),
  of(
    'regularizedLowerGamma',
    [4, 1e-20, 0.1, 9, 60],
    {
      [OURS]: (x) => regularizedLowerGamma(5, x),
      jstat: (x) => jstat.lowRegGamma(5, x),
      [CEPHES]: (x) => cephes.igam(5, x),
      [R]: (x) => rmath.pgamma(x, 5),
    },
    {
      jstat: '2e-10 off for a shape of 1000',
      [CEPHES]: '3e-11 off for a shape of 1e5, 1e-9 for 1e6',
      [R]: 'as exact',
    },
  ),
  of(
    'regularizedUpperGamma',
    [9, 0.1, 4, 60, 500],
    {
      [OURS]: (x) => regularizedUpperGamma(5, x),
      jstat: (x) => 1 - jstat.lowRegGamma(5, x),
      [CEPHES]: (x) => cephes.igamc(5, x),
      [R]: (x) => rmath.pgamma(x, 5, 1, undefined, false),
    },
    {
      jstat: 'no tail: 1 - p',
      [CEPHES]: '3e-11 off for a shape of 1e5, 1e-9 for 1e6',
      [R]: 'as exact',
    },
  ),
  of(
    'kolmogorovSurvival',
    [1.2, 0.05, 0.4, 3, 15],
    {
      [OURS]: kolmogorovSurvival,
      [CEPHES]: cephes.kolmogorov,
    },
    { [CEPHES]: 'as exact' },
  ),
  of('kolmogorovOneSampleSurvival', [0.02], {
    [OURS]: (d) => kolmogorovOneSampleSurvival(d, 5000),
  }),
  of('cramerVonMisesSurvival', [0.4], { [OURS]: cramerVonMisesSurvival }),
  of('andersonDarlingSurvival', [2.5], { [OURS]: andersonDarlingSurvival }),
];

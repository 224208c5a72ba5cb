const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * P(D <= d) for the two-sided one-sample Kolmogorov-Smirnov statistic of many values, as an
 * expansion to the order n^(-3/2) around Kolmogorov's limit.
 *
 * With z = √n d: K0(z) + K1(z)/√n + K2(z)/n + K3(z)/n^(3/2) (Pelz & Good 1976, eq. 6 to 9, as
 * printed by Simard & L'Ecuyer 2011). Each K is a theta series whose terms are a polynomial in
 * s = (π j / 2)² times exp(-s / 2z²): odd j belong to all four, even j add to K2 and K3.
 *
 * For n > 140 and n d² below 2.2; O(1). Absolute error, measured against Durbin's matrix: below 4e-6
 * at n = 141, 4e-7 at 400, 4e-8 at 1500.
 */
export function pelzGoodCumulative(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  // At z² = 2.2 the terms fall below 1e-17 of the first at j = 9; the small ones are added first.
  for (let j = 12; j >= 1; j--) {
    const s = ((Math.PI * j) / 2) ** 2;
    const weight = Math.exp(-s / (2 * z2));
    if (j % 2 === 0) {
      k2 -= (weight * s) / (36 * z * z2);
      k3 += (weight * s * (3 * z2 - s)) / (216 * z6);
      continue;
    }
    k0 += weight / z;
    k1 += (weight * (s - z2)) / (6 * z4);
    k2 += (weight * (6 * z6 + 2 * z4 + s * (2 * z4 - 5 * z2 + s * (1 - 2 * z2)))) / (72 * z * z6);
    k3 +=
      (weight *
        (-30 * z6 -
          90 * z4 * z4 +
          s * (135 * z4 - 96 * z6 + s * (212 * z4 - 60 * z2 + s * (5 - 30 * z2))))) /
      (6480 * z4 * z6);
  }
  const step = 1 / Math.sqrt(n);
  return SQRT_TWO_PI * (k0 + step * (k1 + step * (k2 + step * k3)));
}

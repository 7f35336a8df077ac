/**
 * Mann-Whitney test: the probability that two samples of one distribution differ at least as much as these, by the
 * normal approximation (both samples of 20 or more).
 */
export function rankSum(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort((x, y) => x.value - y.value);
  let ranks = 0;
  let ties = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Equal values share their ranks.
    const rank = (start + 1 + end) / 2;
    ranks += rank * all.slice(start, end).filter(({ first }) => first).length;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const [n, m, all2] = [a.length, b.length, a.length + b.length];
  const mean = (n * (all2 + 1)) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (all2 + 1 - ties / (all2 * (all2 - 1))));
  return 2 * (1 - normal(Math.abs(ranks - mean) / deviation));
}

/** The standard normal distribution up to z ≥ 0 (Abramowitz and Stegun 26.2.17, to 7 digits). */
function normal(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const tail = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}

/** Runs of every property of amounts. */
export const RUNS = 3000;
/** Baskets per regime (eight) in the comparison of engine and naive pricing. */
export const BASKETS = 1500;

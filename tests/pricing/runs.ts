/** Runs of every property of amounts. */
export const RUNS = 3000;
/** Baskets of each of the eight regimes that the engine and the naive pricing are compared on. */
export const BASKETS = 1500;

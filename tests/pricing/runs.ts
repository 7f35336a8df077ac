/** Runs of every property of amounts, and baskets of every regime that the engine and the naive pricing are compared on. */
export const RUNS = 10_000;

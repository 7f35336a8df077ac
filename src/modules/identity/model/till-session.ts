/** A session by PIN ends when it was idle for this long: the length of a shift. */
export const TILL_IDLE_SECONDS = 12 * 3600;

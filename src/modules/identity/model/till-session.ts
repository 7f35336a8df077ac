/** A sign-in by PIN ends when it was not used for so long: a shift. */
export const TILL_IDLE_SECONDS = 12 * 3600;

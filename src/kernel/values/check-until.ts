import { checkInteger, invalid } from './check.ts';

/** A week: a longer time is sent as an instant. */
const MOST_MINUTES = 10_080;

/** The end of a period that begins now, as an input gives it. */
export interface EndInput {
  readonly until?: Date | null;
  /** Minutes from now, by the server's clock: clocks of tablets are often wrong. */
  readonly minutes?: number | null;
}

/** The instant of the end; null: the input has none. */
export function checkUntil({ until, minutes }: EndInput, now: Date): Date | null {
  if (until != null && minutes != null) throw invalid(['minutes'], 'goes only without until: send one of them.');
  if (minutes != null) return new Date(now.getTime() + checkInteger(minutes, ['minutes'], 1, MOST_MINUTES) * 60_000);
  if (until == null) return null;
  if (until <= now) throw invalid(['until'], `must be in the future: the server's time is ${now.toISOString()}. A device with a wrong clock sends minutes.`);
  return until;
}

import { LRUCache } from 'lru-cache';

interface LocalTime {
  readonly date: string;
  readonly time: string;
}

/** The last result is kept: one basket is checked against the hours of hundreds of promotions at the same instant. */
let lastAsked: { readonly at: number; readonly timeZone: string; readonly local: LocalTime } | null = null;

/** Date `YYYY-MM-DD` and time `HH:MM` of an instant on the wall clock of a zone. */
export function localTime(at: Date, timeZone: string): LocalTime {
  if (lastAsked?.at === at.getTime() && lastAsked.timeZone === timeZone) return lastAsked.local;
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(at)) parts[type] = value;
  const local = { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
  lastAsked = { at: at.getTime(), timeZone, local };
  return local;
}

/**
 * The instant, in milliseconds, at which the wall clock of a zone shows a time (`HH:MM`, 24:00 allowed) on a date. As in RFC
 * 5545: a time that occurs twice means the first one; a time that is skipped is read with the offset before the change.
 */
export function instantOf(date: string, time: string, timeZone: string): number {
  const shown = midnightUtc(date) + minutesOf(time) * MINUTE;
  const { before, after } = offsetsAround(date, timeZone);
  const first = shown - before;
  if (before === after || offsetAt(first, timeZone) === before) return first;
  const second = shown - after;
  return offsetAt(second, timeZone) === after ? second : first;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Offsets {
  readonly before: number;
  readonly after: number;
}

/** By zone and date. Nearly every day has only one offset, and finding it costs more than everything else here. */
const offsets = new LRUCache<string, Offsets>({ max: 2000 });

/** How far the wall clock is ahead of UTC: before a date begins anywhere between UTC−12 and UTC+14, and after it ends. */
function offsetsAround(date: string, timeZone: string): Offsets {
  const key = `${timeZone} ${date}`;
  let found = offsets.get(key);
  if (!found) {
    const midnight = midnightUtc(date);
    found = { before: offsetAt(midnight - 15 * HOUR, timeZone), after: offsetAt(midnight + 37 * HOUR, timeZone) };
    offsets.set(key, found);
  }
  return found;
}

function offsetAt(at: number, timeZone: string): number {
  const { date, time } = localTime(new Date(at), timeZone);
  return midnightUtc(date) + minutesOf(time) * MINUTE - Math.floor(at / MINUTE) * MINUTE;
}

function midnightUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times more than using one; there are a few hundred zones at most. */
function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** True for an IANA time zone that this server knows; false for an offset such as +07:00. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
}

export function shiftDate(date: string, days: number): string {
  return new Date(midnightUtc(date) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/** 1 Monday … 7 Sunday. */
export function isoWeekday(date: string): number {
  return new Date(midnightUtc(date)).getUTCDay() || 7;
}

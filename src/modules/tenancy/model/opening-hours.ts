import { instantOf, isoWeekday, localTime, shiftDate } from './wall-clock.ts';

/** One opening interval of the week, outlet-local. A `closes` at or before `opens` runs past midnight. */
export interface OpeningHours {
  /** ISO weekday: 1 Monday … 7 Sunday. */
  readonly day: number;
  /** `HH:MM`. */
  readonly opens: string;
  /** `HH:MM`, 24:00 allowed. */
  readonly closes: string;
}

/** A date whose hours differ from the week's; without intervals the outlet is closed all day. */
export interface OpeningException {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly intervals: readonly { readonly opens: string; readonly closes: string }[];
}

/** An exception in the row of an outlet, with its reason for guests. */
export interface StoredException extends OpeningException {
  readonly reason: string | undefined;
}

/** When something is open. `week` null: always, except for the exceptions. */
export interface Schedule {
  readonly week: readonly OpeningHours[] | null;
  readonly exceptions: readonly OpeningException[];
  readonly timeZone: string;
}

/**
 * Whether an outlet is open at an instant by its weekly hours and exceptions. Hours null means always open.
 * An interval that runs past midnight belongs to the day it opened on, so an exception for a date replaces what opens on that
 * date, not the end of the night before.
 * Intervals are compared as instants: when an hour occurs twice, an outlet closes only once.
 */
export function isOpen(week: readonly OpeningHours[] | null, exceptions: readonly OpeningException[], timeZone: string, at: Date): boolean {
  if (week === null && exceptions.length === 0) return true;
  const { date } = localTime(at, timeZone);
  const now = at.getTime();
  const covers = (day: string): boolean => openingsOn(day, { week, exceptions, timeZone }).some(({ from, until }) => from <= now && now < until);
  return covers(date) || covers(shiftDate(date, -1));
}

/** How many days ahead a change is searched for: exceptions may be years away. */
const LONGEST_LOOK = 400;
/** After this many days without exceptions, the week repeats itself. */
const WEEK_AND_NIGHT = 8;

/**
 * The next closing time if it is open at an instant, the next opening time if it is closed; null: no change, or none within
 * {@link LONGEST_LOOK} days. Intervals that touch are one.
 */
export function nextChange(schedule: Schedule, at: Date): Date | null {
  if (schedule.week === null && schedule.exceptions.length === 0) return null;
  const now = at.getTime();
  const { date: today } = localTime(at, schedule.timeZone);
  const lastDay = lastDayToCheck(schedule.exceptions, today);
  let openUntil: number | null = null;
  for (let day = shiftDate(today, -1); day <= lastDay; day = shiftDate(day, 1)) {
    for (const { from, until } of openingsOn(day, schedule)) {
      if (until <= now) continue;
      if (openUntil === null && from > now) return new Date(from);
      if (openUntil !== null && from > openUntil) return new Date(openUntil);
      openUntil = Math.max(openUntil ?? until, until);
    }
  }
  const isOpenToTheEnd = openUntil === null || openUntil >= instantOf(lastDay, '24:00', schedule.timeZone);
  return openUntil === null || isOpenToTheEnd ? null : new Date(openUntil);
}

function lastDayToCheck(exceptions: readonly OpeningException[], today: string): string {
  const farthest = shiftDate(today, LONGEST_LOOK);
  const lastException = exceptions.reduce((last, { date }) => (date > last ? date : last), today);
  return lastException > farthest ? farthest : shiftDate(lastException, WEEK_AND_NIGHT);
}

interface Opening {
  readonly from: number;
  readonly until: number;
}

/** The intervals that open on a date, as instants, in order. An interval that a skipped hour leaves empty is dropped. */
function openingsOn(date: string, { week, exceptions, timeZone }: Schedule): readonly Opening[] {
  return intervalsOn(date, week, exceptions)
    .map(({ opens, closes }) => ({
      from: instantOf(date, opens, timeZone),
      until: instantOf(closes <= opens ? shiftDate(date, 1) : date, closes, timeZone),
    }))
    .filter(({ from, until }) => from < until)
    .sort((a, b) => a.from - b.from);
}

const ALL_DAY = [{ opens: '00:00', closes: '24:00' }] as const;

function intervalsOn(date: string, week: Schedule['week'], exceptions: Schedule['exceptions']): OpeningException['intervals'] {
  const exception = exceptions.find((entry) => entry.date === date);
  if (exception) return exception.intervals;
  if (week === null) return ALL_DAY;
  const weekday = isoWeekday(date);
  return week.filter(({ day }) => day === weekday);
}

/** The business date of an instant: the local date, where a day begins at the given hour and minute of local time. */
export function businessDate(at: Date, timeZone: string, dayStartsAt: number, dayStartsAtMinute = 0): string {
  const { date } = localTime(at, timeZone);
  const begins = instantOf(date, `${twoDigits(dayStartsAt)}:${twoDigits(dayStartsAtMinute)}`, timeZone);
  return at.getTime() < begins ? shiftDate(date, -1) : date;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

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
  readonly reason?: string;
}

/**
 * Whether an outlet is open at an instant by its weekly hours and exceptions.
 * Hours null means always open. An interval that runs past midnight belongs to the day it opened on,
 * so an exception for a date replaces what opens on that date, not the tail of the night before.
 */
export function isOpen(hours: readonly OpeningHours[] | null, exceptions: readonly OpeningException[], timeZone: string, at: Date): boolean {
  if (hours === null && exceptions.length === 0) return true;
  const now = localTime(at, timeZone);
  const yesterday = shiftDate(now.date, -1);
  const openOn = (date: string): readonly { opens: string; closes: string }[] => {
    const exception = exceptions.find((entry) => entry.date === date);
    if (exception) return exception.intervals;
    if (hours === null) return [{ opens: '00:00', closes: '24:00' }];
    const day = isoWeekday(date);
    return hours.filter((entry) => entry.day === day);
  };
  const runsToday = openOn(now.date).some(({ opens, closes }) => now.time >= opens && (closes <= opens || now.time < closes));
  const runsFromYesterday = openOn(yesterday).some(({ opens, closes }) => closes <= opens && now.time < closes);
  return runsToday || runsFromYesterday;
}

interface LocalTime {
  readonly date: string;
  readonly time: string;
}

/** A basket is held against the hours of hundreds of promotions at one instant: the last answer is kept. */
let lastAsked: { readonly at: number; readonly timeZone: string; readonly local: LocalTime } | null = null;

/** Date `YYYY-MM-DD` and time `HH:MM` of an instant on a wall clock of the zone. */
export function localTime(at: Date, timeZone: string): LocalTime {
  if (lastAsked?.at === at.getTime() && lastAsked.timeZone === timeZone) return lastAsked.local;
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(at)) parts[type] = value;
  const local = { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
  lastAsked = { at: at.getTime(), timeZone, local };
  return local;
}

/** The business date of an instant: the local date, where a day begins at `dayStartsAt` o'clock. */
export function businessDate(at: Date, timeZone: string, dayStartsAt: number): string {
  const { date, time } = localTime(at, timeZone);
  return Number(time.slice(0, 2)) < dayStartsAt ? shiftDate(date, -1) : date;
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

/** True for an IANA time zone that this server knows; an offset such as +07:00 is none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
}

function shiftDate(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

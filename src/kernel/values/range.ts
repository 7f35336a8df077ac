/** Dates from one to another, both included; a missing side is open. */
export interface DateRange {
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Instants from `from` on and before `until`; a missing side is open. */
export interface DateTimeRange {
  readonly from?: Date | null;
  readonly until?: Date | null;
}

export interface MoneyRange {
  readonly min?: number | null;
  readonly max?: number | null;
}

interface Bounds<T> {
  $gte?: T;
  $lte?: T;
  $lt?: T;
}

/** Conditions on a column, in the form of MikroORM queries. */
export function withinDates({ from, to }: DateRange): Bounds<string> {
  return { ...(from != null && { $gte: from }), ...(to != null && { $lte: to }) };
}

export function withinInstants({ from, until }: DateTimeRange): Bounds<Date> {
  return { ...(from != null && { $gte: from }), ...(until != null && { $lt: until }) };
}

export function withinAmounts({ min, max }: MoneyRange): Bounds<number> {
  return { ...(min != null && { $gte: min }), ...(max != null && { $lte: max }) };
}

import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { Device } from '../../identity/index.ts';
import type { Shift, ShiftEntryKind } from '../model/shift.entity.ts';
import { entriesOf, findShift, sumsOf } from './shift.repository.ts';
import { type Counted, figuresOf, type ShiftFigures } from './shift-figures.ts';

/** Holds names, not ids of people, because the report is stored: names change, reports do not. */
export interface ShiftReport extends ShiftFigures {
  readonly shiftId: string;
  readonly number: number;
  readonly currency: string;
  /** Name of the device that has the drawer; null: a person's drawer. */
  readonly till: string | null;
  readonly openedAt: Date;
  readonly openedBy: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly note: string | null;
  readonly entries: readonly ReportedEntry[];
}

export interface ReportedEntry {
  readonly kind: ShiftEntryKind;
  readonly amount: Money;
  readonly reason: string;
  readonly at: Date;
  readonly by: string | null;
}

const MAX_ENTRIES = 250;

/** The figures of an open shift as they are now; null: no such shift in reach, or it is closed. */
export async function xReport(ctx: Context, shiftId: string): Promise<ShiftReport | null> {
  const shift = await findShift(ctx, shiftId);
  return shift && shift.closedAt == null ? makeReport(ctx, shift) : null;
}

/** The stored report of a closed shift; null: no such shift in reach, or it is open. */
export async function zReport(ctx: Context, shiftId: string): Promise<ShiftReport | null> {
  const shift = await findShift(ctx, shiftId);
  return shift && storedReport(shift);
}

/** The report of a shift: calculated now while the shift is open, else the stored one. */
export async function reportOf(ctx: Context, shift: Shift): Promise<ShiftReport | null> {
  return shift.closedAt == null ? makeReport(ctx, shift) : storedReport(shift);
}

/** The report that closing the shift stored. JSON has texts in place of dates. */
function storedReport({ report }: Shift): ShiftReport | null {
  if (report == null) return null;
  const stored = report as unknown as ShiftReport;
  const closedAt = stored.closedAt === null ? null : new Date(stored.closedAt);
  return { ...stored, openedAt: new Date(stored.openedAt), closedAt, entries: stored.entries.map((entry) => ({ ...entry, at: new Date(entry.at) })) };
}

/** The report of the shift with this id; null: no id, or the caller may not see the shift. */
export async function reportOfShift(ctx: Context, shiftId: string | null | undefined): Promise<ShiftReport | null> {
  const shift = shiftId == null ? null : await findShift(ctx, shiftId);
  return shift && reportOf(ctx, shift);
}

/** Calculates the report of a shift as of now. */
export async function makeReport(ctx: Context, shift: Shift): Promise<ShiftReport> {
  const { number, currency, openedAt, deviceId } = shift;
  const sums = await sumsOf(ctx, shift.id);
  const entries = await entriesOf(ctx, shift.id, MAX_ENTRIES);
  const device = deviceId == null ? null : await ctx.em.findOne(Device, { id: deviceId });
  const [openedBy, closedBy] = [await shift.openedBy?.load(), await shift.closedBy?.load()];
  return {
    shiftId: shift.id,
    ...{ number, currency, openedAt },
    till: device?.name ?? null,
    openedBy: openedBy?.name ?? null,
    closedAt: shift.closedAt ?? null,
    closedBy: closedBy?.name ?? null,
    note: shift.note ?? null,
    ...figuresOf(shift.float, sums, (shift.counted as readonly Counted[] | null | undefined) ?? null),
    entries: entries.map(({ kind, amount, reason, createdAt: at, user }) => ({ kind, amount, reason, at, by: user?.getEntity().name ?? null })),
  };
}

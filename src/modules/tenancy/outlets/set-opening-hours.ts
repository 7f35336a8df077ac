import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkList, checkOptionalText, checkText, invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { auditOutlet, outletAuditValues } from '../model/audit-outlet.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import type { OpeningHours, StoredException } from '../model/opening-hours.ts';
import type { Outlet } from '../model/outlet.entity.ts';
import { reachableOutlet } from '../model/reach.ts';

export interface SetOpeningHours {
  readonly outletId: string;
  readonly weekly?: readonly OpeningHours[] | null;
  readonly exceptions?: readonly { readonly date: string; readonly intervals: readonly Interval[]; readonly reason?: string | null }[] | null;
}

interface Interval {
  readonly opens: string;
  readonly closes: string;
}

/** Replaces the week's hours, the exceptions, or both. */
export async function setOpeningHours(ctx: Context, input: SetOpeningHours): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const before = outletAuditValues(outlet);
  if (input.weekly !== undefined) outlet.openingHours = input.weekly === null ? null : checkWeek(input.weekly, ['weekly']);
  if (input.exceptions !== undefined) outlet.openingExceptions = checkExceptions(input.exceptions ?? []);
  await ctx.em.flush();
  await auditOutlet(ctx, outlet, before);
  await raiseOutletMenuVersion(ctx, outlet.id);
  return outlet;
}

/** Checks hours that recur every week. */
export function checkWeek(week: readonly OpeningHours[], field: FieldPath): OpeningHours[] {
  return checkList(week, field, { max: 50 }).map((entry, index) => ({
    day: checkInteger(entry.day, [...field, index, 'day'], 1, 7),
    ...checkInterval(entry, [...field, index]),
  }));
}

function checkExceptions(exceptions: NonNullable<SetOpeningHours['exceptions']>): StoredException[] {
  const checked = checkList(exceptions, ['exceptions'], { max: 100 }).map((entry, index) => {
    const reason = checkOptionalText(entry.reason, ['exceptions', index, 'reason'], { max: 120 });
    return {
      date: entry.date,
      intervals: checkList(entry.intervals, ['exceptions', index, 'intervals'], { max: 10 }).map((interval, at) =>
        checkInterval(interval, ['exceptions', index, 'intervals', at]),
      ),
      reason: reason ?? undefined,
    };
  });
  const twice = checked.findIndex((entry, index) => checked.findIndex((other) => other.date === entry.date) < index);
  if (twice >= 0) throw invalid(['exceptions', twice, 'date'], 'stands twice.');
  return checked;
}

function checkInterval({ opens, closes }: Interval, field: FieldPath): Interval {
  return {
    opens: checkText(opens, [...field, 'opens'], { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, shape: 'a time as HH:MM' }),
    closes: checkText(closes, [...field, 'closes'], { pattern: /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, shape: 'a time as HH:MM' }),
  };
}

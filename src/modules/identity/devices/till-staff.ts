import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { reachOf } from '../access/access-state.ts';
import { User } from '../model/user.entity.ts';

const MAX_STAFF = 200;

/** Whether a user is active staff of an outlet. */
export function worksAt(user: User, outletId: string): boolean {
  return user.active && user.role !== 'CUSTOMER' && reaches(reachOf(user), outletId);
}

/** The outlet id of the calling till. */
export function outletOfTill({ session }: Context): string {
  return (session.outletIds === 'all' ? undefined : session.outletIds[0]) ?? '';
}

/** Users who may sign in at the calling till: active staff of its outlet with a PIN, sorted by name, at most 200. */
export function tillStaff(ctx: Context): Promise<User[]> {
  const outletId = outletOfTill(ctx);
  const there = { $or: [{ role: 'TENANT_OWNER' as const }, { outlet: outletId }, { accessibleOutletIds: { $contains: [outletId] } }] };
  return ctx.em.find(
    User,
    { active: true, role: { $ne: 'CUSTOMER' }, pinHash: { $ne: null }, ...there },
    { orderBy: { name: 'asc', id: 'asc' }, limit: MAX_STAFF },
  );
}

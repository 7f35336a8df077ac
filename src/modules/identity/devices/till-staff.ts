import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { reachOf } from '../access/access-state.ts';
import { User } from '../model/user.entity.ts';

const MAX_STAFF = 200;

/** Whether somebody works at an outlet. */
export function worksAt(user: User, outletId: string): boolean {
  return user.active && user.role !== 'CUSTOMER' && reaches(reachOf(user), outletId);
}

/** The outlet where the calling till stands. */
export function outletOfTill({ session }: Context): string {
  return (session.outletIds === 'all' ? undefined : session.outletIds[0]) ?? '';
}

/** Who may sign in at the calling till: those with a PIN who work at its outlet, by name. */
export function tillStaff(ctx: Context): Promise<User[]> {
  const outletId = outletOfTill(ctx);
  const there = { $or: [{ role: 'TENANT_OWNER' as const }, { outlet: outletId }, { accessibleOutletIds: { $contains: [outletId] } }] };
  return ctx.em.find(
    User,
    { active: true, role: { $ne: 'CUSTOMER' }, pinHash: { $ne: null }, ...there },
    { orderBy: { name: 'asc', id: 'asc' }, limit: MAX_STAFF },
  );
}

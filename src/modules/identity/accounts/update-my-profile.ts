import type { Context } from '../../../kernel/request/context.ts';
import { checkText, notNull } from '../../../kernel/values/check.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { auditUserChanges, userAuditValues } from '../model/audit-user.ts';
import { indexUser } from '../model/index-user.ts';
import { User } from '../model/user.entity.ts';
import { normalizedPhone } from '../model/user-phone.ts';

export interface UpdateMyProfile {
  readonly name?: string | null;
  readonly phone?: string | null;
}

/** Changes the caller's name and telephone number. */
export async function updateMyProfile(ctx: Context, input: UpdateMyProfile): Promise<User> {
  const user = await ctx.em.findOne(User, { id: ctx.session.userId ?? '' });
  if (!user) throw notFound('User');
  const before = userAuditValues(user);
  const name = notNull(input.name, ['name']);
  if (name !== undefined) user.name = checkText(name, ['name']);
  if (input.phone !== undefined) user.phone = await normalizedPhone(ctx, input.phone);
  await ctx.em.flush();
  await indexUser(ctx, user);
  await auditUserChanges(ctx, user, before);
  return user;
}

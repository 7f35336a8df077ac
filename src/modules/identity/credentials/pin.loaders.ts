import { loader } from '../../../kernel/request/per-em.ts';
import { User } from '../model/user.entity.ts';

/** Whether users have a PIN; the hashes stay in the database. */
export const havePins = loader(async (ctx, userIds) => {
  const found = await ctx.em.find(User, { id: { $in: [...userIds] }, pinHash: { $ne: null } }, { fields: ['id'], disableIdentityMap: true });
  const having = new Set(found.map(({ id }) => id));
  return userIds.map((id) => having.has(id));
});

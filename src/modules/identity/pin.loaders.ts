import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { User } from './user.entity.ts';

const loaders = new WeakMap<object, DataLoader<string, boolean>>();

/** Who has a PIN, in one statement for all users of a list; the hashes stay in the database. */
export function havePins(ctx: Context): DataLoader<string, boolean> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const found = await ctx.em.find(User, { id: { $in: [...ids] }, pinHash: { $ne: null } }, { fields: ['id'], disableIdentityMap: true });
      const having = new Set(found.map(({ id }) => id));
      return ids.map((id) => having.has(id));
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}

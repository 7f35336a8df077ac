import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findSorted, type PageArguments } from '../../../kernel/lists/page.ts';
import { matchingWords } from '../../../kernel/lists/search.ts';
import { type OrderBy, type SortColumns, sortingOf } from '../../../kernel/lists/sorting.ts';
import { archivedFilter } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { type Role, User } from '../model/user.entity.ts';
import { managesAllUsers } from '../model/user-fields.ts';

export const USER_ORDERS: SortColumns<User> = {
  NAME: { key: 'nameKey', isText: true, description: 'Name, without letter case and accents.' },
  CREATED_AT: { key: 'id', isText: true, description: 'Instant at which the account was created.' },
};

export interface UserFilter {
  readonly role?: readonly Role[] | null;
  readonly outletId?: string | null;
  readonly active?: boolean | null;
  readonly archived?: boolean | null;
  readonly search?: string | null;
}

/** The users whom the caller may change (update-user.ts), page by page. */
export async function findUsers(ctx: Context, filter: UserFilter, orderBy: OrderBy | null, page: PageArguments): Promise<Connection<User>> {
  tenantOf(ctx);
  const where: FilterQuery<User>[] = [...manageable(ctx), archivedFilter(filter.archived), ...matchingWords<User>(ctx, 'User', filter.search)];
  if (filter.role) where.push({ role: { $in: [...filter.role] as User['role'][] } });
  if (filter.active != null) where.push({ active: filter.active });
  if (filter.outletId != null) where.push(workingAt((await reachableOutletOrRequestError(ctx, filter.outletId)).id));
  return findSorted(ctx.em, User, sortingOf(USER_ORDERS, orderBy), where, page);
}

/** The conditions of `requireManageable` for a list: for a manager, staff below MANAGER whose outlets are all in reach. */
function manageable(ctx: Context): FilterQuery<User>[] {
  if (managesAllUsers(ctx)) return [];
  const { outletIds } = ctx.session;
  const below: FilterQuery<User>[] = [
    { role: { $nin: ['TENANT_OWNER', 'MANAGER'] } },
    { $or: [{ outlet: { $ne: null } }, { $not: { accessibleOutletIds: { $contained: [] } } }] },
  ];
  if (outletIds === 'all') return below;
  const own = [...outletIds];
  return [...below, { accessibleOutletIds: { $contained: own } }, { $or: [{ outlet: null }, { outlet: { $in: own } }] }];
}

/** Owners work everywhere. */
function workingAt(outletId: string): FilterQuery<User> {
  return { $or: [{ role: 'TENANT_OWNER' }, { outlet: outletId }, { accessibleOutletIds: { $contains: [outletId] } }] };
}

import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import { type Connection, findSorted, type PageArguments } from '../../../kernel/lists/page.ts';
import { matchingWords } from '../../../kernel/lists/search.ts';
import { type OrderBy, type SortColumns, sortingOf } from '../../../kernel/lists/sorting.ts';
import { archivedFilter } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { ModifierGroup } from '../model/modifier.entity.ts';

export const MODIFIER_GROUP_ORDERS: SortColumns<ModifierGroup> = {
  NAME: { key: 'nameKey', isText: true, description: 'Name, without letter case and accents.' },
  CREATED_AT: { key: 'id', isText: true, description: 'Instant at which the group was created.' },
};

export interface ModifierGroupFilter {
  readonly search?: string | null;
  readonly shared?: boolean | null;
  readonly archived?: boolean | null;
}

/** The brand's groups, and groups of products in the caller's reach, page by page. */
export async function findModifierGroups(
  ctx: Context,
  filter: ModifierGroupFilter,
  orderBy: OrderBy | null,
  page: PageArguments,
): Promise<Connection<ModifierGroup>> {
  const { outletIds } = ctx.session;
  const where: FilterQuery<ModifierGroup>[] = [archivedFilter(filter.archived), ...matchingWords<ModifierGroup>(ctx, 'ModifierGroup', filter.search)];
  if (outletIds !== 'all') where.push({ $or: [{ ownedByProduct: false }, { id: { $in: raw(OWNED, [tenantOf(ctx), [...outletIds]]) } }] });
  if (filter.shared != null) where.push({ ownedByProduct: !filter.shared });
  return findSorted(ctx.em, ModifierGroup, sortingOf(MODIFIER_GROUP_ORDERS, orderBy), where, page);
}

const OWNED = `
select l.group_id from product_modifier_group l join product p on p.tenant_id = l.tenant_id and p.id = l.product_id
where l.tenant_id = ? and (p.outlet_id is null or p.outlet_id = any(array[?]::uuid[]))`;

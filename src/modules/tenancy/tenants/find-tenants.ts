import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findSorted, type PageArguments } from '../../../kernel/lists/page.ts';
import { MAX_SEARCH_WORDS, wordsOf } from '../../../kernel/lists/search.ts';
import { type OrderBy, type SortColumns, sortingOf } from '../../../kernel/lists/sorting.ts';
import { type Context, platformContext } from '../../../kernel/request/context.ts';
import { Tenant, type TenantStatus } from '../model/tenant.entity.ts';

export const TENANT_ORDERS: SortColumns<Tenant> = {
  NAME: { key: 'nameKey', isText: true, acrossTenants: true, description: 'Name, without letter case and accents.' },
  CREATED_AT: { key: 'id', isText: true, acrossTenants: true, description: 'Instant at which the brand was created.' },
};

export interface TenantFilter {
  readonly status?: TenantStatus | null;
  readonly country?: string | null;
  readonly search?: string | null;
}

/** All brands of this cell, page by page: for platform users only. */
export async function findTenants(ctx: Context, filter: TenantFilter, orderBy: OrderBy | null, page: PageArguments): Promise<Connection<Tenant>> {
  const where = matching(filter.search);
  const copies = ctx.services.cells?.copies ?? [];
  if (copies.length > 0) where.push({ id: { $nin: [...copies] } });
  if (filter.status) where.push({ status: filter.status });
  if (filter.country != null) where.push({ country: filter.country.replaceAll('\0', '') });
  return findSorted(platformContext(ctx).em, Tenant, sortingOf(TENANT_ORDERS, orderBy), where, page);
}

/** Matches the beginnings of words in name and slug. A platform has a few thousand brands, so the words need no index. */
function matching(search: string | null | undefined): FilterQuery<Tenant>[] {
  return wordsOf([search], MAX_SEARCH_WORDS).map((word) => {
    const begins = [`${word}%`, `% ${word}%`, `%-${word}%`];
    return { $or: begins.flatMap(($like) => [{ nameKey: { $like } }, { slug: { $like } }]) };
  });
}

import DataLoader from 'dataloader';
import { type Connection, keysetOf, type PageArguments, readPage, type SortKey } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { perEntityManager } from '../../../kernel/request/per-em.ts';
import { halfUp, type Money } from '../../../kernel/values/money.ts';
import { PromotionCode } from '../model/promotion.entity.ts';

/** How a promotion was used by orders that were not cancelled. */
export interface Statistics {
  readonly uses: number;
  readonly discountGiven: Money;
  readonly revenue: Money;
  readonly averageDiscount: Money | null;
}

/** From the first instant, inclusive, to the second, exclusive; null: no bound. */
export interface Period {
  readonly from: Date | null;
  readonly until: Date | null;
}

/** A batch of keys as JSON rows, each with its index. */
function numbered(keys: readonly object[]): string {
  return JSON.stringify(keys.map((key, place) => ({ place, ...key })));
}

type StatisticsKey = Period & { readonly id: string };

const statistics = perEntityManager(
  (ctx) =>
    new DataLoader<StatisticsKey & { readonly tenantId: string }, Statistics, string>(
      async (keys) => {
        const rows = await ctx.em.execute<{ place: number; uses: number; discount: string; revenue: string }[]>(STATISTICS, [
          numbered(keys),
          keys[0]?.tenantId,
        ]);
        const found = new Map(rows.map((row) => [row.place, row]));
        return keys.map((_, place) => statisticsOf(found.get(place)));
      },
      { cacheKeyFn: (key) => JSON.stringify(key) },
    ),
);

function statisticsOf(row: { readonly uses: number; readonly discount: string; readonly revenue: string } | undefined): Statistics {
  const { uses = 0, discount = '0', revenue = '0' } = row ?? {};
  const averageDiscount = uses === 0 ? null : Number(halfUp(BigInt(discount), BigInt(uses)));
  return { uses, discountGiven: Number(discount), revenue: Number(revenue), averageDiscount };
}

/** The figures of a promotion. The figures for all promotions of a response are read in one statement. */
export function statisticsOfPromotion(ctx: Context, id: string, period: Period): Promise<Statistics> {
  return statistics(ctx).load({ id, ...period, tenantId: tenantOf(ctx) });
}

/** A page of a promotion's codes, bounded by creation time and id. */
interface AskedCodes {
  readonly id: string;
  readonly limit: number;
  readonly afterAt: Date | null;
  readonly afterId: string | null;
  readonly beforeAt: Date | null;
  readonly beforeId: string | null;
  readonly tenantId: string;
}

/** Loads pages from the beginning or the end of the lists, for all promotions of a response in one statement. */
function codePages(statement: string): (ctx: Context) => DataLoader<AskedCodes, PromotionCode[], string> {
  const read = async (ctx: Context, keys: readonly AskedCodes[]): Promise<PromotionCode[][]> => {
    const rows = await ctx.em.execute<({ place: number } & Record<string, unknown>)[]>(statement, [numbered(keys), keys[0]?.tenantId]);
    const found = Map.groupBy(rows, (row) => row.place);
    return keys.map((_, place) => (found.get(place) ?? []).map(({ place: _place, ...row }) => ctx.em.map(PromotionCode, row)));
  };
  return perEntityManager((ctx) => new DataLoader((keys) => read(ctx, keys), { cacheKeyFn: (key) => JSON.stringify(key) }));
}

const codeCounts = perEntityManager(
  (ctx) =>
    new DataLoader<Pick<AskedCodes, 'id' | 'tenantId'>, number, string>(
      async (keys) => {
        const rows = await ctx.em.execute<{ place: number; count: number }[]>(COUNTS, [numbered(keys), keys[0]?.tenantId]);
        const found = new Map(rows.map(({ place, count }) => [place, count]));
        return keys.map((_, place) => found.get(place) ?? 0);
      },
      { cacheKeyFn: ({ id }) => id },
    ),
);

const OLDEST_FIRST: readonly SortKey<PromotionCode>[] = [
  { column: 'createdAt', kind: 'instant', direction: 'asc' },
  { column: 'id', kind: 'id', direction: 'asc' },
];

/** Codes of a promotion, oldest first. The codes for all promotions of a response are read in one statement. */
export function codesOfPromotion(ctx: Context, id: string, page: PageArguments): Promise<Connection<PromotionCode>> {
  const tenantId = tenantOf(ctx);
  return readPage(
    {
      ...keysetOf(OLDEST_FIRST),
      read: ({ after, before, backward, limit }) => {
        const [afterAt, afterId] = (after ?? [null, null]) as [Date | null, string | null];
        const [beforeAt, beforeId] = (before ?? [null, null]) as [Date | null, string | null];
        return (backward ? lastCodes : firstCodes)(ctx).load({ id, limit, afterAt, afterId, beforeAt, beforeId, tenantId });
      },
      count: () => codeCounts(ctx).load({ id, tenantId }),
    },
    page,
  );
}

const STATISTICS = `
select g.place, count(u.id)::int as uses, coalesce(sum(u.discount), 0)::text as discount, coalesce(sum(u.revenue), 0)::text as revenue
from jsonb_to_recordset(?::jsonb) as g(place int, id uuid, "from" timestamptz, until timestamptz)
left join promotion_use u on u.tenant_id = ? and u.promotion_id = g.id and u.returned_at is null
  and (g."from" is null or u.created_at >= g."from") and (g.until is null or u.created_at < g.until)
group by g.place`;

const ASKED =
  'jsonb_to_recordset(?::jsonb) as g(place int, id uuid, "limit" int, "afterAt" timestamptz, "afterId" uuid, "beforeAt" timestamptz, "beforeId" uuid)';
/** A missing bound is the end of time: written with OR it would be held against every code of the promotion. */
const CODES = `select * from promotion_code c where c.tenant_id = ? and c.promotion_id = g.id
    and (c.created_at, c.id) > (coalesce(g."afterAt", '-infinity'), coalesce(g."afterId", '00000000-0000-0000-0000-000000000000'))
    and (c.created_at, c.id) < (coalesce(g."beforeAt", 'infinity'), coalesce(g."beforeId", 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`;

const firstCodes = codePages(`
select g.place, c.* from ${ASKED}
cross join lateral (${CODES} order by c.created_at, c.id limit g."limit") c
order by g.place, c.created_at, c.id`);

const lastCodes = codePages(`
select g.place, c.* from ${ASKED}
cross join lateral (${CODES} order by c.created_at desc, c.id desc limit g."limit") c
order by g.place, c.created_at desc, c.id desc`);

const COUNTS = `
select g.place, count(c.id)::int as count from jsonb_to_recordset(?::jsonb) as g(place int, id uuid)
left join promotion_code c on c.tenant_id = ? and c.promotion_id = g.id group by g.place`;

import DataLoader from 'dataloader';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { halfUp, type Money } from '../../kernel/money.ts';
import { afterTime, type Connection, connection, type PageArguments, pageSize, timeCursor } from '../../kernel/page.ts';
import { perEntityManager } from '../../kernel/per-em.ts';
import { PromotionCode } from './promotion.entity.ts';

/** How a promotion was used by orders that were not cancelled. */
export interface Statistics {
  readonly uses: number;
  readonly discountGiven: Money;
  readonly revenue: Money;
  readonly averageDiscount: Money | null;
}

/** From the first instant to before the second; null: open. */
export interface Period {
  readonly from: Date | null;
  readonly until: Date | null;
}

/** A batch of keys as JSON rows; each knows its place. */
function numbered(keys: readonly object[]): string {
  return JSON.stringify(keys.map((key, place) => ({ place, ...key })));
}

type Asked = Period & { readonly id: string };

const statistics = perEntityManager(
  (ctx) =>
    new DataLoader<Asked & { readonly tenantId: string }, Statistics, string>(
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

/** The figures of a promotion, for all promotions of an answer in one statement. */
export function statisticsOfPromotion(ctx: Context, id: string, period: Period): Promise<Statistics> {
  return statistics(ctx).load({ id, ...period, tenantId: tenantOf(ctx) });
}

interface AskedCodes {
  readonly id: string;
  readonly first: number;
  readonly at: Date | null;
  readonly after: string | null;
  readonly tenantId: string;
}

const codePages = perEntityManager(
  (ctx) =>
    new DataLoader<AskedCodes, PromotionCode[], string>(
      async (keys) => {
        const rows = await ctx.em.execute<({ place: number } & Record<string, unknown>)[]>(CODES, [numbered(keys), keys[0]?.tenantId]);
        const found = Map.groupBy(rows, (row) => row.place);
        return keys.map((_, place) => (found.get(place) ?? []).map(({ place: _place, ...row }) => ctx.em.map(PromotionCode, row)));
      },
      { cacheKeyFn: (key) => JSON.stringify(key) },
    ),
);

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

/** Codes of a promotion, oldest first, for all promotions of an answer in one statement. */
export async function codesOfPromotion(ctx: Context, id: string, page: PageArguments): Promise<Connection<PromotionCode>> {
  const first = pageSize(page.first) + 1;
  const after = afterTime(page.after);
  const tenantId = tenantOf(ctx);
  const codes = await codePages(ctx).load({ id, first, at: after?.at ?? null, after: after?.id ?? null, tenantId });
  return connection(
    codes,
    page,
    (code) => timeCursor(code.createdAt, code.id),
    () => codeCounts(ctx).load({ id, tenantId }),
  );
}

const STATISTICS = `
select g.place, count(u.id)::int as uses, coalesce(sum(u.discount), 0)::text as discount, coalesce(sum(u.revenue), 0)::text as revenue
from jsonb_to_recordset(?::jsonb) as g(place int, id uuid, "from" timestamptz, until timestamptz)
left join promotion_use u on u.tenant_id = ? and u.promotion_id = g.id and u.returned_at is null
  and (g."from" is null or u.created_at >= g."from") and (g.until is null or u.created_at < g.until)
group by g.place`;

const CODES = `
select g.place, c.* from jsonb_to_recordset(?::jsonb) as g(place int, id uuid, first int, at timestamptz, after uuid)
cross join lateral (
  select * from promotion_code c where c.tenant_id = ? and c.promotion_id = g.id and (g.at is null or (c.created_at, c.id) > (g.at, g.after))
  order by c.created_at, c.id limit g.first
) c
order by g.place, c.created_at, c.id`;

const COUNTS = `
select g.place, count(c.id)::int as count from jsonb_to_recordset(?::jsonb) as g(place int, id uuid)
left join promotion_code c on c.tenant_id = ? and c.promotion_id = g.id group by g.place`;

import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { type LeastPrice, leastPrice, type PricedProduct } from './least-price.ts';

/**
 * The lowest price of a product, including changes of this transaction. Its groups are locked until the transaction ends; the
 * caller must lock the product itself.
 */
export async function leastPriceOf(ctx: Context, productId: string): Promise<LeastPrice> {
  await ctx.em.flush();
  await ctx.em.execute(HOLD_GROUPS, [tenantOf(ctx), productId]);
  const [found] = await read(ctx, productId, null);
  if (!found) throw new Error(`product ${productId} is gone`);
  return found;
}

/** The lowest prices of all products that offer a group. The caller has locked the group; the other groups of these products are locked here. */
export async function leastPricesWith(ctx: Context, groupId: string): Promise<LeastPrice[]> {
  await ctx.em.flush();
  await ctx.em.execute(HOLD_NEIGHBOURS, [tenantOf(ctx), groupId, groupId]);
  return read(ctx, null, groupId);
}

async function read(ctx: Context, productId: string | null, groupId: string | null): Promise<LeastPrice[]> {
  const tenantId = tenantOf(ctx);
  const rows = await ctx.em.execute<{ product: PricedProduct }[]>(PRODUCTS, [ctx.services.clock.now(), tenantId, productId, tenantId, groupId]);
  return rows.map(({ product }) => leastPrice(product));
}

// A change of a group locks its row. The shared locks below wait for such changes, and make new ones wait.
const HOLD_GROUPS = `
select 1 from product_modifier_group l join modifier_group g on g.tenant_id = l.tenant_id and g.id = l.group_id
where l.tenant_id = ? and l.product_id = ? order by g.id for share of g`;

const HOLD_NEIGHBOURS = `
select 1 from modifier_group g where g.tenant_id = ? and g.id <> ? and g.id in (
  select n.group_id from product_modifier_group l join product_modifier_group n on n.tenant_id = l.tenant_id and n.product_id = l.product_id
  where l.tenant_id = g.tenant_id and l.group_id = ?
) order by g.id for share`;

const PRODUCTS = `
select json_build_object(
  'id', p.id, 'name', p.name,
  'price', least(p.price, (select min(a.price) from product_at_outlet a where a.tenant_id = p.tenant_id and a.product_id = p.id)),
  'promoPrice', case when p.promo_ends_at is null or p.promo_ends_at > ? then p.promo_price end,
  'groups', (
    select coalesce(json_agg(json_build_object(
      'name', g.name, 'selectionType', g.selection_type, 'minSelections', g.min_selections, 'maxSelections', g.max_selections,
      'options', (
        select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name, 'priceAdjustment', m.price_adjustment) order by m.sort_order, m.id), '[]')
        from modifier_option m where m.tenant_id = g.tenant_id and m.group_id = g.id and m.archived_at is null
      )
    ) order by l.sort_order, l.id), '[]')
    from product_modifier_group l join modifier_group g on g.tenant_id = l.tenant_id and g.id = l.group_id
    where l.tenant_id = p.tenant_id and l.product_id = p.id and g.archived_at is null
  )
) as product
from product p
where p.tenant_id = ? and p.id in (
  select ?::uuid
  union all
  select l.product_id from product_modifier_group l join product o on o.tenant_id = l.tenant_id and o.id = l.product_id
  where l.tenant_id = ? and l.group_id = ?::uuid and o.archived_at is null
)
order by p.sort_order, p.id`;

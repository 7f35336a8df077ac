import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { perEntityManager } from '../../../kernel/request/per-em.ts';
import { findPlace, isId } from '../../tenancy/index.ts';
import type { Availability } from '../model/availability.ts';
import type { OfferedGroup, OfferedOption } from '../model/modifier-rules.ts';
import { type OfferTerms, offerAt } from '../model/offer.ts';
import { reviveDates } from './menu.repository.ts';

/** A product with everything that decides whether and at what price an outlet sells it. */
export interface ProductToSell extends Omit<OfferTerms, 'groups'> {
  readonly id: string;
  /** Null: sold by all outlets. */
  readonly outletId: string | null;
  readonly categoryId: string;
  readonly taxGroup: string | null;
  readonly sku: string;
  readonly name: string;
  /** The outlet's override of `active`; null: as the product. */
  readonly ownActive: boolean | null;
  readonly groups: readonly (Omit<OfferedGroup, 'options'> & { readonly options: readonly (Omit<OfferedOption, 'available'> & Availability)[] })[];
}

type Products = ReadonlyMap<string, ProductToSell>;

/** Answers that were asked for in advance. */
const inAdvance = perEntityManager((_ctx) => new Map<string, Promise<Products>>());

/**
 * Sends the question of {@link readProductsToSell} before the answer is needed, so that it need not wait for the answers to others. The
 * next call with the same ids gets the answer.
 */
export function askForProducts(ctx: Context, outletId: string, productIds: readonly string[]): void {
  if (!isId(outletId)) return;
  const answer = readProductsToSell(ctx, outletId, productIds);
  answer.catch(() => undefined);
  inAdvance(ctx).set(keyOf(outletId, productIds), answer);
}

function keyOf(outletId: string, productIds: readonly string[]): string {
  return [outletId, ...productIds].join(' ').toLowerCase();
}

/** Products by their ids, as one outlet has them now, in one statement. */
export async function readProductsToSell(ctx: Context, outletId: string, productIds: readonly string[]): Promise<Products> {
  const key = keyOf(outletId, productIds);
  const answer = inAdvance(ctx).get(key);
  inAdvance(ctx).delete(key);
  if (answer) return answer;
  const ids = [...new Set(productIds.map((id) => id.toLowerCase()).filter(isId))];
  if (ids.length === 0) return new Map();
  const rows = await ctx.em.execute<{ product: ProductToSell }[]>(PRODUCTS, [outletId, outletId, outletId, tenantOf(ctx), ids]);
  return new Map(rows.map(({ product }) => [product.id, hydrated(product)]));
}

/** Those of some products that can be ordered at an outlet now, with the changes of this transaction. */
export async function orderableAmong(ctx: Context, outletId: string, productIds: readonly string[]): Promise<ReadonlySet<string>> {
  await ctx.em.flush();
  const products = await readProductsToSell(ctx, outletId, productIds);
  const place = await findPlace(ctx, outletId);
  const now = ctx.services.clock.now();
  return new Set([...products.values()].filter((product) => place && offerAt(product, place, now).unavailableReason === null).map(({ id }) => id));
}

function hydrated(product: ProductToSell): ProductToSell {
  return {
    ...reviveDates(product, ['promoStartsAt', 'promoEndsAt', 'availableAt']),
    groups: product.groups.map((group) => ({ ...group, options: group.options.map((option) => reviveDates(option, ['availableAt'])) })),
  };
}

const PRODUCTS = `
select json_build_object(
  'id', p.id, 'outletId', p.outlet_id, 'categoryId', p.category_id, 'taxGroup', p.tax_group, 'sku', p.sku, 'name', p.name, 'onMenu', p.archived_at is null and c.archived_at is null and (p.outlet_id is null or p.outlet_id = ?) and c.active and coalesce(a.active, p.active),
  'soldBy', p.sold_by, 'measureStep', p.measure_step, 'ownActive', a.active, 'price', p.price, 'ownPrice', a.price, 'promoPrice', p.promo_price, 'promoStartsAt', p.promo_starts_at, 'promoEndsAt', p.promo_ends_at,
  'stationCode', coalesce(p.station_code, c.station_code), 'trackStock', p.track_stock, 'stockQuantity', a.stock_quantity,
  'available', coalesce(a.available, true), 'availableAt', a.available_at,
  'groups', (
    select coalesce(json_agg(json_build_object(
      'name', g.name, 'selectionType', g.selection_type, 'minSelections', g.min_selections, 'maxSelections', g.max_selections,
      'options', (
        select coalesce(json_agg(json_build_object(
          'id', m.id, 'name', m.name, 'priceAdjustment', m.price_adjustment, 'available', coalesce(b.available, true), 'availableAt', b.available_at
        ) order by m.sort_order, m.id), '[]')
        from modifier_option m left join option_at_outlet b on b.tenant_id = m.tenant_id and b.outlet_id = ? and b.option_id = m.id
        where m.tenant_id = g.tenant_id and m.group_id = g.id and m.archived_at is null
      )
    ) order by l.sort_order, l.id), '[]')
    from product_modifier_group l join modifier_group g on g.tenant_id = l.tenant_id and g.id = l.group_id
    where l.tenant_id = p.tenant_id and l.product_id = p.id and g.archived_at is null
  )
) as product
from product p
join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
left join product_at_outlet a on a.tenant_id = p.tenant_id and a.outlet_id = ? and a.product_id = p.id
where p.tenant_id = ? and p.id = any(array[?]::uuid[])`;

import { type Context, tenantOf } from '../../kernel/context.ts';
import { Failure, type FieldPath, notFound } from '../../kernel/failure.ts';
import { type MeasureUnit, priceOfMeasure, type Thousandths } from '../../kernel/measure.ts';
import type { Money } from '../../kernel/money.ts';
import { reaches } from '../../kernel/session.ts';
import { isId, type Outlet } from '../tenancy/index.ts';
import { type Availability, isOffered, stockLeft } from './availability.ts';
import { withInstants } from './menu.repository.ts';
import { adjustment, type ChosenModifier, chooseModifiers, type ModifierSelection, type OfferedGroup, type OfferedOption } from './modifier-rules.ts';
import { type PriceTerms, priceAt } from './price-at-outlet.ts';
import { checkMeasure, type SoldBy, type WantedAmount } from './sold-by.ts';

/** A line as the client sends it; how many pieces it may be is the caller's business. */
export interface WantedLine extends WantedAmount {
  readonly productId: string;
  readonly modifiers?: readonly ModifierSelection[] | null;
}

/** A line as it can be sold now. */
export interface SellableLine {
  readonly productId: string;
  readonly categoryId: string;
  readonly sku: string;
  readonly name: string;
  readonly taxGroup: string | null;
  /** How much of measureUnit; null: sold by pieces. */
  readonly measure: Thousandths | null;
  readonly measureUnit: MeasureUnit;
  /** Of one measureUnit, without modifiers; null: sold by pieces. */
  readonly measurePrice: Money | null;
  /** With its modifiers: of a piece, or of all that is measured, to which they are added once. */
  readonly unitPrice: Money;
  readonly modifiers: readonly ChosenModifier[];
  /** The product's, else its category's; null: the outlet's default station makes it. */
  readonly stationCode: string | null;
  readonly tracksStock: boolean;
  /** What there is, as far as was seen without a lock; null: not tracked. */
  readonly stockLeft: number | null;
}

interface ProductRow extends PriceTerms, Availability, SoldBy {
  readonly id: string;
  readonly outletId: string | null;
  readonly categoryId: string;
  readonly taxGroup: string | null;
  readonly sku: string;
  readonly name: string;
  readonly active: boolean;
  readonly stationCode: string | null;
  readonly trackStock: boolean;
  readonly stockQuantity: number | null;
  readonly groups: readonly (Omit<OfferedGroup, 'options'> & { readonly options: readonly (OfferedOption & Availability)[] })[];
}

/**
 * Holds wanted lines against the rows (not the menu in memory) and prices each, in one statement however many lines.
 * Whether there is enough stock is decided when it is taken.
 * @throws Failure NOT_FOUND, PRODUCT_UNAVAILABLE or MODIFIER_RULE, with the field below `path`
 */
export async function sellable(ctx: Context, outlet: Outlet, lines: readonly WantedLine[], now: Date, path: FieldPath = ['lines']): Promise<SellableLine[]> {
  const products = await readProducts(ctx, outlet.id, lines);
  return lines.map((line, index) => {
    const product = soldProduct(ctx, outlet, products.get(line.productId.toLowerCase()), now, [...path, index, 'productId']);
    const groups = product.groups.map((group) => ({ ...group, options: group.options.map((option) => ({ ...option, available: isOffered(option, now) })) }));
    const modifiers = chooseModifiers(groups, line.modifiers ?? [], [...path, index, 'modifiers']);
    const measure = checkMeasure(product, line, [...path, index]);
    const price = priceAt(product, now);
    const unitPrice = (measure === null ? price : priceOfMeasure(price, measure)) + adjustment(modifiers);
    if (unitPrice < 0) throw new Failure('MODIFIER_RULE', 'The modifiers make the price negative.', { field: [...path, index, 'modifiers'] });
    const { id: productId, categoryId, sku, name, taxGroup, stationCode, trackStock, stockQuantity } = product;
    const stock = { tracksStock: trackStock, stockLeft: stockLeft(trackStock, stockQuantity) };
    const measured = { measure, measureUnit: product.soldBy, measurePrice: measure === null ? null : price };
    return { productId, categoryId, sku, name, taxGroup, ...measured, unitPrice, modifiers, stationCode, ...stock };
  });
}

/** The product, if this outlet sells it now. One of an outlet out of reach is as if there were none. */
function soldProduct(ctx: Context, outlet: Outlet, product: ProductRow | undefined, now: Date, field: FieldPath): ProductRow {
  const elsewhere = product?.outletId != null && product.outletId !== outlet.id;
  if (!product || (elsewhere && !reaches(ctx.session.outletIds, product.outletId ?? ''))) throw notFound('Product', field);
  if (elsewhere || !product.active || !isOffered(product, now)) throw new Failure('PRODUCT_UNAVAILABLE', `${product.name} is not sold here now.`, { field });
  return product;
}

async function readProducts(ctx: Context, outletId: string, lines: readonly WantedLine[]): Promise<Map<string, ProductRow>> {
  const ids = [...new Set(lines.map(({ productId }) => productId.toLowerCase()).filter(isId))];
  if (ids.length === 0) return new Map();
  const tenantId = tenantOf(ctx);
  const rows = await ctx.em.execute<{ product: ProductRow }[]>(PRODUCTS, [outletId, outletId, tenantId, ids]);
  return new Map(rows.map(({ product }) => [product.id, hydrated(product)]));
}

function hydrated(product: ProductRow): ProductRow {
  return {
    ...withInstants(product, ['promoStartsAt', 'promoEndsAt', 'availableAt']),
    groups: product.groups.map((group) => ({ ...group, options: group.options.map((option) => withInstants(option, ['availableAt'])) })),
  };
}

const PRODUCTS = `
select json_build_object(
  'id', p.id, 'outletId', p.outlet_id, 'categoryId', p.category_id, 'taxGroup', p.tax_group, 'sku', p.sku, 'name', p.name, 'active', c.active and coalesce(a.active, p.active),
  'soldBy', p.sold_by, 'measureStep', p.measure_step,
  'price', p.price, 'ownPrice', a.price, 'promoPrice', p.promo_price, 'promoStartsAt', p.promo_starts_at, 'promoEndsAt', p.promo_ends_at,
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
        where m.tenant_id = g.tenant_id and m.group_id = g.id
      )
    ) order by l.sort_order, l.id), '[]')
    from product_modifier_group l join modifier_group g on g.tenant_id = l.tenant_id and g.id = l.group_id
    where l.tenant_id = p.tenant_id and l.product_id = p.id
  )
) as product
from product p
join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
left join product_at_outlet a on a.tenant_id = p.tenant_id and a.outlet_id = ? and a.product_id = p.id
where p.tenant_id = ? and p.id = any(array[?]::uuid[])`;

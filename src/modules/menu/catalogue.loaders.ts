import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { perEntityManager } from '../../kernel/per-em.ts';
import { type Outlet, reachableOutletOrFault } from '../tenancy/index.ts';
import { isOffered, isSoldOut, returnsAt, stockLeft } from './availability.ts';
import type { ProductAtOutletType } from './catalogue.type.ts';
import { type Product, ProductAtOutlet } from './product.entity.ts';

interface Place {
  readonly productId: string;
  readonly outletId: string;
}

/** What outlets do differently, for all products of an answer in one statement. */
const placesOf = perEntityManager((ctx) => {
  const load = async (places: readonly Place[]): Promise<(ProductAtOutlet | null)[]> => {
    const ids = (name: keyof Place): string[] => [...new Set(places.map((place) => place[name]))];
    const rows = await ctx.em.find(ProductAtOutlet, { outlet: { $in: ids('outletId') }, product: { $in: ids('productId') } });
    const found = new Map(rows.map((row) => [keyOf({ productId: row.product.id, outletId: row.outlet.id }), row]));
    return places.map((place) => found.get(keyOf(place)) ?? null);
  };
  return new DataLoader<Place, ProductAtOutlet | null, string>(load, { cacheKeyFn: keyOf });
});

/** Outlets named in an answer, each looked up once. */
const outletsOf = perEntityManager(() => new Map<string, Promise<Outlet>>());

function keyOf({ productId, outletId }: Place): string {
  return `${productId}/${outletId}`;
}

/** A product as one outlet sells it; an outlet out of reach is a top-level NOT_FOUND. */
export async function productAtOutlet(ctx: Context, product: Product, outletId: string): Promise<ProductAtOutletType> {
  const outlets = outletsOf(ctx);
  let reached = outlets.get(outletId);
  if (!reached) outlets.set(outletId, (reached = reachableOutletOrFault(ctx, outletId)));
  const outlet = await reached;
  const row = await placesOf(ctx).load({ productId: product.id, outletId: outlet.id });
  const now = ctx.services.clock.now();
  const state = { available: row?.available ?? true, availableAt: row?.availableAt ?? null };
  const sold = product.outlet == null || product.outlet.id === outlet.id;
  const active = sold && (row?.active ?? product.active);
  const stockQuantity = stockLeft(product.trackStock, row?.stockQuantity ?? null);
  return {
    price: row?.price ?? product.price,
    available: active && isOffered(state, now) && !isSoldOut(stockQuantity, product.measureStep ?? null),
    availableAt: returnsAt(state, now),
    stockQuantity,
    stockMeasure: product.soldBy === 'PIECE' ? null : stockQuantity,
    active,
    priceOverride: row?.price ?? null,
    activeOverride: row?.active ?? null,
  };
}

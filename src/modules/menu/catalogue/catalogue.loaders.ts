import DataLoader from 'dataloader';
import type { Context } from '../../../kernel/request/context.ts';
import { perEntityManager } from '../../../kernel/request/per-em.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { findPlace, type Place } from '../../tenancy/index.ts';
import { type ProductToSell, readProductsToSell } from '../menu/offer.repository.ts';
import { stockLeft } from '../model/availability.ts';
import type { ProductAtOutletType } from '../model/catalogue.type.ts';
import { offerAt } from '../model/offer.ts';
import { basePrice } from '../model/price-at-outlet.ts';
import type { Product } from '../model/product.entity.ts';

/** An outlet that a request names, and a loader that reads all products of the response in one statement. */
interface NamedPlace {
  readonly place: Place;
  readonly products: DataLoader<string, ProductToSell>;
}

/** Outlets that a request names, each read once. */
const placesOf = perEntityManager(() => new Map<string, Promise<NamedPlace>>());

async function placeAt(ctx: Context, outletId: string): Promise<NamedPlace> {
  const place = await findPlace(ctx, outletId);
  if (!place) throw new RequestError('NOT_FOUND', 'Outlet not found.');
  const products = new DataLoader<string, ProductToSell>(async (ids) => {
    const found = await readProductsToSell(ctx, place.outlet.id, ids);
    return ids.map((id) => found.get(id) ?? new Error(`product ${id} is gone`));
  });
  return { place, products };
}

/**
 * A product as one outlet sells it, as on its menu.
 * @throws RequestError NOT_FOUND for an outlet out of reach
 */
export async function productAtOutlet(ctx: Context, { id }: Product, outletId: string): Promise<ProductAtOutletType> {
  const places = placesOf(ctx);
  let named = places.get(outletId);
  if (!named) places.set(outletId, (named = placeAt(ctx, outletId)));
  const { place, products } = await named;
  const terms = await products.load(id);
  const offer = offerAt(terms, place, ctx.services.clock.now());
  return {
    id: derivedId('product at outlet', place.outlet.id, id),
    price: basePrice(terms),
    available: offer.unavailableReason === null,
    ...offer,
    stockQuantity: stockLeft(terms.trackStock, terms.stockQuantity),
    stockMeasure: terms.soldBy === 'PIECE' ? null : stockLeft(terms.trackStock, terms.stockQuantity),
    active: terms.onMenu,
    priceOverride: terms.ownPrice,
    activeOverride: terms.ownActive,
  };
}

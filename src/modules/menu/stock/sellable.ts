import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { type FieldPath, notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { type MeasureUnit, priceOfMeasure, type Thousandths } from '../../../kernel/values/measure.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { NO_STATION, type Place, stationFor } from '../../tenancy/index.ts';
import { type ProductToSell, readProductsToSell } from '../menu/offer.repository.ts';
import { isOffered, stockLeft } from '../model/availability.ts';
import { type ChosenModifier, chooseModifiers, type ModifierSelection, priceAdjustmentOf } from '../model/modifier-rules.ts';
import { type OfferPlace, offerAt, unmetGroup } from '../model/offer.ts';
import { priceAt } from '../model/price-at-outlet.ts';
import { checkMeasure, type RequestedAmount } from '../model/sold-by.ts';
import { outOfStock } from './take-stock.ts';

/** A line as the client sends it. The caller checks the number of pieces. */
export interface RequestedLine extends RequestedAmount {
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
  /** Amount of measureUnit; null: sold by pieces. */
  readonly measure: Thousandths | null;
  readonly measureUnit: MeasureUnit;
  /** The price of one measureUnit, without modifiers; null: sold by pieces. */
  readonly measurePrice: Money | null;
  /** With modifiers: the price of a piece, or of the whole measure, to which the modifiers are added once. */
  readonly unitPrice: Money;
  readonly modifiers: readonly ChosenModifier[];
  /** The station that makes it; null: no kitchen does. */
  readonly stationId: string | null;
  readonly tracksStock: boolean;
  /** Stock as it was read without a lock; null: not tracked. */
  readonly stockLeft: number | null;
}

/** The place where lines are to be sold. */
export type SellingPlace = Pick<Place, 'outlet' | 'stations' | 'orderingBlock'>;

/**
 * Checks the wanted lines against the database rows (not the menu in memory) and prices each. It is one statement, however many
 * lines. takeStock decides later whether there is enough stock.
 * @throws UserFailure NOT_FOUND, PRODUCT_UNAVAILABLE, UNROUTED_ITEM or MODIFIER_RULE, with the field below `path`
 */
export async function sellableLines(
  ctx: Context,
  place: SellingPlace,
  lines: readonly RequestedLine[],
  now: Date,
  path: FieldPath = ['lines'],
): Promise<SellableLine[]> {
  const products = await readProductsToSell(
    ctx,
    place.outlet.id,
    lines.map(({ productId }) => productId),
  );
  return lines.map((line, index) => {
    const product = products.get(line.productId.toLowerCase());
    if (!product || !isInReach(ctx, place, product)) throw notFound('Product', [...path, index, 'productId']);
    return sellLine(place, product, line, now, [...path, index]);
  });
}

/** A product of an outlet out of reach is treated as missing. */
function isInReach(ctx: Context, { outlet }: SellingPlace, { outletId }: ProductToSell): boolean {
  return outletId === null || outletId === outlet.id || reaches(ctx.session.outletIds, outletId);
}

/** Prices one line of a product in the caller's reach. It is pure, so that tests compare it with the menu. */
export function sellLine(
  place: Pick<Place, 'stations' | 'orderingBlock'>,
  product: ProductToSell,
  line: RequestedLine,
  now: Date,
  path: FieldPath,
): SellableLine {
  const { stations } = place;
  requireOffer(place, product, now, [...path, 'productId']);
  const groups = product.groups.map((group) => ({ ...group, options: group.options.map((option) => ({ ...option, available: isOffered(option, now) })) }));
  const modifiers = chooseModifiers(groups, line.modifiers ?? [], [...path, 'modifiers']);
  const { id: productId, categoryId, sku, name, taxGroup, stationCode, trackStock, stockQuantity } = product;
  const measure = checkMeasure(product, line, path);
  const price = priceAt(product, now);
  const amount = measure === null ? price : priceOfMeasure(price, measure);
  const unitPrice = amount + priceAdjustmentOf(modifiers);
  if (unitPrice < 0) throw negativePrice(name, amount, modifiers, [...path, 'modifiers']);
  const stationId = stationCode === NO_STATION ? null : (stationFor(stationCode, stations)?.id ?? null);
  const stock = { tracksStock: trackStock, stockLeft: stockLeft(trackStock, stockQuantity) };
  const measured = { measure, measureUnit: product.soldBy, measurePrice: measure === null ? null : price };
  return { productId, categoryId, sku, name, taxGroup, ...measured, unitPrice, modifiers, stationId, ...stock };
}
/** Refuses a line for the same reason that the menu shows as the item's `unavailableReason`. */
function requireOffer(place: OfferPlace, product: ProductToSell, now: Date, field: FieldPath): void {
  const { unavailableReason: reason, availableAt } = offerAt(product, place, now);
  const { name, stationCode } = product;
  const unavailable = (message: string, more: object = {}): UserFailure =>
    new UserFailure('PRODUCT_UNAVAILABLE', message, { field, details: { reason, availableAt: availableAt?.toISOString() ?? null, ...more } });
  switch (reason) {
    case null:
      return;
    case 'SOLD_OUT':
      throw outOfStock(0, product.soldBy, field);
    case 'UNROUTED':
      throw unrouted(name, stationCode, field);
    case 'OPTIONS_UNAVAILABLE': {
      const group = unmetGroup(product.groups, now)?.name ?? '';
      throw unavailable(`${name} cannot be ordered now: too few options of ${group} are available.`, { group });
    }
    case 'NEGATIVE_PRICE':
      throw unavailable(`${name} cannot be ordered: every choice of its options makes the price negative.`);
    default:
      throw unavailable(`${name} is not sold here now.`);
  }
}

function unrouted(name: string, stationCode: string | null, field: FieldPath): UserFailure {
  const missing = stationCode === null ? 'no default station' : `neither a station ${stationCode} nor a default one`;
  return new UserFailure(
    'UNROUTED_ITEM',
    `No kitchen would make ${name}: this outlet has ${missing}. Add one with createStation(isDefault: true), or give the product the stationCode NONE if no kitchen makes it.`,
    { field, details: { reason: 'UNROUTED', stationCode } },
  );
}

function negativePrice(name: string, price: Money, modifiers: readonly ChosenModifier[], field: FieldPath): UserFailure {
  const unitPrice = price + priceAdjustmentOf(modifiers);
  return new UserFailure('MODIFIER_RULE', `The modifiers make the price of ${name} negative: ${price} would become ${unitPrice}.`, {
    field,
    details: { price, unitPrice },
  });
}

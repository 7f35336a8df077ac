import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { formatMeasure, type MeasureUnit } from '../../../kernel/values/measure.ts';
import { actingUser } from '../../identity/index.ts';
import { type MenuChange, outletMenuChanged } from '../menu/menu-version.ts';
import { orderableAmong } from '../menu/offer.repository.ts';
import { isSoldOut } from '../model/availability.ts';

/** The order that stock is taken for or comes back from. */
export interface StockOrder {
  readonly orderId: string;
  readonly outletId: string;
}

/** Wanted stock of a product that tracks it; `index` is the line's place in the input, for the failure's field. */
export interface StockLine {
  readonly productId: string;
  /** Pieces, or thousandths of the unit for products sold by measure. */
  readonly quantity: number;
  readonly unit: MeasureUnit;
  readonly index: number;
}

interface Taken {
  readonly product_id: string;
  readonly had: number;
  readonly wanted: number;
  readonly step: number | null;
}

interface Returned {
  readonly product_id: string;
  readonly had: number;
  readonly has: number;
  readonly step: number | null;
}

/** A product that has just become sold out, or available again. */
interface Flip {
  readonly productId: string;
  readonly available: boolean;
}

/**
 * Takes units from an outlet's stock for lines of products that track it, and enters them into the ledger: all of them, or none
 * and the command fails. It is one statement, however many lines. Rows are locked in the order of their products, so that two
 * orders cannot deadlock. Taking the last units that can be sold makes the product sold out, which raises the menu version.
 * @throws UserFailure OUT_OF_STOCK at the first line that cannot be served, with `available`
 */
export async function takeStock(ctx: Context, order: StockOrder, lines: readonly StockLine[], path: FieldPath = ['lines']): Promise<void> {
  if (lines.length === 0) return;
  const { outletId } = order;
  const rows = await ctx.em.execute<Taken[]>(TAKE, valuesOf(ctx, order, unitsOf(lines)));
  requireStock(new Map(rows.map(({ product_id, had }) => [product_id, had])), lines, path);
  const soldOut = rows.filter(({ had, wanted: taken, step }) => !isSoldOut(had, step) && isSoldOut(had - taken, step));
  await tellFlips(
    ctx,
    outletId,
    soldOut.map(({ product_id }) => ({ productId: product_id, available: false })),
  );
}

/**
 * Puts units back, e.g. of a cancelled order, and enters them into the ledger. A product that was sold out becomes available
 * again, unless another reason prevents it.
 */
export async function returnStock(ctx: Context, order: StockOrder, lines: readonly Omit<StockLine, 'index' | 'unit'>[]): Promise<void> {
  if (lines.length === 0) return;
  const { outletId } = order;
  const rows = await ctx.em.execute<Returned[]>(RETURN, valuesOf(ctx, order, unitsOf(lines)));
  const back = rows.filter(({ had, has, step }) => isSoldOut(had, step) && !isSoldOut(has, step)).map(({ product_id }) => product_id);
  if (back.length === 0) return;
  const orderable = await orderableAmong(ctx, outletId, back);
  await tellFlips(
    ctx,
    outletId,
    back.map((productId) => ({ productId, available: orderable.has(productId) })),
  );
}

/**
 * Checks lines against what is left, without taking anything: for a quote.
 * @throws UserFailure OUT_OF_STOCK at the first line that cannot be served, with `available`
 */
export function requireStock(left: ReadonlyMap<string, number>, lines: readonly StockLine[], path: FieldPath = ['lines']): void {
  const used = new Map<string, number>();
  for (const { productId, quantity, unit, index } of lines) {
    const id = productId.toLowerCase();
    const available = left.get(id) ?? 0;
    const units = (used.get(id) ?? 0) + quantity;
    used.set(id, units);
    if (units > available) throw outOfStock(available, unit, [...path, index, 'productId']);
  }
}

export function outOfStock(available: number, unit: MeasureUnit, field: FieldPath): UserFailure {
  const left = unit === 'PIECE' ? `${available} are` : `${formatMeasure(available)} ${unit} is`;
  return new UserFailure('OUT_OF_STOCK', available === 0 ? 'Sold out.' : `Only ${left} left.`, {
    field,
    details: { available, ...(unit !== 'PIECE' && { unit, availableMeasure: formatMeasure(available) }) },
  });
}

function unitsOf(lines: readonly Omit<StockLine, 'index' | 'unit'>[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId.toLowerCase(), (units.get(productId.toLowerCase()) ?? 0) + quantity);
  return units;
}

function valuesOf(ctx: Context, { orderId, outletId }: StockOrder, units: ReadonlyMap<string, number>): unknown[] {
  const by = [orderId, actingUser(ctx)?.id ?? null, ctx.session.deviceId, ctx.services.clock.now()];
  return [[...units.keys()], [...units.values()], tenantOf(ctx), outletId, ...by];
}

async function tellFlips(ctx: Context, outletId: string, flips: readonly Flip[]): Promise<void> {
  if (flips.length === 0) return;
  const changes = flips.map((flip): MenuChange => ({ type: 'AVAILABILITY_CHANGED', entityId: flip.productId, data: { ...flip } }));
  await outletMenuChanged(ctx, outletId, changes);
}

const LOCKED = `
with wanted as (
  select w.product_id, w.quantity from unnest(array[?]::uuid[], array[?]::int[]) as w (product_id, quantity)
),
locked as materialized (
  select s.id, s.product_id, s.stock_quantity, w.quantity, p.measure_step
  from product_at_outlet s join wanted w on w.product_id = s.product_id join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
  where s.tenant_id = ? and s.outlet_id = ?
  order by s.product_id
  for update of s
)`;

// Ids of ledger rows are created after the locks are held, so that they rise in the order in which the balance changes.
const ENTERED = `entered as (
  insert into stock_movement (id, tenant_id, outlet_id, product_id, delta, balance, reason, order_id, user_id, device_id, occurred_at)
  select uuidv7(), m.tenant_id, m.outlet_id, m.product_id, m.stock_quantity - m.had, m.stock_quantity, m.reason, ?::uuid, ?::uuid, ?::uuid, ?::timestamptz
  from moved m
)`;

const TAKE = `${LOCKED},
moved as (
  update product_at_outlet s set stock_quantity = s.stock_quantity - l.quantity, movements = s.movements + 1
  from locked l where s.id = l.id and l.stock_quantity >= l.quantity
  returning s.tenant_id, s.outlet_id, s.product_id, s.stock_quantity, l.stock_quantity as had, 'SALE' as reason
),
${ENTERED}
select w.product_id, coalesce(l.stock_quantity, 0) as had, w.quantity as wanted, l.measure_step as step from wanted w left join locked l on l.product_id = w.product_id`;

const RETURN = `${LOCKED},
moved as (
  update product_at_outlet s
  set stock_quantity = least(coalesce(s.stock_quantity, 0)::bigint + l.quantity, 1000000000)::int, movements = s.movements + 1
  from locked l where s.id = l.id
  returning s.tenant_id, s.outlet_id, s.product_id, s.stock_quantity, coalesce(l.stock_quantity, 0) as had, 'RETURN' as reason
),
${ENTERED}
select l.product_id, coalesce(l.stock_quantity, 0) as had, coalesce(l.stock_quantity, 0) + l.quantity as has, l.measure_step as step from locked l`;

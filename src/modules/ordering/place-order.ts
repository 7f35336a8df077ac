import { checkOptionalText, invalid } from '../../kernel/check.ts';
import { fingerprintOf } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { addNew, writeNew } from '../../kernel/database/new-rows.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { Failure, Fault } from '../../kernel/failure.ts';
import type { Money } from '../../kernel/money.ts';
import { announce } from '../../kernel/reactions.ts';
import { newSecret } from '../../kernel/secret-token.ts';
import { newId } from '../../kernel/tenant-owned.ts';
import { FOREIGN_KEY_VIOLATION, LOCK_NOT_AVAILABLE, sqlState, TryAgain, UNIQUE_VIOLATION } from '../../kernel/transaction.ts';
import { type Approval, actingUser, type Leave, requireLeave, requireReach, withoutApproval } from '../identity/index.ts';
import { Product, takeStock } from '../menu/index.ts';
import { codeKey, countUses, customerKey, noteUses, requireCounted, type UsedPromotions } from '../promotions/index.ts';
import { type Channel, isId, type Place, reachablePlace } from '../tenancy/index.ts';
import { auditPlacing } from './audit-placing.ts';
import { type Basket, fillBasket } from './basket.ts';
import { confirm } from './confirm-order.ts';
import { numberOrder } from './number-order.ts';
import { Order, OrderLine } from './order.entity.ts';
import { orderEvent } from './order-event.ts';
import { channelOf, type PriceOrder, requireSeenStock } from './price-order.ts';
import type { PricedLine, Pricing } from './pricing.ts';
import { snapshotOf } from './pricing-snapshot.ts';
import { isPricedByHand, requireStaffFor } from './staff-prices.ts';
import { requireTakingOrders } from './taking-orders.ts';

declare module '../../kernel/reactions.ts' {
  interface Facts {
    'order.placed': Order;
  }
}

export interface PlaceOrder extends PriceOrder {
  readonly id?: string | null;
  readonly customerName?: string | null;
  readonly tableName?: string | null;
  readonly notes?: string | null;
  readonly menuVersion?: number | null;
  readonly expectedTotal?: Money | null;
  readonly approval?: Approval | null;
}

/** Proves who approves, before the transaction; an order that is there already needs nobody's leave any more. */
export async function beforePlacing(ctx: Context, { id }: PlaceOrder, leave: Leave): Promise<void> {
  const isPlaced = id != null && isId(id) && (await ctx.em.count(Order, { id })) > 0;
  if (!isPlaced) await leave();
}

/**
 * Takes an order: held against the menu, priced, stock taken, numbered, and fired if its channel says so; all of it or
 * nothing. The same id again gives the same order.
 */
export async function placeOrder(ctx: Context, input: PlaceOrder, leave?: Leave): Promise<Order> {
  requireStaffFor(ctx, input);
  const channel = channelOf(ctx, input.channel ?? 'API');
  // An order without a tip is the same whether its client knows of tips or not.
  const inputHash = fingerprintOf(withoutApproval({ ...input, id: undefined, tip: input.tip || undefined }));
  const place = await reachablePlace(ctx, input.outletId);
  const { outlet } = place;
  const earlier = input.id == null ? null : await placedBefore(ctx, input.id, inputHash);
  if (earlier) return earlier;
  const approver = isPricedByHand(input) ? await requireLeave(ctx, 'DISCOUNT', leave) : null;
  requireReach(approver, outlet.id);
  requireTakingOrders(ctx, place, channel, input.serviceMode);
  const basket = await fillBasket(ctx, place, { ...input, channel });
  requireExpected(input, basket.pricing);
  // Decided when it is taken; but whoever comes too late for the last one need not write an order first, nor wait for the stock's lock.
  requireSeenStock(basket);
  const order = newOrder(ctx, place, { ...input, channel }, basket, inputHash);
  // First of this order's events; written again with its numbers below.
  recordEvent(ctx, orderEvent('ORDER_PLACED', order));
  await announce(ctx, 'order.placed', order);
  if (order.confirmOn === 'PLACEMENT' || (order.confirmOn === 'PAYMENT' && order.total === 0)) await confirm(ctx, order);
  const uses = usesOf(order, basket, customerKey(ctx, input.customerPhone, place.country));
  noteUses(ctx, uses);
  // Before any lock that other orders of this outlet wait for.
  await insert(ctx);
  await auditPlacing(ctx, order, basket, approver?.id ?? null);
  const counted = await countUses(ctx, uses, basket.limited);
  await takeStock(
    ctx,
    { orderId: order.id, outletId: outlet.id },
    basket.lines.flatMap(({ productId, quantity, tracksStock }, index) => (tracksStock ? [{ productId, quantity, index }] : [])),
  );
  const { pricingVersion } = await numberOrder(ctx, order, outlet);
  if (pricingVersion !== place.pricingVersion) await requireCounted(ctx, uses, counted);
  recordEvent(ctx, orderEvent('ORDER_PLACED', order));
  return order;
}

/** The order that this id was used for; with another input it is refused, and another's order is no oracle. */
async function placedBefore(ctx: Context, id: string, inputHash: string): Promise<Order | null> {
  if (!isId(id)) throw invalid(['id'], 'must be a UUID.');
  const order = await ctx.em.findOne(Order, { id });
  if (!order) return null;
  if (order.inputHash !== inputHash || order.deviceId !== ctx.session.deviceId) {
    throw new Failure('IDEMPOTENCY_KEY_REUSED', 'An order with this id was placed with another input.', { field: ['id'] });
  }
  ctx.answer.replayed = true;
  return order;
}

/** What the client counted on: each code it sent, and the total it showed. */
function requireExpected({ expectedTotal, promotionCodes }: PlaceOrder, { notApplied, total }: Pricing): void {
  const refused = notApplied.find(({ code }) => code !== null);
  if (refused) {
    const { code, reason, message, missing } = refused;
    const index = (promotionCodes ?? []).findIndex((sent) => codeKey(sent) === code);
    throw new Failure('PROMOTION_NOT_APPLICABLE', message, { field: ['promotionCodes', index], details: { reason, ...(missing !== null && { missing }) } });
  }
  if (expectedTotal != null && expectedTotal !== total) {
    throw new Failure('PRICE_CHANGED', `The total is ${total}, not ${expectedTotal}.`, { field: ['expectedTotal'], details: { total } });
  }
}

function usesOf(order: Order, { pricing }: Basket, customer: string | null): UsedPromotions {
  const promotions = pricing.discounts.filter(({ source }) => source === 'PROMOTION');
  return { orderId: order.id, customerKey: customer, revenue: order.total, promotions };
}

function newOrder(ctx: Context, { outlet, currency }: Place, input: PlaceOrder & { channel: Channel }, basket: Basket, inputHash: string): Order {
  const now = ctx.services.clock.now();
  const { deviceId } = ctx.session;
  const { lines: priced, pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total } = basket.pricing;
  const customerName = checkOptionalText(input.customerName, ['customerName'], { max: 100 }) ?? null;
  const order = addNew(ctx, Order, {
    ...{ pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total },
    id: input.id?.toLowerCase() ?? newId(),
    status: 'PENDING',
    outlet,
    serviceMode: input.serviceMode,
    channel: input.channel,
    confirmOn: outlet.channelAt(input.channel, now).confirmOn,
    currency,
    customerName,
    customerSearch: customerName?.toLowerCase() ?? null,
    customerPhone: checkOptionalText(input.customerPhone, ['customerPhone'], { max: 40 }) ?? null,
    tableName: checkOptionalText(input.tableName, ['tableName'], { max: 40 }) ?? null,
    notes: checkOptionalText(input.notes, ['notes'], { max: 500 }) ?? null,
    cashier: actingUser(ctx),
    deviceId,
    tokenSecret: newSecret(),
    inputHash,
    menuVersion: input.menuVersion ?? null,
    businessDate: outlet.businessDateOf(now),
    pricing: snapshotOf(basket.pricing, basket.rules, basket.lines, basket.deductions),
    placedAt: now,
  });
  order.paid(0);
  basket.lines.forEach((line, position) => {
    const { total, discount, serviceCharge, tax } = priced[position] as PricedLine;
    addNew(ctx, OrderLine, {
      order,
      position,
      product: ctx.em.getReference(Product, line.productId),
      productName: line.name,
      sku: line.sku,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      menuPrice: line.override?.menuPrice ?? null,
      total,
      discount,
      serviceCharge,
      tax,
      modifiers: line.modifiers,
      notes: line.notes,
      stationId: line.stationId,
      stockTaken: line.tracksStock,
    });
  });
  return order;
}

/** The same id placed twice at the same time: the second one waits here for the first, then starts again and finds it. */
async function insert(ctx: Context): Promise<void> {
  try {
    await writeNew(ctx);
  } catch (error) {
    const state = sqlState(error);
    if (state === UNIQUE_VIOLATION && /(order|payable)_pkey|promotion_use_.*order_id/.test((error as Error).message)) throw new TryAgain();
    // A promotion that was deleted since it was read.
    if (state === FOREIGN_KEY_VIOLATION && /promotion_use_promotion/.test((error as Error).message)) throw new TryAgain();
    if (state === LOCK_NOT_AVAILABLE) throw new Fault('IDEMPOTENCY_IN_PROGRESS', 'An order with this id is still being placed; try again.');
    throw error;
  }
}

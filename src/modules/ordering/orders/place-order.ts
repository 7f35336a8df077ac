import { FOREIGN_KEY_VIOLATION, LOCK_NOT_AVAILABLE, sqlState, UNIQUE_VIOLATION } from '../../../kernel/database/sql-state.ts';
import { fingerprintOf } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { writeNew } from '../../../kernel/request/new-rows.ts';
import { announce } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { requirePermission } from '../../../kernel/request/require-permission.ts';
import { TryAgain } from '../../../kernel/request/transaction.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { Failure, Fault } from '../../../kernel/values/failure.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { type Approval, type Leave, requireLeave, requireLeaveSent, requireReach, withoutApproval } from '../../identity/index.ts';
import { takeStock } from '../../menu/index.ts';
import { countUses, customerKey, noteUses, requireCounted, type UsedPromotions } from '../../promotions/index.ts';
import { isId, reachablePlace } from '../../tenancy/index.ts';
import { numberOrder } from '../model/number-order.ts';
import { Order } from '../model/order.entity.ts';
import { orderEvent } from '../model/order-event.ts';
import { type Basket, fillBasket, stockOf } from '../pricing/basket.ts';
import { ordererOf, ordersAlone } from '../pricing/orderer.ts';
import { type PriceOrder, requireSeenStock } from '../pricing/price-order.ts';
import { isPricedByHand, requireStaffFor } from '../pricing/staff-prices.ts';
import { requireTakingOrders } from '../pricing/taking-orders.ts';
import { auditPlacing } from './audit-placing.ts';
import { confirm } from './confirm-order.ts';
import { checkExpectedLines, type ExpectedLine, requireExpected } from './expected-price.ts';
import { newOrder, type OrderFacts } from './new-order.ts';
import { countOrderOf, requireFewUnpaid } from './orders-of-guests.ts';
import { type CounterPayment, sellAtCounter } from './sell-at-counter.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface Facts {
    'order.placed': Order;
  }
}

export interface PlaceOrder extends PriceOrder, OrderFacts {
  /** Of the QR code of a table. */
  readonly tableToken?: string | null;
  readonly expectedTotal?: Money | null;
  readonly expectedLines?: readonly ExpectedLine[] | null;
  readonly payment?: CounterPayment | null;
  readonly approval?: Approval | null;
}

/**
 * What must not hold a transaction open: counts an order of a guest, and proves who approves. An order that is there already
 * is no other order, and needs no leave any more.
 */
export async function beforePlacing(ctx: Context, input: PlaceOrder, leave: Leave | undefined): Promise<void> {
  const { id } = input;
  const isPlaced = id != null && isId(id) && (await ctx.em.count(Order, { id })) > 0;
  if (isPlaced) return;
  if (ordersAlone(ctx)) await countOrderOf(ctx, await ordererOf(ctx, input));
  await leave?.();
}

/** Prices by hand are for staff at a till who have the right to set them, or an approval; cash is for who may take it. */
export function requireRightToPlace(ctx: Context, input: PlaceOrder, leave: Leave | undefined): void {
  requireStaffFor(ctx, input);
  if (input.payment) requirePermission(ctx, 'TAKE_CASH');
  if (isPricedByHand(input)) requireLeaveSent(ctx, 'DISCOUNT', leave);
}

/**
 * Takes an order: held against the menu, priced, stock taken, paid if its cash comes with it, numbered, and fired if its
 * channel says so; all of it or nothing. The same id again gives the same order.
 */
export async function placeOrder(ctx: Context, input: PlaceOrder, leave?: Leave): Promise<Order> {
  requireStaffFor(ctx, input);
  if (input.payment) requirePermission(ctx, 'TAKE_CASH');
  checkExpectedLines(input);
  const orderer = await ordererOf(ctx, input);
  const { channel } = orderer;
  const inputHash = hashOf(ctx, input);
  const place = await reachablePlace(ctx, input.outletId);
  const { outlet } = place;
  const earlier = input.id == null ? null : await placedBefore(ctx, input.id, inputHash);
  if (earlier) return earlier;
  const approver = isPricedByHand(input) ? await requireLeave(ctx, 'DISCOUNT', leave) : null;
  requireReach(approver, outlet.id);
  requireTakingOrders(ctx, place, channel, input.serviceMode);
  if (orderer.isAlone) await requireFewUnpaid(ctx, orderer);
  const basket = await fillBasket(ctx, place, { ...input, channel });
  requireExpected(input, basket);
  // Decided when it is taken; but whoever comes too late for the last one need not write an order first, nor wait for the stock's lock.
  requireSeenStock(basket);
  const order = newOrder(ctx, place, orderer, input, basket, inputHash);
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
  await takeStock(ctx, { orderId: order.id, outletId: outlet.id }, stockOf(basket));
  const placed = input.payment ? await sellAtCounter(ctx, order, input.payment) : order;
  const { pricingVersion } = await numberOrder(ctx, placed, outlet);
  if (pricingVersion !== place.pricingVersion) await requireCounted(ctx, uses, counted);
  for (const type of ['ORDER_PLACED', ...(input.payment ? (['ORDER_CHANGED'] as const) : [])] as const) recordEvent(ctx, orderEvent(type, placed));
  return placed;
}

/**
 * What an order was placed with, to recognise it when its id comes again. One without a tip is the same whether its client
 * knows of tips or not; a guest has no account, so the same order by a user is another.
 */
function hashOf({ session }: Context, input: PlaceOrder): string {
  const by = session.actor === 'CUSTOMER' ? session.userId : session.actor === 'GUEST' ? 'GUEST' : undefined;
  return fingerprintOf(withoutApproval({ ...input, id: undefined, tip: input.tip || undefined, by }));
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

function usesOf(order: Order, { pricing }: Basket, customer: string | null): UsedPromotions {
  const promotions = pricing.discounts.filter(({ source }) => source === 'PROMOTION');
  return { orderId: order.id, customerKey: customer, revenue: order.total, promotions };
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

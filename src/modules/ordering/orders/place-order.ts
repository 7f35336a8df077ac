import { constraintOf, LOCK_NOT_AVAILABLE, sqlState } from '../../../kernel/database/sql-state.ts';
import { fingerprintOf } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { requirePermission } from '../../../kernel/request/require-permission.ts';
import { flushInserts } from '../../../kernel/request/staged-inserts.ts';
import { RetryTransaction } from '../../../kernel/request/transaction.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import {
  type Approval,
  type Approver,
  type ApproverCredentials,
  requireApproval,
  requireApprovalSent,
  requireApproverReach,
  withoutApproval,
} from '../../identity/index.ts';
import { takeStock } from '../../menu/index.ts';
import { countUses, customerKey, requireCounted, stageUses, type UsedPromotions } from '../../promotions/index.ts';
import { isId, type Place, reachablePlace } from '../../tenancy/index.ts';
import { numberOrder } from '../model/number-order.ts';
import { Order } from '../model/order.entity.ts';
import { orderEvent } from '../model/order-event.ts';
import { askForBasket, type Basket, fillBasket, stockLinesOf } from '../pricing/basket.ts';
import { isSelfService, type Orderer, ordererOf } from '../pricing/orderer.ts';
import { type PriceOrder, requireVisibleStock } from '../pricing/price-order.ts';
import { hasStaffPrices, requireStaffFor } from '../pricing/staff-prices.ts';
import { requireTakingOrders } from '../pricing/taking-orders.ts';
import { auditPlacing } from './audit-placing.ts';
import { confirm } from './confirm-order.ts';
import { checkExpectedLines, type ExpectedLine, requireExpected } from './expected-price.ts';
import { countGuestOrder, requireUnpaidLimit } from './guest-order-limits.ts';
import { type NewOrderData, newOrder } from './new-order.ts';
import { type CounterPayment, sellAtCounter } from './sell-at-counter.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    'order.placed': Order;
  }
}

export interface PlaceOrder extends PriceOrder, NewOrderData {
  /** The token of a table's QR code. */
  readonly tableToken?: string | null;
  readonly expectedTotal?: Money | null;
  readonly expectedLines?: readonly ExpectedLine[] | null;
  readonly payment?: CounterPayment | null;
  readonly approval?: ApproverCredentials | null;
}

/**
 * Does the work that must not hold a transaction open: counts a guest's order and verifies the approver. An order that is
 * placed already is not a new order and needs no approval.
 */
export async function prepareToPlace(ctx: Context, input: PlaceOrder, approval: Approval | undefined): Promise<void> {
  const { id } = input;
  const isPlaced = id != null && isId(id) && (await ctx.em.count(Order, { id })) > 0;
  if (isPlaced) return;
  if (isSelfService(ctx)) await countGuestOrder(ctx, await ordererOf(ctx, input));
  await approval?.();
}

/** Prices set by hand need staff at a till who have the permission, or an approval. Cash needs the permission TAKE_CASH. */
export function requirePlacePermissions(ctx: Context, input: PlaceOrder, approval: Approval | undefined): void {
  requireStaffFor(ctx, input);
  if (input.payment) requirePermission(ctx, 'TAKE_CASH');
  if (hasStaffPrices(input)) requireApprovalSent(ctx, 'DISCOUNT', approval);
}

/**
 * Places an order completely or not at all, in four phases: read who orders where; decide what is ordered, at which price;
 * write the rows, before any lock that other orders of the outlet wait for; last, count what all orders share, one order after
 * the other. The same id again returns the same order.
 */
export async function placeOrder(ctx: Context, input: PlaceOrder, approval?: Approval): Promise<Order> {
  const request = await read(ctx, input, approval);
  if (request instanceof Order) return request;
  const decided = await decide(ctx, input, request);
  const written = await write(ctx, request, decided);
  const placed = count(ctx, input, request, decided);
  // The statements of both are on their way. If the rows could not be written, that is the cause of what follows.
  placed.catch(() => undefined);
  await written.rows;
  return placed;
}

/** Who orders, where, and with which approval. */
interface PlacementRequest {
  readonly orderer: Orderer;
  readonly place: Place;
  readonly inputHash: string;
  readonly approver: Approver | null;
}

/** An order that is priced but not written yet. */
interface Decided {
  readonly order: Order;
  readonly basket: Basket;
  readonly uses: UsedPromotions;
}

/** Reads who orders and where. Returns the order if the same id was placed before. */
async function read(ctx: Context, input: PlaceOrder, approval: Approval | undefined): Promise<PlacementRequest | Order> {
  requireStaffFor(ctx, input);
  if (input.payment) requirePermission(ctx, 'TAKE_CASH');
  checkExpectedLines(input);
  const orderer = await ordererOf(ctx, input);
  const inputHash = hashOf(ctx, input);
  const placed = input.id == null ? null : placedBefore(ctx, input.id, inputHash);
  placed?.catch(() => undefined);
  askForBasket(ctx, input.outletId, input);
  const place = await reachablePlace(ctx, input.outletId);
  const earlier = await placed;
  if (earlier) return earlier;
  const approver = hasStaffPrices(input) ? await requireApproval(ctx, 'DISCOUNT', approval) : null;
  requireApproverReach(approver, place.outlet.id);
  return { orderer, place, inputHash, approver };
}

/** Checks the order against the menu and prices it. Nothing is written yet. */
async function decide(ctx: Context, input: PlaceOrder, { orderer, place, inputHash }: PlacementRequest): Promise<Decided> {
  requireTakingOrders(ctx, place, orderer.channel, input.serviceMode);
  if (orderer.isAlone) await requireUnpaidLimit(ctx, orderer);
  const basket = await fillBasket(ctx, place, { ...input, channel: orderer.channel });
  requireExpected(input, basket);
  // takeStock decides about stock. This check only spares a late order the writes and the wait for the stock's lock.
  requireVisibleStock(basket);
  const order = newOrder(ctx, place, orderer, input, basket, inputHash);
  return { order, basket, uses: usesOf(order, basket, customerKey(ctx, input.customerPhone, place.country)) };
}

/** Sends the order and the rows that belong to it. */
async function write(ctx: Context, { approver }: PlacementRequest, { order, basket, uses }: Decided): Promise<{ readonly rows: Promise<void> }> {
  // The first event of this order. It is recorded again once the order has its numbers.
  recordEvent(ctx, orderEvent('ORDER_PLACED', order));
  await emit(ctx, 'order.placed', order);
  if (order.confirmOn === 'PLACEMENT' || (order.confirmOn === 'PAYMENT' && order.total === 0)) await confirm(ctx, order);
  stageUses(ctx, uses);
  const rows = insert(ctx);
  rows.catch(() => undefined);
  await auditPlacing(ctx, order, basket, approver?.id ?? null);
  return { rows };
}

/** Takes what other orders take too, in the order of locks: uses of promotions, stock, cash, and the outlet's next number. */
async function count(ctx: Context, { payment }: PlaceOrder, { place }: PlacementRequest, { order, basket, uses }: Decided): Promise<Order> {
  const { outlet, pricingVersion: priced } = place;
  const counted = await countUses(ctx, uses, basket.limited);
  await takeStock(ctx, { orderId: order.id, outletId: outlet.id }, stockLinesOf(basket));
  const placed = payment ? await sellAtCounter(ctx, order, payment) : order;
  const { pricingVersion } = await numberOrder(ctx, placed, outlet);
  if (pricingVersion !== priced) await requireCounted(ctx, uses, counted);
  for (const type of ['ORDER_PLACED', ...(payment ? (['ORDER_CHANGED'] as const) : [])] as const) recordEvent(ctx, orderEvent(type, placed));
  return placed;
}

/**
 * Hash of the input of an order, to recognise the input when its id comes again. An order without a tip is the same whether or
 * not its client knows tips. A guest has no account, so the same order by a signed-in customer is another one.
 */
function hashOf({ session }: Context, input: PlaceOrder): string {
  const by = session.actor === 'CUSTOMER' ? session.userId : session.actor === 'GUEST' ? 'GUEST' : undefined;
  return fingerprintOf(withoutApproval({ ...input, id: undefined, tip: input.tip || undefined, by }));
}

/**
 * The order that this id was used for; null: none. The id with another input or from another device is refused, so that it
 * reveals nothing about another order.
 */
async function placedBefore(ctx: Context, id: string, inputHash: string): Promise<Order | null> {
  if (!isId(id)) throw invalid(['id'], 'must be a UUID.');
  const order = await ctx.em.findOne(Order, { id });
  if (!order) return null;
  if (order.inputHash !== inputHash || order.deviceId !== ctx.session.deviceId) {
    throw new UserFailure('IDEMPOTENCY_KEY_REUSED', 'An order with this id was placed with another input.', { field: ['id'] });
  }
  ctx.answer.replayed = true;
  return order;
}

function usesOf(order: Order, { pricing }: Basket, customer: string | null): UsedPromotions {
  const promotions = pricing.discounts.filter(({ source }) => source === 'PROMOTION');
  return { orderId: order.id, customerKey: customer, revenue: order.total, promotions };
}

/** Broken by what happened since this order read: its id was placed, with what hangs on it, or a promotion was deleted. */
const BROKEN_BY_RACES: readonly string[] = [
  'order_pkey',
  'payable_pkey',
  'promotion_use_tenant_id_promotion_id_order_id_unique',
  'promotion_use_promotion_id_same_tenant',
];

/** When the same id is placed twice at the same time, the second transaction waits here for the first, then starts again and finds the order. */
async function insert(ctx: Context): Promise<void> {
  try {
    await flushInserts(ctx);
  } catch (error) {
    if (BROKEN_BY_RACES.includes(constraintOf(error) ?? '')) throw new RetryTransaction();
    if (sqlState(error) === LOCK_NOT_AVAILABLE) throw new RequestError('IDEMPOTENCY_IN_PROGRESS', 'An order with this id is still being placed; try again.');
    throw error;
  }
}

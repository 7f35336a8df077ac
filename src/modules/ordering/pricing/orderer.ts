import type { Context } from '../../../kernel/request/context.ts';
import { isPublic } from '../../../kernel/request/session.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { notFound, RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import { User } from '../../identity/index.ts';
import { type Channel, type ConfirmOn, type DiningTable, findTableByToken, type ServiceMode } from '../../tenancy/index.ts';
import { channelOf } from './price-order.ts';

/** Who orders, where they sit, and what follows from that. */
export interface Orderer {
  readonly channel: Channel;
  /** The table whose QR code the guest scanned. */
  readonly table: DiningTable | null;
  /** A signed-in customer. */
  readonly customer: User | null;
  /** No staff has checked the order. Such orders are limited. */
  readonly isAlone: boolean;
}

/** The fields of an order that decide its orderer. */
export interface OrdererSnapshot {
  readonly outletId: string;
  readonly serviceMode: ServiceMode;
  readonly channel?: Channel | null;
  readonly tableToken?: string | null;
}

/**
 * Who orders. Staff and kiosks choose the channel. A guest orders only with the QR code of the table they sit at. A signed-in
 * customer orders with such a code too, or ahead for takeaway.
 * @throws UNAUTHENTICATED for a guest without a code
 */
export async function ordererOf(ctx: Context, input: OrdererSnapshot): Promise<Orderer> {
  const { actor, userId } = ctx.session;
  if (actor === 'GUEST' && input.tableToken == null)
    throw new RequestError('UNAUTHENTICATED', 'This needs a token: sign in first, or order by the QR code of a table (tableToken).');
  const table = input.tableToken == null ? null : await tableOf(ctx, input.tableToken, input.outletId);
  const isAlone = isSelfService(ctx);
  if (!isAlone) return { channel: channelOf(ctx, input.channel ?? 'API'), table, customer: null, isAlone };
  const customer = actor === 'CUSTOMER' ? await ctx.em.findOneOrFail(User, { id: userId as string }) : null;
  return { channel: ownChannel(input, table), table, customer, isAlone };
}

/** Whether the caller is a guest or a customer. */
export function isSelfService({ session }: Context): boolean {
  return isPublic(session);
}

/** The channel of a guest or customer. The place decides the service mode: DINE_IN at a table, TAKEAWAY ahead. */
function ownChannel({ channel = null, serviceMode }: OrdererSnapshot, table: DiningTable | null): Channel {
  const [own, mode] = table ? (['QR', 'DINE_IN'] as const) : (['API', 'TAKEAWAY'] as const);
  if (channel !== null && channel !== own && channel !== 'API') throw invalid(['channel'], `must be ${own}, or left out.`);
  if (serviceMode !== mode) {
    const where = table ? 'at a table' : 'ahead, without the QR code of a table';
    throw new UserFailure('INVALID_INPUT', `serviceMode must be ${mode} for an order ${where}.`, { field: ['serviceMode'], details: { offered: [mode] } });
  }
  return own;
}

async function tableOf(ctx: Context, token: string, outletId: string): Promise<DiningTable> {
  const table = await findTableByToken(ctx, token);
  if (!table) throw notFound('Table', ['tableToken']);
  if (table.outlet.id !== outletId.toLowerCase()) throw notFound('Outlet', ['outletId']);
  return table;
}

/** An order ahead is cooked only once it is paid: its customer is not at the counter yet, and may never come. */
export function confirmOnOf({ table, isAlone }: Orderer, setting: ConfirmOn): ConfirmOn {
  return isAlone && !table && setting === 'PLACEMENT' ? 'PAYMENT' : setting;
}

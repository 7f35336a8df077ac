import { type Connection, findNewest, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { Tenant } from '../../tenancy/index.ts';
import { GatewayAccount } from '../model/gateway-account.entity.ts';
import { GatewayNotification, type NotificationOutcome } from '../model/gateway-notification.entity.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { capabilitiesIn, gatewayOf } from './account.ts';

/** The tenant's accounts with providers, sorted by provider name. */
export function findGatewayAccounts(ctx: Context): Promise<GatewayAccount[]> {
  tenantOf(ctx);
  return ctx.em.find(GatewayAccount, {}, { orderBy: { provider: 'asc' }, populate: ['sealedCredentials'] });
}

export interface NotificationFilter {
  readonly provider?: string | null;
  readonly outcome?: NotificationOutcome | null;
}

/** Notifications from providers, newest first. */
export function findNotifications(ctx: Context, { provider, outcome }: NotificationFilter, page: PageArguments): Promise<Connection<GatewayNotification>> {
  tenantOf(ctx);
  const where = [...(provider ? [{ provider: provider.replaceAll('\0', '') }] : []), ...(outcome ? [{ outcome }] : [])];
  return findNewest(ctx.em, GatewayNotification, 'receivedAt', where, page);
}

/** The methods with which a payment can be started in the tenant's currency. */
export async function startableMethods(ctx: Context): Promise<PaymentMethod[]> {
  const { currency } = await ctx.em.findOneOrFail(Tenant, { id: tenantOf(ctx) });
  const accounts = await ctx.em.find(GatewayAccount, { active: true });
  const takes = (provider: string, method: PaymentMethod): boolean => {
    const gateway = gatewayOf(ctx, provider);
    return gateway !== undefined && capabilitiesIn(gateway, currency).some((of) => of.method === method);
  };
  const methods: readonly PaymentMethod[] = ['QRIS', 'CARD', 'EWALLET', 'BANK_TRANSFER'];
  return methods.filter((method) => {
    const own = accounts.filter((account) => account.methods.includes(method));
    return own.length > 0 ? own.some(({ provider }) => takes(provider, method)) : takes('demo', method);
  });
}

import type { Context } from '../../../kernel/request/context.ts';
import { tenantOf } from '../../../kernel/request/context.ts';
import type { Account, Capability, Gateway, Provider } from '../gateways/gateway.ts';
import { GatewayAccount } from '../model/gateway-account.entity.ts';
import type { Payment } from '../model/payment.entity.ts';

/** Context that an account's secrets are sealed with: copied into another row, they cannot be opened. */
export function sealingContext(tenantId: string, provider: string): string {
  return `gateway_account|${tenantId}|${provider}`;
}

/** Path to which a provider sends the notifications of a tenant's payments. */
export function notifyPath(provider: string, tenantId: string): string {
  return `/webhooks/${provider}/${tenantId}`;
}

/** The gateway of a provider; undefined: this server does not have it. */
export function gatewayOf({ services }: Pick<Context, 'services'>, provider: string): Gateway | undefined {
  return services.gateways.get(provider as Provider);
}

/** A gateway's capabilities in a currency. */
export function capabilitiesIn({ capabilities }: Gateway, currency: string): readonly Capability[] {
  return capabilities.filter(({ currencies }) => currencies === null || currencies.includes(currency));
}

/** Whether the provider of a payment can refund it in part, only as a whole, or not at all. */
export function refundsOf(ctx: Context, { provider, method }: Pick<Payment, 'provider' | 'method'>): Capability['refunds'] {
  return gatewayOf(ctx, provider)?.capabilities.find((of) => of.method === method)?.refunds ?? 'NONE';
}

/** The secrets of an account, by name. */
export function openSecrets(ctx: Context, { provider, sealedCredentials }: GatewayAccount): Record<string, string> {
  return JSON.parse(ctx.services.vault.open(sealedCredentials, sealingContext(tenantOf(ctx), provider))) as Record<string, string>;
}

/** The tenant's account with a provider, with its secrets opened; null when there is none. The demo gateway needs no account. */
export async function accountOf(ctx: Context, provider: string): Promise<Account | null> {
  const tenantId = tenantOf(ctx);
  if (provider === 'demo') return { tenantId, mode: 'TEST', credentials: {}, notifyUrl: null };
  const account = await ctx.em.findOne(GatewayAccount, { provider }, { populate: ['sealedCredentials'] });
  if (!account) return null;
  const { publicUrl } = ctx.services.settings;
  return {
    tenantId,
    mode: account.mode,
    credentials: openSecrets(ctx, account),
    notifyUrl: publicUrl && publicUrl + notifyPath(provider, tenantId),
  };
}

import type { Context } from '../../../kernel/request/context.ts';
import { tenantOf } from '../../../kernel/request/context.ts';
import type { Account, Capability, Gateway, Provider } from '../gateways/gateway.ts';
import { GatewayAccount } from '../model/gateway-account.entity.ts';
import type { Payment } from '../model/payment.entity.ts';

/** What an account's secrets are sealed for: put into another row they do not open. */
export function sealingContext(tenantId: string, provider: string): string {
  return `gateway_account|${tenantId}|${provider}`;
}

/** Where a provider sends its notifications of a tenant's payments. */
export function notifyPath(provider: string, tenantId: string): string {
  return `/webhooks/${provider}/${tenantId}`;
}

/** The gateway of a provider; undefined: this server has none. */
export function gatewayOf({ services }: Pick<Context, 'services'>, provider: string): Gateway | undefined {
  return services.gateways.get(provider as Provider);
}

/** What a gateway takes in a currency. */
export function capabilitiesIn({ capabilities }: Gateway, currency: string): readonly Capability[] {
  return capabilities.filter(({ currencies }) => currencies === null || currencies.includes(currency));
}

/** How the provider of a payment can give it back. */
export function refundsOf(ctx: Context, { provider, method }: Pick<Payment, 'provider' | 'method'>): Capability['refunds'] {
  return gatewayOf(ctx, provider)?.capabilities.find((of) => of.method === method)?.refunds ?? 'NONE';
}

/** The secrets of an account, by name. */
export function openSecrets(ctx: Context, { provider, sealedCredentials }: GatewayAccount): Record<string, string> {
  return JSON.parse(ctx.services.vault.open(sealedCredentials, sealingContext(tenantOf(ctx), provider))) as Record<string, string>;
}

/** The tenant's account with a provider, its secrets open; null when there is none. The demo gateway needs none. */
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

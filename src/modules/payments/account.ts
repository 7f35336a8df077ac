import type { Context } from '../../kernel/context.ts';
import { tenantOf } from '../../kernel/context.ts';
import { GatewayAccount } from './gateway-account.entity.ts';
import type { Account, Gateway, Provider } from './gateways/gateway.ts';

/** What an account's secrets are sealed for: put into another row they do not open. */
export function sealedFor(tenantId: string, provider: string): string {
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
    credentials: JSON.parse(ctx.services.vault.open(account.sealedCredentials, sealedFor(tenantId, provider))) as Record<string, string>,
    notifyUrl: publicUrl && publicUrl + notifyPath(provider, tenantId),
  };
}

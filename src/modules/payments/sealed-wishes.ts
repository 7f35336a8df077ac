import { type Context, tenantOf } from '../../kernel/context.ts';
import type { Wishes } from './gateways/gateway.ts';

const sealedFor = (ctx: Context, paymentId: string): string => `payment|${tenantOf(ctx)}|${paymentId}`;

/** What the client asked for, kept until the provider has answered: a card's token and names are nobody else's. */
export function sealWishes(ctx: Context, paymentId: string, wishes: Wishes): string {
  return ctx.services.vault.seal(JSON.stringify(wishes), sealedFor(ctx, paymentId));
}

export function openSealedWishes(ctx: Context, paymentId: string, sealed: string): Wishes {
  return JSON.parse(ctx.services.vault.open(sealed, sealedFor(ctx, paymentId))) as Wishes;
}

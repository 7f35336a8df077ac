import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import type { Wishes } from '../gateways/gateway.ts';

const sealedFor = (ctx: Context, paymentId: string): string => `payment|${tenantOf(ctx)}|${paymentId}`;

/** What the client asked for, kept until the provider has answered: a card's token and names are nobody else's. */
export function sealWishes(ctx: Context, paymentId: string, wishes: Wishes): string {
  return ctx.services.vault.seal(JSON.stringify(wishes), sealedFor(ctx, paymentId));
}

/** Sealed with a key that is gone they are lost; the payment goes on without them, as one that the customer has to act on. */
export function openSealedWishes(ctx: Context, paymentId: string, sealed: string): Wishes {
  try {
    return JSON.parse(ctx.services.vault.open(sealed, sealedFor(ctx, paymentId))) as Wishes;
  } catch (error) {
    ctx.services.logger.error({ err: error, paymentId }, 'what was asked for with a payment cannot be read any more');
    return {};
  }
}

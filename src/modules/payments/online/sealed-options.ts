import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import type { PaymentOptions } from '../gateways/gateway.ts';

const sealedFor = (ctx: Context, paymentId: string): string => `payment|${tenantOf(ctx)}|${paymentId}`;

/** What the client asked for, kept until the provider has answered: a card's token and names are nobody else's. */
export function sealOptions(ctx: Context, paymentId: string, options: PaymentOptions): string {
  return ctx.services.vault.seal(JSON.stringify(options), sealedFor(ctx, paymentId));
}

/** Sealed with a key that is gone they are lost; the payment goes on without them, as one that the customer has to act on. */
export function openSealedOptions(ctx: Context, paymentId: string, sealed: string): PaymentOptions {
  try {
    return JSON.parse(ctx.services.vault.open(sealed, sealedFor(ctx, paymentId))) as PaymentOptions;
  } catch (error) {
    ctx.services.logger.error({ err: error, paymentId }, 'what was asked for with a payment cannot be read any more');
    return {};
  }
}

import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import type { PaymentOptions } from '../gateways/gateway.ts';

const sealedFor = (ctx: Context, paymentId: string): string => `payment|${tenantOf(ctx)}|${paymentId}`;

/** Seals the client's payment options, which are stored until the provider has answered: they hold card tokens and names. */
export function sealOptions(ctx: Context, paymentId: string, options: PaymentOptions): string {
  return ctx.services.vault.seal(JSON.stringify(options), sealedFor(ctx, paymentId));
}

/** Returns no options when the key is gone: the payment goes on without them, and the customer has to act on it. */
export function openSealedOptions(ctx: Context, paymentId: string, sealed: string): PaymentOptions {
  try {
    return JSON.parse(ctx.services.vault.open(sealed, sealedFor(ctx, paymentId))) as PaymentOptions;
  } catch (error) {
    ctx.services.logger.error({ err: error, paymentId }, 'what was asked for with a payment cannot be read any more');
    return {};
  }
}

import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { GatewayAccount } from '../model/gateway-account.entity.ts';
import type { CaptureMode } from '../model/payment.entity.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { capabilitiesIn, gatewayOf } from './account.ts';

interface Choice {
  readonly method: PaymentMethod;
  readonly currency: string;
  readonly captureMode: CaptureMode;
  /** Provider that the client asked for; null: the one that is set up for the method. */
  readonly wanted: string | null;
}

/** Provider for a payment: the oldest active account that supports it; if no account has the method, the demo gateway, where there is one. */
export async function chooseProvider(ctx: Context, choice: Choice): Promise<string> {
  const { method, wanted } = choice;
  const accounts = await ctx.em.find(GatewayAccount, { active: true }, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: 20 });
  const own = accounts.filter(({ methods }) => methods.includes(method)).map(({ provider }) => provider);
  const candidates = [...own, ...(own.length === 0 || wanted === 'demo' ? ['demo'] : [])].filter((provider) => wanted === null || provider === wanted);
  const gateways = candidates.map((provider) => gatewayOf(ctx, provider)).filter((gateway) => gateway !== undefined);
  if (gateways.length === 0)
    throw wanted === null
      ? invalid(['method'], `${method} is not set up with any provider.`)
      : invalid(['provider'], `${wanted} is not set up for ${method} payments.`);
  const able = gateways.find((gateway) => supports(gateway, choice));
  if (!able)
    throw invalid(
      ['method'],
      `cannot be taken in ${choice.currency}${choice.captureMode === 'MANUAL' ? ' with a later capture' : ''} by ${candidates.join(', ')}.`,
    );
  return able.provider;
}

function supports(gateway: Gateway, { method, currency, captureMode }: Choice): boolean {
  return capabilitiesIn(gateway, currency).some((of) => of.method === method && (captureMode === 'AUTOMATIC' || of.manualCapture));
}

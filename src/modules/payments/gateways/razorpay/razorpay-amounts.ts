import { fromProviderAmount, type Money, toProviderAmount } from '../../../../kernel/values/money.ts';
import { GatewayRefused } from '../gateway.ts';

/** Razorpay counts in paise. */
const PAISE = { exponent: 2 } as const;

/** @throws GatewayRefused when the amount is not exact in paise */
export function toPaise(amount: Money, currency: string): number {
  try {
    return toProviderAmount(amount, currency, PAISE);
  } catch (error) {
    throw new GatewayRefused(error instanceof Error ? error.message : String(error), 'AMOUNT');
  }
}

/** Razorpay's amount in our minor units; NaN: no exact amount. */
export function fromPaise(amount: unknown, currency: unknown): Money {
  try {
    return fromProviderAmount(typeof amount === 'number' ? amount : Number.NaN, String(currency), PAISE);
  } catch {
    return Number.NaN;
  }
}

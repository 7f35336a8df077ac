import { fromProviderAmount, type Money, type ProviderUnit, toProviderAmount } from '../../../../kernel/values/money.ts';
import { GatewayRefused } from '../gateway.ts';

const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '));

/**
 * Stripe's unit for a currency (payments reference §4.4): hundredths, also for rupiah. Exceptions are currencies without
 * decimals, currencies with three decimals, whose last digit must be 0, and the króna, whose hundredths must be 0.
 */
function unitOf(currency: string): ProviderUnit {
  if (ZERO_DECIMAL.has(currency)) return { exponent: 0 };
  if (THREE_DECIMAL.has(currency)) return { exponent: 3, multipleOf: 10 };
  return currency === 'ISK' ? { exponent: 2, multipleOf: 100 } : { exponent: 2 };
}

/** An amount in Stripe's unit. @throws GatewayRefused when it is not exact in that unit */
export function toStripe(amount: Money, currency: string): number {
  try {
    return toProviderAmount(amount, currency, unitOf(currency));
  } catch (error) {
    throw new GatewayRefused(error instanceof Error ? error.message : String(error), 'AMOUNT');
  }
}

/** Stripe's amount in our minor units; null: not given; NaN: no exact amount. */
export function fromStripe(amount: unknown, currency: unknown): Money | null {
  if (amount === null || amount === undefined) return null;
  try {
    const code = String(currency).toUpperCase();
    return fromProviderAmount(typeof amount === 'number' ? amount : Number.NaN, code, unitOf(code));
  } catch {
    return Number.NaN;
  }
}

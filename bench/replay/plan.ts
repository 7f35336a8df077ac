/** One phase: the same orders at one outlet of one tenant. */
export interface Plan {
  readonly title: string;
  readonly slug: string;
  readonly tenantName: string;
  readonly currency: 'USD' | 'IDR';
  readonly country: string;
  readonly timeZone: string;
  /** Minor units of the currency per US cent of the file. */
  readonly perCent: number;
  /** In basis points, like the tax rate. */
  readonly serviceChargeRate: number;
  readonly taxRate: number;
  /** The smallest cash amount in circulation. */
  readonly cashRoundingStep: number;
  /** Guests pay with the next multiple of this amount. */
  readonly banknote: number;
}

export function usDollars(slug: string): Plan {
  return {
    title: 'USD, no tax, no service charge',
    slug,
    tenantName: 'Replay (USD)',
    currency: 'USD',
    country: 'US',
    timeZone: 'America/New_York',
    perCent: 1,
    serviceChargeRate: 0,
    taxRate: 0,
    cashRoundingStep: 1,
    banknote: 100,
  };
}

/** One US cent becomes 150 rupiah. 5 % of such an amount often ends in half a rupiah, which tests the rounding. */
export function rupiah(slug: string): Plan {
  return {
    title: 'IDR (1 cent = Rp 150), service charge 5 %, tax 10 % on top, cash rounded to Rp 100',
    slug: `${slug}-idr`,
    tenantName: 'Replay (IDR)',
    currency: 'IDR',
    country: 'ID',
    timeZone: 'Asia/Jakarta',
    perCent: 150,
    serviceChargeRate: 500,
    taxRate: 1000,
    cashRoundingStep: 100,
    banknote: 1000,
  };
}

export function formatMoney(amount: number, currency: Plan['currency']): string {
  return currency === 'USD' ? `USD ${(amount / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}` : `IDR ${amount.toLocaleString('en-US')}`;
}

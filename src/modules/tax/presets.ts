import type { BasisPoints } from '../../kernel/values/money.ts';
import { type DatedRate, EXEMPT } from './tax-terms.ts';
import type { Withholding } from './withholding.ts';

/** Ready-made tax regimes. */
export const TaxPresetCode = { INDONESIA: 'INDONESIA', ETHIOPIA: 'ETHIOPIA', NONE: 'NONE' } as const;
export type TaxPresetCode = keyof typeof TaxPresetCode;

/** The terms of a regime: the rates by group, with their days, and what business buyers withhold. */
export interface RegimeTerms {
  /** Applies to products without a tax group, to groups that the regime does not know, and to taxable fees. */
  readonly defaultGroup: string;
  readonly rates: readonly DatedRate[];
  readonly withholding: Withholding | null;
}

export interface TaxPreset extends RegimeTerms {
  readonly code: TaxPresetCode;
  /** Name of a regime that is created from it; the region is added after it. */
  readonly name: string;
  /** Legal basis of the rules (payments reference §8.1, §8.2). */
  readonly description: string;
  /** ISO 4217 currency of its amounts; null: it has none. */
  readonly currency: string | null;
  /** The group whose rate each city sets, and the maximum rate; null: no city sets one. */
  readonly regional: { readonly taxGroup: string; readonly maxRate: BasisPoints } | null;
}

const rate = (taxGroup: string, name: string, basisPoints: BasisPoints, more: Partial<DatedRate> = {}): DatedRate => ({
  taxGroup,
  name,
  rate: basisPoints,
  baseNumerator: 1,
  baseDenominator: 1,
  validFrom: null,
  validUntil: null,
  active: true,
  ...more,
});
const elevenTwelfths = { baseNumerator: 11, baseDenominator: 12 };

const indonesia: TaxPreset = {
  code: 'INDONESIA',
  name: 'PBJT',
  description:
    'Restaurants in Indonesia. RESTAURANT (default): the regional tax on food and drink, PBJT, on receipts PB1. Law 1/2022: objects art. 50–51, ' +
    'base art. 57, at most 10 % art. 58, computation art. 59; each city or regency sets its rate. Its base is what the restaurant receives, service charge ' +
    'included (Government Regulation 35/2023 art. 19). GOODS: retail goods under VAT, PPN: 11 % until 2024-12-31, from 2025-01-01 12 % of 11/12 of the price ' +
    '(Minister of Finance Regulation 131/2024 art. 3). LUXURY: 12 % of the full price from 2025-02-01, as GOODS before. EXEMPT: nothing, e.g. where the ' +
    'turnover is under the limit of the by-law. Not legal advice.',
  currency: null,
  regional: { taxGroup: 'RESTAURANT', maxRate: 1000 },
  defaultGroup: 'RESTAURANT',
  rates: [
    rate('RESTAURANT', 'PB1', 1000),
    rate('GOODS', 'PPN', 1100, { validUntil: '2024-12-31' }),
    rate('GOODS', 'PPN', 1200, { ...elevenTwelfths, validFrom: '2025-01-01' }),
    rate('LUXURY', 'PPN', 1100, { validUntil: '2024-12-31' }),
    rate('LUXURY', 'PPN', 1200, { ...elevenTwelfths, validFrom: '2025-01-01', validUntil: '2025-01-31' }),
    rate('LUXURY', 'PPN', 1200, { validFrom: '2025-02-01' }),
  ],
  withholding: null,
};

const ethiopia: TaxPreset = {
  code: 'ETHIOPIA',
  name: 'Ethiopian VAT',
  description:
    'Sellers in Ethiopia. VAT (default): 15 % (Proclamation 1341/2024 art. 8, in force since 2024-08-21; 15 % before it too). ZERO_RATED: 0 %, shown on ' +
    'receipts (same article). TOT_GOODS 2 % and TOT_SERVICES 10 %: turnover tax of sellers outside VAT (Proclamation 308/2002), reported as abolished in 2025 ' +
    '(Proclamation 1395/2025), so they are off. EXEMPT: nothing. Withholding by business buyers: 3 % of the amount without tax, of services (catering) above ' +
    'ETB 10,000.00 a transaction; for goods the threshold is ETB 20,000.00: set it by hand. The withholding rates were reported in August 2025 and not read ' +
    'in the gazette. Not legal advice.',
  currency: 'ETB',
  regional: null,
  defaultGroup: 'VAT',
  rates: [
    rate('VAT', 'VAT', 1500),
    rate('ZERO_RATED', 'VAT', 0),
    rate('TOT_GOODS', 'TOT', 200, { active: false }),
    rate('TOT_SERVICES', 'TOT', 1000, { active: false }),
  ],
  withholding: { rate: 300, above: 1_000_000 },
};

const none: TaxPreset = {
  code: 'NONE',
  name: 'No tax',
  description: 'No tax is asked of anything.',
  currency: null,
  regional: null,
  defaultGroup: EXEMPT,
  rates: [],
  withholding: null,
};

export const presets = { INDONESIA: indonesia, ETHIOPIA: ethiopia, NONE: none } as const satisfies Record<TaxPresetCode, TaxPreset>;

/** The terms of a preset for a brand in a currency, with a city's own rate. Amounts in another currency are left out. */
export function presetTerms(code: TaxPresetCode, currency: string, regionalRate?: BasisPoints): RegimeTerms {
  const { defaultGroup, rates, regional, withholding, currency: own }: TaxPreset = presets[code];
  return {
    defaultGroup,
    rates: rates.map((entry) => (regionalRate !== undefined && entry.taxGroup === regional?.taxGroup ? { ...entry, rate: regionalRate } : entry)),
    withholding: own === currency ? withholding : null,
  };
}

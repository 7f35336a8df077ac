import { type Context, tenantOf } from '../../kernel/request/context.ts';
import { checkInteger, checkList, invalid } from '../../kernel/values/check.ts';
import { atPath, notFound } from '../../kernel/values/errors.ts';
import { type BasisPoints, MAX_AMOUNT, type Money } from '../../kernel/values/money.ts';
import { chooseOneOf, type OneOfChoice } from '../../kernel/values/one-of.ts';
import { currentTenant, isId, localTime, reachablePlace, type ServiceMode } from '../tenancy/index.ts';
import { type Charges, charge, type ServiceTerms } from './charges.ts';
import { outletRegime, regimeTerms, taxesOn } from './outlet-taxes.ts';
import { presetTerms, type RegimeTerms, type TaxPresetCode } from './presets.ts';
import { checkTaxGroup } from './regime-shape.ts';
import { type TaxTerms, termsOn } from './tax-terms.ts';
import { type Withheld, withhold } from './withholding.ts';

/** The rules to calculate with: exactly one is set. */
interface RequestedRules {
  readonly outletId?: string | null;
  readonly taxRegimeId?: string | null;
  readonly preset?: TaxPresetCode | null;
}

/** The rules are in `rules`, or beside it as in earlier releases. */
export interface CalculateTax extends RequestedRules {
  readonly lines: readonly { readonly amount: Money; readonly taxGroup?: string | null }[];
  readonly rules?: RequestedRules | null;
  readonly date?: string | null;
  readonly pricesIncludeTax?: boolean | null;
  /** For an outlet: the mode whose service charge applies; null: the charge of modes without their own. */
  readonly serviceMode?: ServiceMode | null;
  readonly serviceChargeRate?: BasisPoints | null;
  readonly serviceChargeTaxable?: boolean | null;
}

export interface TaxCalculation extends Charges {
  readonly currency: string;
  readonly date: string;
  readonly pricesIncludeTax: boolean;
  readonly amounts: readonly Money[];
  readonly withholding: Withheld | null;
}

/** The rules to calculate with; for an outlet also its settings. */
interface Rules {
  readonly currency: string;
  readonly date: string;
  readonly taxes: TaxTerms;
  readonly withholding: RegimeTerms['withholding'];
  readonly pricesIncludeTax: boolean;
  readonly service: ServiceTerms;
}

const MAX_LINES = 250;
const BY = ['outletId', 'taxRegimeId', 'preset'] as const;

/** Service charge and taxes of a basket by the rules of an outlet, a regime or a preset. It uses the engine that prices orders. */
export async function calculateTax(ctx: Context, input: CalculateTax): Promise<TaxCalculation> {
  tenantOf(ctx);
  const lines = checkList(input.lines, ['lines'], { min: 1, max: MAX_LINES }).map(({ amount, taxGroup }, index) => ({
    amount: checkInteger(amount, ['lines', index, 'amount'], 0, MAX_AMOUNT),
    taxGroup: taxGroup == null ? null : checkTaxGroup(taxGroup, ['lines', index, 'taxGroup']),
  }));
  const rate = input.serviceChargeRate == null ? null : checkInteger(input.serviceChargeRate, ['serviceChargeRate'], 0, 10_000);
  const { currency, date, taxes, withholding, ...settings } = await rulesOf(ctx, input);
  const pricesIncludeTax = input.pricesIncludeTax ?? settings.pricesIncludeTax;
  const service = { ...settings.service, rate: rate ?? settings.service.rate, taxable: input.serviceChargeTaxable ?? settings.service.taxable };
  // Largest first, as when orders are priced: the order of the lines changes no amount.
  const order = [...lines.keys()].sort((a, b) => compare(lines[a] as Line, lines[b] as Line) || a - b);
  const sorted = order.map((index) => lines[index] as Line);
  const priced = sorted.map(({ amount, taxGroup }) => ({ gross: amount, net: amount, taxGroup }));
  const charges = charge({ pricesIncludeTax, service, taxes, lines: priced, fees: [] });
  return {
    ...charges,
    lines: lines.map((_, index) => charges.lines[order.indexOf(index)] as Charges['lines'][number]),
    currency,
    date,
    pricesIncludeTax,
    amounts: lines.map(({ amount }) => amount),
    withholding: withhold(charges.total, charges.tax, withholding),
  };
}

interface Line {
  readonly amount: Money;
  readonly taxGroup: string | null;
}

function compare(a: Line, b: Line): number {
  // Lines without a group come last.
  const [one, other] = [a.taxGroup ?? '~', b.taxGroup ?? '~'];
  return b.amount - a.amount || (one === other ? 0 : one < other ? -1 : 1);
}

async function rulesOf(ctx: Context, input: CalculateTax): Promise<Rules> {
  const { outletId, taxRegimeId, preset } = input;
  const wanted = chooseOneOf<RequestedRules>('rules', input.rules, { outletId, taxRegimeId, preset });
  const { choice, fieldPath } = wanted;
  const [by = BY[0], ...more] = BY.filter((name) => choice[name] != null);
  if (more[0] || choice[by] == null) throw invalid([...fieldPath, more[0] ?? by], 'or another: exactly one of outletId, taxRegimeId and preset is needed.');
  if (input.serviceMode != null && choice.outletId == null) throw invalid(['serviceMode'], 'goes only with outletId: outlets have service charges.');
  const now = ctx.services.clock.now();
  if (choice.outletId != null) {
    const id = choice.outletId;
    const { outlet, currency, pricingVersion } = await atPath(fieldPath, () => reachablePlace(ctx, id));
    const regime = await outletRegime(ctx, outlet, pricingVersion);
    const date = input.date ?? localTime(now, outlet.timeZone).date;
    const serviceRate = input.serviceMode == null ? outlet.serviceChargeRate : outlet.serviceChargeRateOf(input.serviceMode);
    const service = { rate: serviceRate, taxable: outlet.serviceChargeTaxable, basis: outlet.serviceChargeBasis };
    return {
      currency,
      date,
      taxes: taxesOn(outlet, regime, date),
      withholding: regime?.withholding ?? null,
      pricesIncludeTax: outlet.pricesIncludeTax,
      service,
    };
  }
  const { currency, timeZone, pricingVersion } = await currentTenant(ctx);
  const { defaultGroup, rates, withholding } = await requestedTerms(ctx, wanted, currency, pricingVersion);
  const date = input.date ?? localTime(now, timeZone).date;
  const service: ServiceTerms = { rate: 0, taxable: true, basis: 'AFTER_DISCOUNTS' };
  return { currency, date, taxes: termsOn(defaultGroup, rates, date), withholding, pricesIncludeTax: false, service };
}

async function requestedTerms(
  ctx: Context,
  { choice, fieldPath }: OneOfChoice<RequestedRules>,
  currency: string,
  pricingVersion: number,
): Promise<RegimeTerms> {
  const { preset, taxRegimeId } = choice;
  if (preset != null) return presetTerms(preset, currency);
  const regime = taxRegimeId != null && isId(taxRegimeId) ? await regimeTerms(ctx, taxRegimeId.toLowerCase(), pricingVersion) : null;
  if (!regime) throw notFound('Tax regime', [...fieldPath, 'taxRegimeId']);
  return regime;
}

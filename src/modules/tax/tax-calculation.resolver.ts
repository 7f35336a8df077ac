import { currencyOf } from '../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, Query, Resolver, type Shown, type ValueOf } from '../../kernel/graphql/decorators.ts';
import { mutationPayload } from '../../kernel/request/command.ts';
import type { Context } from '../../kernel/request/context.ts';
import { calculateTax, type TaxCalculation } from './calculate-tax.ts';
import { CalculateTaxInput, CalculateTaxPayload, type TaxCalculationType, TaxIdCheckType } from './tax-calculation.type.ts';
import { checkTaxId, type TaxIdCheck, TaxIdKind } from './tax-id.ts';

@Resolver()
export class TaxCalculationResolver {
  @Query(() => CalculateTaxPayload, {
    description: 'Service charge and taxes of amounts, from the engine that prices orders: for an outlet, a tax regime or a preset, on any day. Guests too.',
  })
  @Authorized('PUBLIC')
  calculateTax(@Ctx() ctx: Context, @Arg('input', () => CalculateTaxInput) input: CalculateTaxInput): Promise<ValueOf<typeof CalculateTaxPayload>> {
    return mutationPayload(
      ctx,
      () => calculateTax(ctx, input),
      (calculation) => ({ calculation: calculationType(calculation) }),
    );
  }

  @Query(() => TaxIdCheckType, {
    description:
      'Whether a text has the form of a tax number. Guests too, without a tenant. The taxId of tenants and outlets is not checked: receipts print it as it is written.',
  })
  @Authorized('PUBLIC')
  validateTaxId(
    @Arg('kind', () => TaxIdKind, { description: 'Kind of the tax number.' }) kind: TaxIdKind,
    @Arg('value', () => String, {
      description: 'Tax number as a person writes it: 10 digits (ETHIOPIA_TIN), or 15 or 16 digits (INDONESIA_NPWP), with separators.',
    })
    value: string,
  ): TaxIdCheck {
    return checkTaxId(kind, value);
  }
}

function calculationType({ currency, amounts, lines, pricesIncludeTax, ...calculation }: TaxCalculation): Shown<TaxCalculationType> {
  return {
    ...calculation,
    pricesIncludeTax,
    currency: currencyOf(currency),
    net: calculation.total - calculation.serviceCharge - calculation.tax,
    lines: lines.map(({ serviceCharge, tax, rule }, index) => {
      const amount = amounts[index] ?? 0;
      const net = pricesIncludeTax ? amount - serviceCharge - tax : amount;
      return { net, serviceCharge, tax, taxName: rule?.name ?? null, taxRate: rule?.rate ?? null, total: net + serviceCharge + tax };
    }),
  };
}

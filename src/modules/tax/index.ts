import { OutletTaxesResolver } from './outlet-taxes.resolver.ts';
import { TaxCalculationResolver } from './tax-calculation.resolver.ts';
import { TaxRegimeResolver, taxRegimePayloadResolvers } from './tax-regime.resolver.ts';

export { type Charges, charge, type Fee, type ServiceTerms, type TaxAmount } from './charges.ts';
export { type CreateTaxRegime, createTaxRegime } from './create-tax-regime.ts';
export { taxNodes } from './nodes.ts';
export { outletTaxes, outletWithholding } from './outlet-taxes.ts';
export { type SetOutletTaxRegime, setOutletTaxRegime } from './set-outlet-tax-regime.ts';
export { TaxLineType } from './tax-calculation.type.ts';
export { TaxRate, TaxRegime } from './tax-regime.entity.ts';
export { taxGroupsOf } from './tax-regime.repository.ts';
export { EXEMPT, ruleOf, singleRate, type TaxRule, type TaxTerms, termsOn } from './tax-terms.ts';
export { type Withheld, type Withholding, withhold } from './withholding.ts';

/** The module's part of the schema. */
export const taxResolvers = [TaxRegimeResolver, ...taxRegimePayloadResolvers, OutletTaxesResolver, TaxCalculationResolver] as const;

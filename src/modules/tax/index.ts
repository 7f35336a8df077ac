import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { listSizes } from './list-sizes.ts';
import { taxNodes } from './nodes.ts';
import { OutletTaxesResolver } from './outlet-taxes.resolver.ts';
import { TaxCalculationResolver } from './tax-calculation.resolver.ts';
import { TaxRate, TaxRegime } from './tax-regime.entity.ts';
import { TaxRegimeResolver, taxRegimePayloadResolvers } from './tax-regime.resolver.ts';

export { type Charges, charge, type Fee, type ServiceTerms, type TaxAmount } from './charges.ts';
export { type CreateTaxRegime, createTaxRegime } from './create-tax-regime.ts';
export { outletTaxes, outletWithholding } from './outlet-taxes.ts';
export { type SetOutletTaxRegime, setOutletTaxRegime } from './set-outlet-tax-regime.ts';
export { TaxLineType } from './tax-calculation.type.ts';
export { taxGroupsOf } from './tax-regime.repository.ts';
export { EXEMPT, ruleOf, singleRate, type TaxRule, type TaxTerms, termsOn } from './tax-terms.ts';
export { type Withheld, type Withholding, withhold } from './withholding.ts';

export const taxModule: Module = {
  entities: [TaxRegime, TaxRate],
  resolvers: [TaxRegimeResolver, ...taxRegimePayloadResolvers, OutletTaxesResolver, TaxCalculationResolver],
  nodes: taxNodes,
  auditActions,
  listSizes,
};

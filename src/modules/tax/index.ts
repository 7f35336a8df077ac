export { type Charges, charge, type Fee, type ServiceTerms, type TaxAmount } from './charges.ts';
export { outletTaxes } from './outlet-taxes.ts';
export { TaxRate, TaxRegime } from './tax-regime.entity.ts';
export { EXEMPT, ruleOf, singleRate, type TaxRule, type TaxTerms, termsOn } from './tax-terms.ts';

/** Typical lengths of lists that are longer or shorter than the default, by `Type.field`: what a busy restaurant has, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'CreateTaxRegimePayload.outlets': 5,
  'Outlet.taxes': 2,
  'TaxCalculation.taxes': 2,
  'TaxPreset.rates': 4,
  'TaxRegime.rates': 4,
  'UpdateTaxRegimePayload.outlets': 5,
};

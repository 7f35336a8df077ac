/** Lists that are usually longer or shorter than others, by `Type.field`: what a busy restaurant has, not the most there can be. */
export const listSizes: Readonly<Record<string, number>> = {
  'CreateTaxRegimePayload.outlets': 5,
  'Outlet.taxes': 2,
  'TaxCalculation.taxes': 2,
  'TaxPreset.rates': 4,
  'TaxRegime.rates': 4,
  'UpdateTaxRegimePayload.outlets': 5,
};

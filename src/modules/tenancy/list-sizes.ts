/** Typical lengths of lists that are longer or shorter than the default, by `Type.field`: what a busy restaurant has, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'OpeningException.intervals': 2,
  'Outlet.channels': 6,
  'Outlet.serviceChargeRates': 3,
  'Outlet.stations': 4,
  'Query.diningTables': 30,
  'Query.outlets': 5,
  'Query.stations': 8,
  'Tenant.outlets': 5,
};

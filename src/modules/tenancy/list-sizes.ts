/** Lists that are usually longer or shorter than others, by `Type.field`: what a busy restaurant has, not the most there can be. */
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

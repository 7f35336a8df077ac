/** A product with this station code is made by no kitchen. */
export const NO_STATION = 'NONE';

/** What routing needs to know of a station. */
export interface RoutedStation {
  readonly code: string;
  readonly isDefault: boolean;
}

/** The station that makes a product: the one that the product (else its category) names, else the outlet's default; null: there is neither. */
export function stationFor<S extends RoutedStation>(stationCode: string | null, stations: readonly S[]): S | null {
  return stations.find(({ code }) => code === stationCode) ?? stations.find(({ isDefault }) => isDefault) ?? null;
}

/** Whether an outlet can make a product: no kitchen has to, or one of its stations does. */
export function isRouted(stationCode: string | null, stations: readonly RoutedStation[]): boolean {
  return stationCode === NO_STATION || stationFor(stationCode, stations) !== null;
}

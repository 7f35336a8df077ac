/** Station code of products that no kitchen makes. */
export const NO_STATION = 'NONE';

/** What routing needs of a station. */
export interface RoutedStation {
  readonly code: string;
  readonly isDefault: boolean;
}

/** The station that makes a product: the one named by the product, else by its category, else the outlet's default; null: there is none. */
export function stationFor<S extends RoutedStation>(stationCode: string | null, stations: readonly S[]): S | null {
  return stations.find(({ code }) => code === stationCode) ?? stations.find(({ isDefault }) => isDefault) ?? null;
}

/** Whether an outlet can make a product: it needs no kitchen, or one of the outlet's stations makes it. */
export function isRouted(stationCode: string | null, stations: readonly RoutedStation[]): boolean {
  return stationCode === NO_STATION || stationFor(stationCode, stations) !== null;
}

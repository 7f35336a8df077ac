import { Failure } from '../../kernel/failure.ts';
import { NO_STATION } from '../tenancy/index.ts';

export interface Station {
  readonly id: string;
  readonly code: string;
  readonly isDefault: boolean;
}

/**
 * The station that makes a line: the one its product (else its category) names, else the outlet's default; null for
 * what no kitchen makes. Held against when the order is placed, so that nothing is sold that no cook will see.
 * @throws UNROUTED_ITEM when there is neither
 */
export function routeOf(stationCode: string | null, stations: readonly Station[], index: number): string | null {
  if (stationCode === NO_STATION) return null;
  const station = stations.find(({ code }) => code === stationCode) ?? stations.find(({ isDefault }) => isDefault);
  if (station) return station.id;
  throw new Failure(
    'UNROUTED_ITEM',
    stationCode ? `This outlet has neither a station ${stationCode} nor a default one.` : 'No station of this outlet makes this product.',
    {
      field: ['lines', index, 'productId'],
    },
  );
}

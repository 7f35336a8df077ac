import { reaches, type Session } from '../../kernel/request/session.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import type { FollowedOutlet } from '../tenancy/index.ts';

const MAX_STATIONS = 50;

/** The stations of an outlet that a feed carries. It is checked for each event, so that stations created later are carried too. */
export interface KitchenScope {
  /** Equal scopes have equal keys. */
  readonly key: string;
  /** The device whose stations these are; null: a user's feed, which depends on no device. */
  readonly deviceId: string | null;
  readonly includes: (stationId: string) => boolean;
}

/**
 * The stations that a client names, or all that its session reaches. A station that the session may not see is treated as
 * missing.
 * @throws RequestError NOT_FOUND
 */
export function kitchenScope({ stationIds, deviceId, userId }: Session, outlet: FollowedOutlet, wanted: readonly string[] | null): KitchenScope {
  if (wanted !== null && wanted.length > MAX_STATIONS) throw new RequestError('BAD_USER_INPUT', `stationIds: at most ${MAX_STATIONS}.`);
  const named = wanted && new Set(wanted.map((id) => id.toLowerCase()));
  const isVisible = (id: string): boolean => outlet.stationIds.includes(id) && reaches(stationIds, id);
  if (named && ![...named].every(isVisible)) throw new RequestError('NOT_FOUND', 'Station not found.');
  const listed = named ? [...named] : stationIds;
  return {
    key: listed === 'all' ? '*' : [...listed].sort().join(),
    deviceId: userId === null ? deviceId : null,
    includes: (id) => reaches(listed, id),
  };
}

import type { ProcessorLimit } from '../concurrency/processor-meter.ts';
import { networkKeyOf } from '../values/network-address.ts';
import { isPublic, type Session } from './session.ts';

/** Whose work it is: a tenant's staff and devices together, or the guests and customers of one network at one tenant. */
export interface Party {
  readonly key: string;
  readonly isGuest: boolean;
  /** Limits of processor time, in force while other parties have work too. */
  readonly limits: readonly ProcessorLimit[];
}

/** Limits for guests of one network, all guests of a tenant, and all guests of this node. The rest of the processor is always left to staff. */
const GUEST = { rate: 0.07, burst: 40 } as const;
const GUESTS_OF_TENANT = { rate: 0.25, burst: 150 } as const;
const GUESTS = { rate: 0.5, burst: 500 } as const;
const STAFF_OF_TENANT = { rate: 0.25, burst: 250 } as const;

/** The node itself: work that belongs to no party. */
export const NODE: Party = { key: 'node', isGuest: false, limits: [] };

/** The party that a request belongs to. */
export function partyOf({ session, ip }: { readonly session: Session; readonly ip: string | null }): Party {
  const tenant = session.tenantId ?? '';
  if (!isPublic(session)) return { key: `${tenant} staff`, isGuest: false, limits: [{ key: `staff of ${tenant}`, ...STAFF_OF_TENANT }] };
  const network = networkKeyOf(ip ?? '');
  const limits = [
    { key: `guest ${network}`, ...GUEST },
    { key: `guests of ${tenant}`, ...GUESTS_OF_TENANT },
    { key: 'guests', ...GUESTS },
  ];
  return { key: `${tenant} guest ${network}`, isGuest: true, limits };
}

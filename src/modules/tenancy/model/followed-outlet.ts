import { CoalescedReads } from '../../../kernel/concurrency/coalesced-reads.ts';
import { type Context, type Services, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { KitchenStation, Outlet } from './outlet.entity.ts';

/** What a feed needs of its outlet. */
export interface FollowedOutlet {
  readonly id: string;
  /** All of its stations, also those that the subscriber may not see. */
  readonly stationIds: readonly string[];
}

const reads = perApp((_: Services) => new CoalescedReads<FollowedOutlet | null>());

/**
 * The outlet of a subscription. Clients that subscribe at the same time share one read.
 * @throws RequestError NOT_FOUND
 */
export async function followedOutletOrRequestError(ctx: Context, outletId: string): Promise<FollowedOutlet> {
  const tenantId = tenantOf(ctx);
  const { services, session } = ctx;
  const id = outletId.toLowerCase();
  const outlet = isId(id) && reaches(session.outletIds, id) ? await reads(services).read(`${tenantId}/${id}`, () => read(services, tenantId, id)) : null;
  if (!outlet) throw new RequestError('NOT_FOUND', 'Outlet not found.');
  return outlet;
}

function read(services: Services, tenantId: string, id: string): Promise<FollowedOutlet | null> {
  return tenantEntityManager(services, tenantId).transactional(async (em) => {
    const outlet = await em.findOne(Outlet, { id }, { fields: ['id'] });
    const stations = outlet ? await em.find(KitchenStation, { outlet: id }, { fields: ['id'], orderBy: { code: 'asc' } }) : [];
    return outlet && { id, stationIds: stations.map((station) => station.id) };
  });
}

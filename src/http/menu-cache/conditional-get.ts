import type { FastifyReply, FastifyRequest } from 'fastify';
import { processorOf } from '../../kernel/processor/processor.ts';
import type { Services } from '../../kernel/request/context.ts';
import type { Party } from '../../kernel/request/party.ts';
import type { Session } from '../../kernel/request/session.ts';
import type { EncodedResponse } from '../base/encoded-response.ts';
import { VARY } from '../base/encoding.ts';
import { firstHeader, tenantsInAddress } from '../base/graphql-request.ts';
import { entityTagOf, isNamed, knownEntityTag } from './entity-tag.ts';
import type { CacheKey } from './menu-response-cache.ts';

/** The request headers that a guest's answer to a GET depends on. */
const VARY_OF_GET = `${VARY}, Accept, Authorization, X-Tenant-ID, X-Outlet-ID`;
/** Headers that belong to one request, so not to all who get a stored answer. */
const OF_ONE_REQUEST = ['x-request-id', 'ratelimit', 'ratelimit-policy'];

/** A request and the answer that it is about to get. */
export interface Answered {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
  readonly party: Party;
  readonly answer: EncodedResponse;
  /** Its menus are the current ones. */
  readonly cacheKey: CacheKey;
}

/**
 * Lets caches store a guest's menu that was asked for by GET: sets ETag, Cache-Control and Vary. Shared caches may store it
 * only if its address names the tenant, because some of them know an answer by its address alone. Returns whether the client
 * has the answer already, so that 304 is enough.
 * @param sharedSeconds how long a shared cache may serve a menu without asking
 */
export function conditionalGet(services: Services, sharedSeconds: number): (answered: Answered) => Promise<boolean> {
  return async ({ request, reply, session, party, answer, cacheKey }) => {
    const { method, headers } = request;
    if (method === 'POST' || session.actor !== 'GUEST' || headers.authorization !== undefined || cacheKey.menus.length === 0) return false;
    const tag = knownEntityTag(answer) ?? (await processorOf(services).run(entityTagOf(answer), party, { paced: false }));
    const isShared = tenantsInAddress(request).length > 0 && headers['x-outlet-id'] === undefined;
    const seconds = secondsUntilChange(cacheKey, services.clock.now(), sharedSeconds);
    if (isShared) for (const name of OF_ONE_REQUEST) reply.removeHeader(name);
    void reply
      .header('etag', tag)
      .header('cache-control', isShared ? `public, max-age=0, s-maxage=${seconds}` : 'private, no-cache')
      .header('vary', VARY_OF_GET);
    return isNamed(tag, firstHeader(headers['if-none-match']));
  };
}

/** Whole seconds until one of the menus changes by itself, e.g. because a promo begins; at most `most`. */
function secondsUntilChange({ menus }: CacheKey, now: Date, most: number): number {
  const left = menus.map(({ entry: { validUntil } }) => (validUntil === null ? most : Math.floor((validUntil.getTime() - now.getTime()) / 1000)));
  return Math.max(Math.min(most, ...left), 0);
}

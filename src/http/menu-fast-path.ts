import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Processor, processorOf } from '../kernel/processor/processor.ts';
import type { Services } from '../kernel/request/context.ts';
import { type Party, partyOf } from '../kernel/request/party.ts';
import { guestSession } from '../kernel/request/session.ts';
import { isActiveTenant } from '../modules/tenancy/index.ts';
import { addressOf } from './base/client-address.ts';
import type { ResponseBody } from './base/encoded-response.ts';
import { encodingOf, VARY } from './base/encoding.ts';
import { FairCache } from './base/fair-cache.ts';
import { firstHeader } from './base/graphql-request.ts';
import { exposedHeaders } from './base/origins.ts';
import { requestIdOf } from './base/request-id.ts';
import type { Headers } from './base/security-headers.ts';
import type { Listener } from './http-server.ts';
import type { CacheKey, MenuResponseCache } from './menu-cache/menu-response-cache.ts';

/** The cache key of a guest's request by its exact bytes. The answer itself is in the menu response cache, within its limits. */
export interface RememberedRequest {
  readonly cacheKey: CacheKey;
  readonly contentType: string;
  /** The party that sent the request first. */
  readonly party: Party;
}

/** A request whose body was read here; Fastify gets the body back. */
interface ReadAhead {
  readonly key: string;
  readonly body: Buffer;
}

const MAX_BODY = 8192;
const MAX_REMEMBERED = 4000;
const MAX_PARTIES = 4000;
/** The same as in the normal path for requests without an Origin. */
const EXPOSED_HEADERS = exposedHeaders.join(', ');

/**
 * Answers menu queries of guests whose exact bytes came before, in front of Fastify: parsing a request and finding its
 * answer costs more than sending it. The conditions are the same as everywhere: the tenant is active, and the menu
 * objects that the answer was made from are the current ones. All other requests go on to Fastify unchanged.
 */
export class MenuFastPath {
  readonly #services: Services;
  readonly #answers: MenuResponseCache;
  readonly #options: MenuFastPathOptions;
  readonly #processor: Processor;
  readonly #remembered = new FairCache<RememberedRequest>(MAX_REMEMBERED, () => 1);
  readonly #readAhead = new WeakMap<IncomingMessage, ReadAhead>();
  /** The parties of guests by tenant and address. */
  readonly #parties = new LRUCache<string, Party>({ max: MAX_PARTIES });
  /** Names and values of the headers that all answers have, in turn: Node takes a flat list as it is. */
  readonly #headers: readonly string[];

  constructor(services: Services, answers: MenuResponseCache, options: MenuFastPathOptions) {
    this.#services = services;
    this.#answers = answers;
    this.#options = options;
    this.#processor = processorOf(services);
    this.#headers = [...Object.entries(options.headers).flat(), 'access-control-expose-headers', EXPOSED_HEADERS, 'vary', VARY];
  }

  /** The fast path in front of `next`. */
  listener(next: Listener, isStopping: () => boolean): Listener {
    return (request, response) => {
      const tenant = isStopping() ? null : guestOf(request);
      if (tenant === null) return next(request, response);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
        const key = `${tenant}\n${request.headers.accept ?? ''}\n${body.toString('latin1')}`;
        if (!isStopping() && this.#answer(request, response, tenant, key)) return;
        this.#readAhead.set(request, { key, body });
        next(request, response);
      });
    };
  }

  /** Passes the bodies that were read here to Fastify. */
  returnBodies(app: FastifyInstance): void {
    app.addHook('preParsing', async (request, _reply, payload) => {
      const ahead = this.#readAhead.get(request.raw);
      return ahead ? Object.assign(Readable.from([ahead.body], { objectMode: false }), { receivedEncodedLength: ahead.body.length }) : payload;
    });
  }

  /** Stores the key of a request that was answered from the cache: the fast path answers the next one with the same bytes. */
  remember(request: IncomingMessage, remembered: RememberedRequest): void {
    const ahead = this.#readAhead.get(request);
    if (ahead) this.#remembered.set(ahead.key, remembered, remembered.party.key);
  }

  /** Answers a request if its bytes are known and the answer is current. Returns false when Fastify must answer. */
  #answer(request: IncomingMessage, response: ServerResponse, tenant: string, key: string): boolean {
    const known = this.#remembered.get(key);
    const tenantId = known?.cacheKey.tenantId ?? null;
    if (!known || tenantId === null || !isActiveTenant(this.#services, tenant, tenantId) || !this.#answers.isCurrent(known.cacheKey)) return false;
    const sent = this.#answers.get(known.cacheKey)?.ready(encodingOf(firstHeader(request.headers['accept-encoding'])));
    const party = this.#partyOf(tenantId, addressOf(request, this.#options.proxies));
    // A party that must wait does so in the normal path.
    if (!sent || !this.#processor.canRun(party)) return false;
    this.#processor.noteRequest(party);
    this.#processor.chargeAnswer(party, sent.length);
    this.#send(request, response, sent, known.contentType);
    return true;
  }

  #partyOf(tenantId: string, ip: string): Party {
    const key = `${tenantId} ${ip}`;
    let party = this.#parties.get(key);
    if (!party) this.#parties.set(key, (party = partyOf({ session: guestSession(tenantId), ip })));
    return party;
  }

  #send(request: IncomingMessage, response: ServerResponse, { parts, length, encoding }: ResponseBody, contentType: string): void {
    const own = ['content-type', contentType, 'content-length', String(length), 'x-request-id', requestIdOf(request.headers)];
    response.writeHead(200, encoding ? [...this.#headers, 'content-encoding', encoding, ...own] : [...this.#headers, ...own]);
    for (const part of parts.slice(0, -1)) response.write(part);
    response.end(parts.at(-1));
  }
}

export interface MenuFastPathOptions {
  /** Headers of every answer. */
  readonly headers: Headers;
  /** Number of proxies in front of this server. */
  readonly proxies: number;
}

/** X-Tenant-ID of a plain POST of a guest to the API; null for any other request. */
function guestOf({ method, url, headers }: IncomingMessage): string | null {
  const length = Number(headers['content-length']);
  const tenant = headers['x-tenant-id'];
  const plain = method === 'POST' && url === '/graphql' && headers['content-type'] === 'application/json' && length > 0 && length <= MAX_BODY;
  const special = headers.authorization ?? headers.origin ?? headers['x-outlet-id'] ?? headers['content-encoding'] ?? headers.expect;
  return plain && special === undefined && typeof tenant === 'string' ? tenant : null;
}

import type { Projection } from '../events/event.ts';
import { type StreamEventRow } from '../events/event.ts';
import type { Services } from '../request/context.ts';
import { perApp } from '../request/per-app.ts';
import { eventLog } from './event-log.ts';

const PAGE = 500;
/** Clients that come back within this time share a page. */
const SHARED_MS = 2000;
/** Most pages that are shared at the same time; further pages are read for one client each. */
const MAX_SHARED = 100;

/** A page of the messages that a client has missed. */
export interface MissedPage<M> {
  readonly messages: readonly M[];
  /** Sequence of the last event of the page; null: events are missing, because they are older than the retention. */
  readonly last: number | null;
}

export interface MissedFeed<M extends { readonly sequence: number }> {
  readonly services: Services;
  readonly tenantId: string;
  readonly streamId: string;
  readonly projection: Projection<M>;
}

type Pages = Map<string, Promise<MissedPage<unknown>>>;
const shared = perApp((_: Services) => new WeakMap<object, Pages>());

/**
 * The messages of the first events after `after`, up to `through`, the position of the node's reader. When a server comes
 * back, all its displays ask for the same page: it is read once. Events do not change, and any later change of their
 * objects has a number after `through`: it comes as a live message.
 */
export function missedPage<M extends { readonly sequence: number }>(feed: MissedFeed<M>, after: number, through: number): Promise<MissedPage<M>> {
  const pages = pagesOf(feed);
  const key = [feed.tenantId, feed.streamId, after, through].join();
  const known = pages.get(key) as Promise<MissedPage<M>> | undefined;
  if (known) return known;
  const page = readPage(feed, after, through);
  if (pages.size < MAX_SHARED) {
    pages.set(key, page);
    const forget = (): unknown => pages.delete(key);
    page.then(() => setTimeout(forget, SHARED_MS).unref(), forget);
  }
  return page;
}

function pagesOf({ services, projection }: MissedFeed<{ readonly sequence: number }>): Pages {
  const byProjection = shared(services);
  let pages = byProjection.get(projection);
  if (!pages) byProjection.set(projection, (pages = new Map()));
  return pages;
}

async function readPage<M extends { readonly sequence: number }>(feed: MissedFeed<M>, after: number, through: number): Promise<MissedPage<M>> {
  const { services, tenantId, streamId, projection } = feed;
  const events: StreamEventRow[] = (await eventLog(services).read(tenantId, streamId, after, PAGE)).filter(({ sequence }) => sequence <= through);
  const last = events.at(-1)?.sequence;
  // Old events are deleted in batches, also while this reads: a gap means that events are older than the retention.
  if (last === undefined || last !== after + events.length) return { messages: [], last: null };
  return { messages: await projection.project(tenantId, streamId, events), last };
}

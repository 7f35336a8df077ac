import type { Projection } from '../events/event.ts';
import { type StreamEventRow } from '../events/event.ts';
import type { Services } from '../request/context.ts';
import { perApp } from '../request/per-app.ts';
import { eventLog } from './event-log.ts';

const PAGE = 500;
/** Who comes back at the same time shares a page for so many milliseconds. */
const SHARED_MS = 2000;
/** Pages shared at the same time; further ones are read for one alone. */
const MAX_SHARED = 100;

/** A part of what a client has missed. */
export interface MissedPage<M> {
  readonly messages: readonly M[];
  /** The event that it ends with; null: events are missing, they are older than what is kept. */
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
 * The messages of the first events behind `after`, up to `through`, where the node's reader stands. When a server comes
 * back, all its displays ask for the same page: it is read once. Events do not change, and whatever has changed their
 * things since then has a number behind `through`: it comes as a live message.
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
  // Old events are deleted in batches, also while this reads: what has a hole is older than what is kept.
  if (last === undefined || last !== after + events.length) return { messages: [], last: null };
  return { messages: await projection.project(tenantId, streamId, events), last };
}

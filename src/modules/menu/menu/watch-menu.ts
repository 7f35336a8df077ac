import { OutageLog } from '../../../kernel/concurrency/outage-log.ts';
import type { Projection } from '../../../kernel/events/event.ts';
import type { Heartbeat } from '../../../kernel/events/stream-reader.ts';
import type { Subscriber } from '../../../kernel/events/subscriber.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { NODE } from '../../../kernel/request/party.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import type { Menu } from './assemble-menu.ts';
import { MenuFollower } from './menu-follower.ts';
import { menuMemory } from './menu-memory.ts';

interface MenuNews {
  readonly sequence: number;
}

const menuNews: Projection<MenuNews> = {
  name: 'menu',
  project: async (_tenantId, _streamId, events) =>
    events.filter(({ type }) => type === 'MENU_CHANGED' || type === 'AVAILABILITY_CHANGED').map(({ sequence }) => ({ sequence })),
};

/** How often the clock is checked while a menu has an end: clocks can be set, and timers cannot run longer than 24 days. */
const LOOK_AGAIN_MS = 1000;
const SHORTEST_MS = 10;
const TRY_AGAIN_MS = 500;

/**
 * Follows an outlet's menu: sends it at once, then after every change, also a change by time. All followers on a node get the
 * same object.
 * @throws RequestError NOT_FOUND
 */
export async function watchMenu(services: Services, tenantId: string, outletId: string): Promise<AsyncIterableIterator<Menu>> {
  const watches = watchesOf(services);
  let watch = watches.get(outletId);
  if (!watch) watches.set(outletId, (watch = new MenuWatch(services, tenantId, outletId, () => watches.delete(outletId))));
  const follower = watch.join();
  try {
    await watch.started;
    const menu = await menuMemory(services).read(tenantId, outletId, NODE);
    if (!menu) throw new RequestError('NOT_FOUND', 'Outlet not found.');
    follower.begin(menu);
    return follower;
  } catch (error) {
    follower.end();
    throw error;
  }
}

const watchesOf = perApp((_services: Services) => new Map<string, MenuWatch>());

/** Watches one outlet's menu for all of a node's followers. It ends with the last follower. */
class MenuWatch {
  readonly started: Promise<void>;
  readonly #services: Services;
  readonly #tenantId: string;
  readonly #outletId: string;
  readonly #onEnd: () => void;
  readonly #followers = new Set<MenuFollower>();
  readonly #sources: Subscriber<MenuNews | Heartbeat>[] = [];
  readonly #log: OutageLog;
  #looking: Promise<void> | null = null;
  #news = false;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(services: Services, tenantId: string, outletId: string, onEnd: () => void) {
    this.#services = services;
    this.#tenantId = tenantId;
    this.#outletId = outletId;
    this.#onEnd = onEnd;
    this.#log = new OutageLog(services.logger, 'reading a menu under watch fails; it is tried again', 'the menu under watch is read again');
    this.started = this.#start();
    this.started.catch(() => this.#end());
  }

  join(): MenuFollower {
    const follower = new MenuFollower((gone) => {
      this.#followers.delete(gone);
      if (this.#followers.size === 0) this.#end();
    });
    this.#followers.add(follower);
    return follower;
  }

  async #start(): Promise<void> {
    await Promise.all([this.#follow(this.#outletId), this.#follow(this.#tenantId)]);
    // The menu in memory may be older than the positions from which the streams are followed.
    menuMemory(this.#services).doubt(this.#tenantId, this.#outletId);
    await this.#look();
  }

  async #follow(streamId: string): Promise<void> {
    const { subscriber } = await this.#services.feeds.reader(this.#tenantId, streamId).follow(menuNews);
    if (this.#ended) return subscriber.end();
    this.#sources.push(subscriber);
    void this.#hear(subscriber);
  }

  async #hear(source: Subscriber<MenuNews | Heartbeat>): Promise<void> {
    try {
      for await (const message of source) {
        if ('heartbeat' in message) continue;
        menuMemory(this.#services).doubt(this.#tenantId, this.#outletId);
        void this.#look();
      }
    } finally {
      this.#end();
    }
  }

  /** Reads the menu again. All news during a read lead to one more read after it. */
  #look(): Promise<void> {
    this.#news = true;
    this.#looking ??= this.#lookWhileNews();
    return this.#looking;
  }

  async #lookWhileNews(): Promise<void> {
    try {
      while (this.#news && !this.#ended) {
        this.#news = false;
        const menu = await menuMemory(this.#services).read(this.#tenantId, this.#outletId, NODE);
        if (menu) this.#show(menu);
      }
      this.#log.worked();
    } catch (error) {
      this.#log.failed(error, { outletId: this.#outletId });
      this.#lookAfter(TRY_AGAIN_MS, () => true);
    } finally {
      this.#looking = null;
    }
  }

  #show(menu: Menu): void {
    for (const follower of this.#followers) follower.offer(menu);
    clearTimeout(this.#timer);
    if (menu.validUntil !== null) this.#awaitEnd(menu.validUntil);
  }

  #awaitEnd(end: Date): void {
    const { clock } = this.#services;
    this.#lookAfter(end.getTime() - clock.now().getTime(), () => {
      if (clock.now() >= end) return true;
      this.#awaitEnd(end);
      return false;
    });
  }

  #lookAfter(milliseconds: number, isTime: () => boolean): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#timer = setTimeout(() => isTime() && void this.#look(), Math.min(Math.max(milliseconds, SHORTEST_MS), LOOK_AGAIN_MS));
    this.#timer.unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    clearTimeout(this.#timer);
    for (const source of this.#sources) source.end();
    for (const follower of [...this.#followers]) follower.end();
  }
}

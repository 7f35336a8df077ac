import { LRUCache } from 'lru-cache';
import { OutageLog } from '../../../kernel/concurrency/outage-log.ts';
import type { Coroutine } from '../../../kernel/processor/job.ts';
import { processorOf } from '../../../kernel/processor/processor.ts';
import type { Services } from '../../../kernel/request/context.ts';
import type { Party } from '../../../kernel/request/party.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { type Menu, menuSteps } from './assemble-menu.ts';
import { menuRowsOf, readMenuParts, readMenuVersion, readMenuVersions } from './menu.repository.ts';

/** Bounds of one node's memory: number of menus, and objects in all menus together (about 200 bytes each). */
const MAX_MENUS = 500;
const MAX_OBJECTS = 250_000;

/** Another node's change is in responses after this time at the latest, in milliseconds; a little under the promised second. */
const TRUST_MS = 900;

interface Kept {
  readonly menu: Menu;
  /** The instant it was made for. If the clock was set back before it, the menu is not used. */
  readonly madeFor: Date;
  /** When the query was sent whose result confirmed the version; milliseconds of this process. */
  confirmedAt: number;
  /** Only queries sent at this time or later confirm the version. */
  readonly doubtedAt: number;
}

interface Reading {
  readonly menu: Promise<Menu | null>;
}

/**
 * The menus of a node, by tenant and outlet. A menu that was confirmed within the last second is served without a database
 * query. A poll of all versions, in one statement, confirms them again and again. When this node commits a change, it forgets
 * the menu; the result of a read that began before is not kept.
 */
class MenuMemory {
  readonly #services: Services;
  readonly #kept = new LRUCache<string, Kept>({ max: MAX_MENUS, maxSize: MAX_OBJECTS, sizeCalculation: ({ menu }) => 1 + menu.size });
  readonly #readings = new Map<string, Reading>();
  readonly #timer: NodeJS.Timeout;
  readonly #log: OutageLog;
  #polling = false;

  constructor(services: Services) {
    this.#services = services;
    this.#log = new OutageLog(services.logger, 'polling the menu versions fails; each menu asks for itself', 'the menu versions are polled again');
    this.#timer = setInterval(() => void this.#poll(), Math.min(services.settings.pollMilliseconds, TRUST_MS / 2));
    this.#timer.unref();
  }

  /** The menu if it is in memory and known to be right. */
  current(tenantId: string, outletId: string): Menu | null {
    const kept = this.#kept.get(keyOf(tenantId, outletId));
    return kept && performance.now() - kept.confirmedAt < TRUST_MS && this.#isInTime(kept) ? kept.menu : null;
  }

  /** The menu, from memory or from the database; null: no such outlet. `party` is the caller that is charged. */
  async read(tenantId: string, outletId: string, party: Party): Promise<Menu | null> {
    const current = this.current(tenantId, outletId);
    if (current) return current;
    const key = keyOf(tenantId, outletId);
    let reading = this.#readings.get(key);
    if (!reading) {
      const isLatest = (): boolean => this.#readings.get(key) === reading;
      reading = {
        menu: this.#read(tenantId, outletId, party, isLatest).finally(() => {
          if (isLatest()) this.#readings.delete(key);
        }),
      };
      this.#readings.set(key, reading);
    }
    return reading.menu;
  }

  /** The menu of one outlet, or (null) of all outlets of the tenant, has changed. */
  forget(tenantId: string, outletId: string | null): void {
    const prefix = keyOf(tenantId, outletId ?? '');
    for (const keys of [[...this.#kept.keys()], [...this.#readings.keys()]]) {
      for (const key of keys) if (key.startsWith(prefix)) this.#drop(key);
    }
  }

  /** The menu may have changed: the next read checks the version first. */
  doubt(tenantId: string, outletId: string): void {
    const key = keyOf(tenantId, outletId);
    this.#readings.delete(key);
    const kept = this.#kept.get(key);
    if (kept) this.#kept.set(key, { ...kept, confirmedAt: Number.NEGATIVE_INFINITY, doubtedAt: performance.now() });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #read(tenantId: string, outletId: string, party: Party, isLatest: () => boolean): Promise<Menu | null> {
    const key = keyOf(tenantId, outletId);
    const requestedAt = performance.now();
    const kept = this.#kept.peek(key);
    if (kept && this.#isInTime(kept) && (await readMenuVersion(this.#services, tenantId, outletId)) === kept.menu.version) {
      if (isLatest()) confirm(kept, requestedAt);
      return kept.menu;
    }
    const parts = await readMenuParts(this.#services, tenantId, outletId);
    if (!parts) return null;
    const madeFor = this.#services.clock.now();
    // The first caller is charged for the work, but does not slow it down, because other callers may wait for it too.
    const menu = await processorOf(this.#services).run(menuOf(this.#services, parts, madeFor), party, { paced: false });
    if (isLatest()) this.#kept.set(key, { menu, madeFor, confirmedAt: requestedAt, doubtedAt: requestedAt });
    return menu;
  }

  async #poll(): Promise<void> {
    if (this.#polling || this.#kept.size === 0) return;
    this.#polling = true;
    try {
      const requestedAt = performance.now();
      const kept = [...this.#kept.entries()];
      const versions = await readMenuVersions(
        this.#services,
        kept.map(([, { menu }]) => menu.outletId),
      );
      for (const [key, entry] of kept) {
        const version = versions.get(entry.menu.outletId);
        if (this.#kept.peek(key) !== entry) continue;
        if (version === entry.menu.version) confirm(entry, requestedAt);
        else if (version === undefined || version > entry.menu.version) this.#drop(key);
      }
      this.#log.worked();
    } catch (error) {
      this.#log.failed(error);
    } finally {
      this.#polling = false;
    }
  }

  #drop(key: string): void {
    this.#kept.delete(key);
    this.#readings.delete(key);
  }

  #isInTime({ menu: { validUntil }, madeFor }: Kept): boolean {
    const now = this.#services.clock.now();
    return now >= madeFor && (validUntil === null || now < validUntil);
  }
}

function* menuOf(services: Services, parts: Parameters<typeof menuRowsOf>[1], now: Date): Coroutine<Menu> {
  return yield* menuSteps(yield* menuRowsOf(services, parts), now);
}

function keyOf(tenantId: string, outletId: string): string {
  return `${tenantId}/${outletId}`;
}

function confirm(kept: Kept, requestedAt: number): void {
  if (requestedAt >= kept.doubtedAt && requestedAt > kept.confirmedAt) kept.confirmedAt = requestedAt;
}

export const menuMemory = perApp((services: Services) => new MenuMemory(services));

/**
 * The menu of an outlet if this node has it and knows it to be right, without waiting; null: read it. As long as the same
 * object is returned, nothing in it has changed, so responses made from it may be kept with it.
 */
export function currentMenuEntry(services: Services, tenantId: string, outletId: string): Menu | null {
  return menuMemory(services).current(tenantId, outletId);
}

/** Stops polling versions, when the application ends. */
export function stopMenuMemory(services: Services): void {
  menuMemory(services).stop();
}

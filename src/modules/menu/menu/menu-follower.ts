import type { Menu } from './assemble-menu.ts';

/** Whether two reads gave the same menu. The content depends only on the version and on the time between two of its ends. */
function isSame(menu: Menu, sent: Menu | null): boolean {
  return menu === sent || (menu.version === sent?.version && menu.validUntil?.getTime() === sent.validUntil?.getTime());
}

/**
 * One subscriber of a menu. Only the newest menu waits for it, so that a slow client skips outdated menus. Closing it releases
 * the menu at once, even while it waits.
 */
export class MenuFollower implements AsyncIterableIterator<Menu> {
  readonly #release: (follower: MenuFollower) => void;
  #waiting: Menu | null = null;
  #sent: Menu | null = null;
  #wake: ((result: IteratorResult<Menu>) => void) | null = null;
  #ended = false;

  constructor(release: (follower: MenuFollower) => void) {
    this.#release = release;
  }

  /** Offers the first message, unless a newer menu waits or was sent already. */
  begin(menu: Menu): void {
    if (this.#waiting === null && this.#sent === null) this.offer(menu);
  }

  /** Offers the current menu. */
  offer(menu: Menu): void {
    if (this.#ended || isSame(menu, this.#sent)) return;
    if (this.#wake === null) {
      this.#waiting = menu;
      return;
    }
    const wake = this.#wake;
    this.#wake = null;
    this.#sent = menu;
    wake({ value: menu, done: false });
  }

  next(): Promise<IteratorResult<Menu>> {
    const menu = this.#waiting;
    if (menu !== null) {
      this.#waiting = null;
      this.#sent = menu;
      return Promise.resolve({ value: menu, done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((wake) => {
      this.#wake = wake;
    });
  }

  return(): Promise<IteratorResult<Menu>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting = null;
    this.#release(this);
    this.#wake?.({ value: undefined, done: true });
    this.#wake = null;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

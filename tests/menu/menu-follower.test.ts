import { describe, expect, it } from 'vitest';
import type { Menu } from '../../src/modules/menu/menu/assemble-menu.ts';
import { MenuFollower } from '../../src/modules/menu/menu/menu-follower.ts';

function menu(version: number): Menu {
  return {
    id: 'menu',
    tenantId: 't',
    outletId: 'o',
    version,
    validUntil: null,
    size: 0,
    currency: { code: 'USD', fractionDigits: 2 },
    sections: [],
    itemOf: new Map(),
  };
}

function follower(): { follower: MenuFollower; released: () => number } {
  let released = 0;
  return { follower: new MenuFollower(() => (released += 1)), released: () => released };
}

describe('a follower of a menu', () => {
  it('skips what is out of date when it is slow, and what it has', async () => {
    const { follower: slow } = follower();
    const [one, two, three] = [menu(1), menu(2), menu(3)];
    slow.begin(one);
    slow.offer(two);
    slow.offer(three);
    expect((await slow.next()).value).toBe(three);
    slow.offer(three);
    const next = slow.next();
    slow.offer(one);
    expect((await next).value).toBe(one);
  });

  it('does not begin with something older than what waits', async () => {
    const { follower: late } = follower();
    const newer = menu(2);
    late.offer(newer);
    late.begin(menu(1));
    expect((await late.next()).value).toBe(newer);
  });

  it('is released once and at once when it is closed while it waits', async () => {
    const { follower: waiting, released } = follower();
    const next = waiting.next();
    await waiting.return();
    await waiting.return();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(released()).toBe(1);
    waiting.offer(menu(1));
    expect((await waiting.next()).done).toBe(true);
  });
});

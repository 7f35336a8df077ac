import { parseArgs } from 'node:util';
import type { Size } from './grown-brands.ts';

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Seconds before the first round of each contestant that are not measured. */
  readonly warmUpSeconds: number;
  /** The compared menus: the small one of a board (192 kB), and the one with the ids that an order needs (349 kB). */
  readonly menusWithIds: readonly boolean[];
  /** Numbers of sockets of the kitchen feed. */
  readonly sockets: readonly number[];
  /** Ticket changes per number of sockets. */
  readonly changes: number;
  /** How often each kind of start is repeated. */
  readonly starts: number;
  readonly load: Load;
}

/** Sizes of the loads. */
export interface Load {
  /** Sockets that get one event, spread over the outlets; how many events. */
  readonly fanOut: { readonly sockets: number; readonly outlets: number; readonly events: number };
  /** Sockets of which some stop reading. */
  readonly stalled: {
    readonly sockets: number;
    readonly stalled: number;
    readonly calm: number;
    readonly changes: number;
    readonly heartbeatMilliseconds: number;
  };
  /** Sockets that reconnect after the server was killed. */
  readonly reconnect: { readonly sockets: number; readonly outlets: number };
  /** Clients that order the last items at once, and how many rounds. */
  readonly lastItems: { readonly clients: number; readonly items: number; readonly rounds: number };
  /** Seconds of each calm and each stormy round, and the number of rounds of each kind. */
  readonly storm: { readonly seconds: number; readonly rounds: number };
  /**
   * A day at work: clients in all, of which four stand in each outlet; seconds that each rate is tried and that the highest one
   * is kept up; seconds between two steps of an order.
   */
  readonly service: {
    readonly clients: number;
    readonly brands: number;
    readonly outlets: number;
    readonly seconds: number;
    readonly trialSeconds: number;
    readonly stepSeconds: number;
  };
  /** Brands, events of each, and orders of one of them. */
  readonly plain: { readonly tenants: number; readonly events: number; readonly orders: number };
  /** Sizes of the databases, the smallest first. */
  readonly growth: readonly Size[];
  /** Sizes of the menus, and numbers of connections that ask for each. */
  readonly menuFlood: { readonly items: readonly number[]; readonly connections: readonly number[]; readonly seconds: number; readonly rounds: number };
}

const FULL: Effort = {
  rounds: 11,
  seconds: 1,
  warmUpSeconds: 2,
  menusWithIds: [false, true],
  sockets: [2000, 6000],
  changes: 200,
  starts: 3,
  load: {
    fanOut: { sockets: 6000, outlets: 10, events: 40 },
    stalled: { sockets: 1000, stalled: 50, calm: 500, changes: 2000, heartbeatMilliseconds: 12_000 },
    reconnect: { sockets: 5000, outlets: 10 },
    lastItems: { clients: 500, items: 100, rounds: 5 },
    storm: { seconds: 20, rounds: 3 },
    service: { clients: 6000, brands: 40, outlets: 200, seconds: 600, trialSeconds: 60, stepSeconds: 10 },
    plain: { tenants: 100_000, events: 3, orders: 300_000 },
    growth: [
      { brands: 10, orders: 100_000 },
      { brands: 100, orders: 1_000_000 },
      { brands: 1000, orders: 10_000_000 },
    ],
    menuFlood: { items: [30, 2000, 10_000], connections: [1, 2, 4, 8], seconds: 10, rounds: 3 },
  },
};
const QUICK: Effort = {
  rounds: 3,
  seconds: 0.4,
  warmUpSeconds: 0.5,
  menusWithIds: [false],
  sockets: [200],
  changes: 40,
  starts: 1,
  load: {
    fanOut: { sockets: 300, outlets: 4, events: 10 },
    stalled: { sockets: 100, stalled: 5, calm: 50, changes: 200, heartbeatMilliseconds: 1000 },
    reconnect: { sockets: 300, outlets: 4 },
    lastItems: { clients: 120, items: 40, rounds: 2 },
    storm: { seconds: 2, rounds: 1 },
    service: { clients: 300, brands: 4, outlets: 8, seconds: 10, trialSeconds: 5, stepSeconds: 0.5 },
    plain: { tenants: 5000, events: 3, orders: 20_000 },
    growth: [
      { brands: 10, orders: 2000 },
      { brands: 100, orders: 50_000 },
    ],
    menuFlood: { items: [30, 2000, 10_000], connections: [1, 8], seconds: 4, rounds: 1 },
  },
};

/** Comparisons with reference servers. */
const comparisons = ['menu', 'orders', 'place', 'life', 'feed', 'pricing'] as const;
/** Loads: what must hold, and how much slower the server gets. */
const loads = ['sockets', 'stalled', 'reconnect', 'last-items', 'sign-in', 'neighbour', 'menu-flood', 'service'] as const;
const programNames = [...comparisons, 'fast-paths', 'start', 'plain', 'growth', ...loads] as const;
export type ProgramName = (typeof programNames)[number];

export interface Options {
  readonly programs: readonly ProgramName[];
  readonly effort: Effort;
  /** File for the figures as JSON; null: none. */
  readonly json: string | null;
}

export const usage = `npm run bench -- [<program> …|loads|all] [--quick] [--json <file>]

  menu     the menu of an outlet: cached answers against the same bytes from memory, executed ones against one SQL statement
  orders   a page of 50 orders with all that hangs on them against one SQL statement, and against Apollo and DataLoader as they come
  place    placeOrder of three lines against a hand-written transaction
  life     the whole life of an order against hand-written transactions
  feed     the kitchen feed on thousands of sockets against a bare ws broadcast
  pricing  a basket of 50 lines with 200 promotions against the same basket without any; needs no server

  fast-paths  every fast path against the same server without it; runs only when named
  start       how long a server takes until it is ready: on a ready database, and on an embedded one; runs only when named
  plain       polls, sweeps and deep pages in a database of 100,000 brands, against their former statements; runs only when named
  growth      a day's operations beside 100,000, 1 and 10 million orders: none may grow slower; runs only when named

Loads, which run only when named:
  sockets     one event to 6,000 sockets of one node: displays of ten kitchens and guests who follow their orders
  stalled     50 of 1,000 displays stop reading while the kitchen works
  reconnect   the server is killed with 5,000 displays connected, and starts again
  last-items  500 clients order the last 100 of a product
  sign-in     300 sign-ins a second beside orders
  neighbour   one brand floods the server, nine others order
  menu-flood  one guest asks for large menus and for the schema, always with new texts, while other brands order
  service     a day at work: 6,000 clients of 200 outlets on one node for ten minutes, at the highest rate of orders that it carries

  --quick        short rounds and few sockets, to check that everything runs
  --json <file>  writes the figures`;

/** Reads the command line; throws with a message for the user. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const groups: Readonly<Record<string, readonly ProgramName[]>> = { all: programNames, loads };
  const names = positionals.length === 0 ? comparisons : positionals.flatMap((name): readonly string[] => groups[name] ?? [name]);
  const programs = names.map((name) => {
    const known = programNames.find((program) => program === name);
    if (!known) throw new Error(`There is no program "${name}".`);
    return known;
  });
  return { programs, effort: values.quick ? QUICK : FULL, json: values.json ?? null };
}

import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Unmeasured seconds before the first round of each contestant. */
  readonly warmUpSeconds: number;
  /** Which menus are compared: the smaller one a board shows (192 kB), the one with the ids that an order names (349 kB). */
  readonly menusWithIds: readonly boolean[];
  /** Sizes of the kitchen feed. */
  readonly sockets: readonly number[];
  /** Ticket changes sent to each size. */
  readonly changes: number;
}

const FULL: Effort = { rounds: 11, seconds: 1, warmUpSeconds: 2, menusWithIds: [false, true], sockets: [2000, 6000], changes: 200 };
const QUICK: Effort = { rounds: 3, seconds: 0.4, warmUpSeconds: 0.5, menusWithIds: [false], sockets: [200], changes: 40 };

export const programNames = ['menu', 'place', 'feed', 'pricing'] as const;
export type ProgramName = (typeof programNames)[number];

export interface Options {
  readonly programs: readonly ProgramName[];
  readonly effort: Effort;
  /** File that gets the figures as JSON; null: none. */
  readonly json: string | null;
}

export const usage = `npm run bench -- [menu|place|feed|pricing|all] [--quick] [--json <file>]

  menu     the menu of an outlet: kept answers against the same bytes from memory, executed against one SQL statement
  place    placeOrder of three lines against a hand-written transaction
  feed     the kitchen feed on thousands of sockets against a bare ws broadcast
  pricing  a basket of 50 lines with 200 promotions against the same basket without any; needs no server
  --quick        short rounds and few sockets: does it run at all?
  --json <file>  writes the figures`;

/** Reads the command line; throws with a text for the user. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const asked = positionals.length === 0 || positionals.includes('all') ? programNames : positionals;
  const programs = asked.map((name) => {
    const known = programNames.find((program) => program === name);
    if (!known) throw new Error(`There is no program "${name}".`);
    return known;
  });
  return { programs, effort: values.quick ? QUICK : FULL, json: values.json ?? null };
}

import { createHash, randomUUID } from 'node:crypto';
import type { Api } from './api.ts';
import { ApiError } from './api.ts';
import { type Caller, Refused, signedIn } from './caller.ts';
import { stations } from './catalogue.ts';
import type { Plan } from './plan.ts';

/** Where orders are replayed, and by which users. */
export interface Restaurant {
  readonly outletId: string;
  /** A platform user acting in the tenant. */
  readonly owner: Caller;
  readonly cashier: Caller;
  readonly kitchen: Caller;
}

/** The tenant exists and contains the orders of an earlier run. */
export class TenantExists extends Error {}

/** New for each run of this program: keys make a single request repeatable, not a whole run. */
const run = randomUUID();

/** Creates the tenant, its outlet, stations and two users. With `resume`, it uses what exists and creates the rest. */
export async function buildTenant(api: Api, platform: Caller, plan: Plan, options: { secret: string; resume: boolean }): Promise<Restaurant> {
  const isNew = await createTenant(platform, plan);
  if (!isNew && !options.resume)
    throw new TenantExists(`The tenant ${plan.slug} exists. Go on with its orders (--resume) or name another one (--slug <name>).`);
  const owner = platform.within(plan.slug);
  const outletId = await outlet(owner, plan);
  const password = (username: string): string => createHash('sha256').update(`${options.secret}/${plan.slug}/${username}`).digest('base64url');
  for (const role of ['CASHIER', 'KITCHEN'] as const) {
    const username = role.toLowerCase();
    const input = { username, password: password(username), name: `Replay ${username}`, role, outletId, accessibleOutletIds: [outletId] };
    await unlessThere(owner.command('createUser', 'user { id }', input, `${run}:${plan.slug}:${username}`));
  }
  const staff = (username: string): Caller => signedIn(api, { tenant: plan.slug, username, password: password(username) });
  return { outletId, owner, cashier: staff('cashier'), kitchen: staff('kitchen') };
}

async function createTenant(platform: Caller, { slug, tenantName, currency, country, timeZone }: Plan): Promise<boolean> {
  const input = { name: tenantName, slug, currency, country, timeZone };
  return unlessThere(platform.command('createTenant', 'tenant { id }', input, `${run}:${slug}`));
}

interface OutletFacts {
  readonly id: string;
  readonly code: string;
  readonly stations: readonly { readonly code: string }[];
}

const CODE = 'R1';

async function outlet(owner: Caller, plan: Plan): Promise<string> {
  const { outlets } = await owner.query<{ outlets: OutletFacts[] }>('outlets', 'query { outlets { id code stations { code } } }');
  const found = outlets.find(({ code }) => code === CODE) ?? (await createOutlet(owner, plan));
  for (const station of stations) {
    if (found.stations.some(({ code }) => code === station.code)) continue;
    await owner.command('createStation', 'station { id }', { outletId: found.id, ...station }, `${run}:${plan.slug}:${station.code}`);
  }
  return found.id;
}

async function createOutlet(owner: Caller, { slug, tenantName, timeZone, taxRate, serviceChargeRate, cashRoundingStep }: Plan): Promise<OutletFacts> {
  const input = {
    name: `${tenantName} outlet`,
    code: CODE,
    timeZone,
    serviceModes: ['DINE_IN', 'TAKEAWAY', 'DELIVERY'],
    taxRate,
    serviceChargeRate,
    cashRoundingStep,
  };
  const { data } = await owner.command<{ outlet: OutletFacts }>('createOutlet', 'outlet { id code stations { code } }', input, `${run}:${slug}:${CODE}`);
  return data.outlet;
}

/** False when the command reports that the object exists. */
async function unlessThere(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (error instanceof Refused && error.errors.every(({ code }) => code === 'CONFLICT')) return false;
    if (error instanceof ApiError && error.code === 'FORBIDDEN') throw new Error(`${error.message} (the replay needs a platform user: --admin user:password)`);
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Client } from '../kit/index.ts';
import { at, documentOf, type Place, type RootField, withAt } from './documents.ts';
import { type Arguments, samples } from './samples.ts';
import type { World } from './world.ts';

/** Everything by which a client can tell two answers apart; the requested id is replaced by a placeholder. */
export interface Outcome {
  readonly status: number;
  readonly errors: unknown;
  readonly data: unknown;
}

export async function outcome(client: Client, document: string, variables: Arguments, id: string): Promise<Outcome> {
  const { data, errors, status } = await client.send(document, variables);
  const results = {
    status,
    errors: errors?.map(({ message, path, extensions }) => ({ message, path, code: extensions.code })),
    data: hasFailed(data) ? data : shapeOf(data),
  };
  return JSON.parse(JSON.stringify(results).replaceAll(id, '<id>')) as Outcome;
}

/** Whether a mutation answered with userErrors. */
export function hasFailed(data: unknown): boolean {
  const [payload] = Object.values((data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
  return (payload?.userErrors?.length ?? 0) > 0;
}

/** The value with types in place of values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry)]));
}

/** The client chooses this id, so an id of another tenant is as good as any other. */
const CHOSEN = 'Mutation.placeOrder(input.id)';
/** Platform commands on any tenant; other callers cannot name a tenant. */
const OF_ANY_TENANT = ['Mutation.suspendTenant(input.tenantId)', 'Mutation.activateTenant(input.tenantId)'];

const made = new WeakMap<World, Map<object, Arguments>>();

/** Arguments of a sample, created once: a refused request does not use them up. */
export async function argumentsOf(world: World, sample: (world: World) => Arguments | Promise<Arguments>): Promise<Arguments> {
  const kept = made.get(world) ?? new Map<object, Arguments>();
  made.set(world, kept);
  const found = kept.get(sample) ?? (await sample(world));
  kept.set(sample, found);
  return found;
}

export interface Probe {
  readonly fields: readonly RootField[];
  /** The world of the samples. */
  readonly ours: World;
  readonly client: Client;
  /** Ids by kind that must be answered like unknown ids. */
  readonly ids: Readonly<Record<string, string>>;
  /** How many ids of other kinds are tried at each path, besides the fitting one. */
  readonly others: number;
  readonly selection: (field: RootField) => string;
  /** Called with each answer to one of the ids. */
  readonly look?: (answer: Outcome, id: string, what: string) => void;
}

/**
 * Sends these ids at every path that takes an id: the id of the path's own kind, and some of other kinds in turn. Each
 * answer must be identical to that for an unknown id. Returns the number of requests.
 */
export async function probe({ fields, ours, client, ids, others, selection, look }: Probe): Promise<number> {
  const kinds = Object.keys(ids);
  let probes = 0;
  for (const field of fields) {
    if (field.operation === 'subscription' || field.ids.length === 0) continue;
    const document = documentOf(field, selection(field));
    for (const sample of samples[field.path] ?? []) {
      const args = await argumentsOf(ours, sample);
      for (const place of field.ids) {
        const what = `${field.path}(${place.join('.')})`;
        const own = at(args, place);
        if (own === undefined || what === CHOSEN || OF_ANY_TENANT.includes(what)) continue;
        const fits = kindsOf(ours, field, place, own).filter((kind) => kind in ids);
        const more = Array.from({ length: others }, (_, index) => kinds[(probes * 7 + index * 11) % kinds.length] ?? '');
        const tried = [...new Set([...fits, ...more])];
        if (tried.length === 0) continue;
        const random = randomUUID();
        const missing = await outcome(client, document, withAt(args, place, random), random);
        const found = await Promise.all(
          tried.map(async (kind) => ({ kind, id: ids[kind] ?? '', answer: await outcome(client, document, withAt(args, place, ids[kind]), ids[kind] ?? '') })),
        );
        for (const { kind, id, answer } of found) {
          expect(answer, `${what}: such a ${kind}`).toEqual(missing);
          look?.(answer, id, `${what}: such a ${kind}`);
        }
        probes += found.length;
      }
    }
  }
  return probes;
}

/** Kinds of id that fit a path: the kind of the sample's value, and the kinds that the names of the argument or its field suggest. */
export function kindsOf(world: World, { field }: Pick<RootField, 'field'>, place: Place, value: unknown): string[] {
  const standing = Object.entries(world.ids).flatMap(([kind, id]) => (id === value ? [kind] : []));
  const name = String(place.findLast((key) => typeof key === 'string'));
  const word = name === 'id' ? field.name.replace(/^[a-z]+(?=[A-Z])/, '') : name.replace(/Ids?$/, '');
  const spaced = word.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const kind = ALSO_CALLED[spaced] ?? spaced;
  return [...new Set([...standing, ...Object.keys(world.ids).filter((known) => known === kind || known.startsWith(`${kind} of`))])];
}

/** Arguments whose name differs from the kind of their id. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  'accessible outlet': 'outlet',
  'modifier group': 'group',
  approver: 'user',
  entity: 'order',
  discount: 'line',
};

import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Client } from '../kit/index.ts';
import { at, documentOf, type Place, type RootField, withAt } from './documents.ts';
import { type Arguments, samples } from './samples.ts';
import type { World } from './world.ts';

/** What a client can tell two answers apart by; the id that was asked with stands for itself. */
export interface Outcome {
  readonly status: number;
  readonly errors: unknown;
  readonly data: unknown;
}

export async function outcome(client: Client, document: string, variables: Arguments, id: string): Promise<Outcome> {
  const { data, errors, status } = await client.send(document, variables);
  const told = {
    status,
    errors: errors?.map(({ message, path, extensions }) => ({ message, path, code: extensions.code })),
    data: hasFailed(data) ? data : shapeOf(data),
  };
  return JSON.parse(JSON.stringify(told).replaceAll(id, '<id>')) as Outcome;
}

/** Whether a mutation answered with userErrors. */
export function hasFailed(data: unknown): boolean {
  const [payload] = Object.values((data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
  return (payload?.userErrors?.length ?? 0) > 0;
}

/** Types instead of values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry)]));
}

/** The client chooses this id: one of another tenant's is as good as any. */
const CHOSEN = 'Mutation.placeOrder(input.id)';
/** The platform does this to any tenant, and nobody else to one. */
const OF_ANY_TENANT = ['Mutation.suspendTenant(input.tenantId)', 'Mutation.activateTenant(input.tenantId)'];

const made = new WeakMap<World, Map<object, Arguments>>();

/** Arguments of a world, made once: what is refused leaves them as good as they were. */
export async function argumentsOf(world: World, sample: (world: World) => Arguments | Promise<Arguments>): Promise<Arguments> {
  const kept = made.get(world) ?? new Map<object, Arguments>();
  made.set(world, kept);
  const found = kept.get(sample) ?? (await sample(world));
  kept.set(sample, found);
  return found;
}

export interface Probe {
  readonly fields: readonly RootField[];
  /** Whose samples are asked with. */
  readonly ours: World;
  readonly client: Client;
  /** By kind: ids that must be as good as none. */
  readonly ids: Readonly<Record<string, string>>;
  /** How many ids of other kinds are tried in a place, beside the one that fits. */
  readonly others: number;
  readonly selection: (field: RootField) => string;
  /** Looks at each answer to one of the ids. */
  readonly look?: (answer: Outcome, id: string, what: string) => void;
}

/**
 * Asks with such ids in every place that takes an id: the one of the place's own kind, and some of other kinds, which
 * change from place to place. Each must answer to the letter like an id that nothing has. Returns how often it asked.
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

/** The kinds of id that a place is for: what stands there in the sample, and what its name says, or its field's. */
export function kindsOf(world: World, { field }: Pick<RootField, 'field'>, place: Place, value: unknown): string[] {
  const standing = Object.entries(world.ids).flatMap(([kind, id]) => (id === value ? [kind] : []));
  const name = String(place.findLast((key) => typeof key === 'string'));
  const word = name === 'id' ? field.name.replace(/^[a-z]+(?=[A-Z])/, '') : name.replace(/Ids?$/, '');
  const said = word.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const kind = ALSO_CALLED[said] ?? said;
  return [...new Set([...standing, ...Object.keys(world.ids).filter((known) => known === kind || known.startsWith(`${kind} of`))])];
}

/** Names of arguments that are not those of what they name. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  'accessible outlet': 'outlet',
  'modifier group': 'group',
  approver: 'user',
  entity: 'order',
  discount: 'line',
};

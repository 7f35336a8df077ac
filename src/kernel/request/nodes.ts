import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { RequestError } from '../values/errors.ts';
import { isId } from '../values/ids.ts';
import { type Context, tenantOf } from './context.ts';
import { loader, perEntityManager } from './per-em.ts';
import type { Permission } from './permissions.ts';
import { hasPermission, reaches } from './session.ts';

export interface WithId {
  readonly id: string;
}

/** The outlets, station and owners of a row, which decide who reaches it. */
export interface NodePlace {
  readonly id: string;
  /** Outlets of the row; null: it belongs to the brand as a whole. */
  readonly outletIds: readonly string[] | null;
  readonly stationId: string | null;
  /** The users and devices that own the row. */
  readonly ownerIds: readonly string[];
}

/** Parts of a statement that finds rows of all kinds by their ids. The row is `n`. */
export interface NodeRows {
  /** The table as `n`, with the joins that `outlets`, `station` and `owners` need. */
  readonly from: string;
  /** SQL of type uuid[]. */
  readonly outlets?: string;
  readonly station?: string;
  /** SQL of type uuid[]; nulls in it are ignored. */
  readonly owners?: string;
}

/** How callers find objects of one kind by their ids. */
export interface NodeKind<E extends WithId = WithId> {
  /** Name of the GraphQL type, which implements Node. */
  readonly typeName: string;
  /** Name in messages, e.g. `Order`. */
  readonly name: string;
  readonly entity: EntityClass<E>;
  /** Clients choose the ids, so another kind that has the same id wins. */
  readonly clientsChooseIds?: true;
  /** Callers without this permission get the same answer as for a missing object. */
  readonly permission: Permission;
  /** Without it `load` is called with every id. */
  readonly rows?: NodeRows;
  /** Whether the caller may see a row with this place; by default {@link reachesPlace} decides. */
  readonly inReach?: (ctx: Context, place: NodePlace) => boolean;
  /** Reads objects of the caller's own account, which may be a platform account; other kinds are read by their ids. */
  readonly load?: (ctx: Context, ids: readonly string[]) => Promise<readonly E[]>;
}

/** All kinds. When two kinds have the same id, the first in this list wins. */
export type NodeKinds = readonly NodeKind[];

declare module './context.ts' {
  interface Services {
    /** The kinds of objects that are found by their ids alone. */
    readonly nodes: NodeKinds;
  }
}

/** Keeps the type of the entity inside the definition of a kind. */
export function nodeKind<E extends WithId>(kind: NodeKind<E>): NodeKind {
  return kind as unknown as NodeKind;
}

/** Whether the caller reaches one of the outlets and the station; an object without outlets or station is in reach of the whole brand. */
export function reachesPlace({ session }: Context, { outletIds, stationId }: NodePlace): boolean {
  const atOutlet = outletIds === null || outletIds.some((id) => reaches(session.outletIds, id));
  return atOutlet && (stationId === null || reaches(session.stationIds, stationId));
}

/** Name of the GraphQL type of an entity. */
export function typeNameOf({ services }: Context, object: object): string | undefined {
  return services.nodes.find(({ entity }) => object instanceof entity)?.typeName;
}

/** Most ids of one request of `nodes`. */
const MOST_NODES = 100;

/** Loads objects of all kinds by their ids; the ids of one answer are read together. */
const nodes = perEntityManager((ctx) => new DataLoader<string, WithId | null>((ids) => findAny(ctx, ids)));

/** The object with this id, or null. Absent, foreign and out-of-reach ids run the same statements, so timing does not tell them apart. */
export async function findNode(ctx: Context, id: string): Promise<WithId | null> {
  tenantOf(ctx);
  return isId(id) ? nodes(ctx).load(id.toLowerCase()) : null;
}

/** The objects with these ids, in their order; null for an id that is absent, foreign or out of reach. */
export async function findNodes(ctx: Context, ids: readonly string[]): Promise<(WithId | null)[]> {
  if (ids.length > MOST_NODES) throw new RequestError('BAD_USER_INPUT', `ids has ${ids.length} entries; at most ${MOST_NODES} are allowed.`);
  return Promise.all(ids.map((id) => findNode(ctx, id)));
}

/** One object of a kind, or null if the caller may not see it. Platform users who work across tenants see every object. */
export async function findOfKind<E extends WithId>(ctx: Context, kind: NodeKind<E>, id: string): Promise<E | null> {
  if (!hasPermission(ctx.session, kind.permission)) return null;
  if (ctx.session.tenantId === null) return ctx.em.findOne(kind.entity, { id } as never, { filters: false }) as Promise<E | null>;
  return ((await findAmong(ctx, [kind as unknown as NodeKind], [id]))[0] ?? null) as E | null;
}

/** Loads objects of one kind by their ids, null where the caller may not see one: for object fields next to id fields in the schema. */
export function nodesOf<E extends WithId>(entity: EntityClass<E>): (ctx: Context) => DataLoader<string, E | null> {
  return loader(async (ctx, ids) => {
    const kind = kindOf(ctx, entity) as unknown as NodeKind;
    return hasPermission(ctx.session, kind.permission) ? ((await findAmong(ctx, [kind], ids)) as (E | null)[]) : ids.map(() => null);
  });
}

/** The objects that the caller may see; null for null. */
export async function visibleNodes<E extends WithId>(nodes: DataLoader<string, E | null>, ids: readonly string[] | null | undefined): Promise<E[] | null> {
  if (ids == null) return null;
  const found = await Promise.all(ids.map((id) => nodes.load(id)));
  return found.filter((entity) => entity !== null);
}

export function kindOf<E extends WithId>({ services }: Context, entity: EntityClass<E>): NodeKind<E> {
  const kind = services.nodes.find((known) => (known.entity as unknown) === entity);
  if (!kind) throw new Error(`${entity.name} is no kind of node: list it under nodes in the manifest of its module`);
  return kind as unknown as NodeKind<E>;
}

function findAny(ctx: Context, ids: readonly string[]): Promise<(WithId | null)[]> {
  return findAmong(
    ctx,
    ctx.services.nodes.filter(({ permission }) => hasPermission(ctx.session, permission)),
    ids,
  );
}

/** An object with its place: read once for several callers, and {@link mayReach} checks each of them. */
export interface PlacedObject extends Placed {
  readonly entity: WithId;
}

/**
 * Reads objects by their ids without a check of the caller, only of kinds that have `rows`: one statement locates all of
 * them, then one statement a kind reads them.
 */
export async function readPlaced(em: EntityManager, tenantId: string, kinds: NodeKinds, ids: readonly string[]): Promise<PlacedObject[]> {
  const located = Map.groupBy(await locate(em, tenantId, kinds, ids), ({ kind }) => kind);
  const read = await Promise.all(
    [...located].map(async ([kind, placed]) => {
      const places = new Map(placed.map(({ place }) => [place.id, place]));
      const entities = await readById(em, kind, [...places.keys()]);
      return entities.map((entity) => ({ kind, place: places.get(entity.id) as NodePlace, entity }));
    }),
  );
  return read.flat();
}

/** Whether a caller may see an object of this kind and place. */
export function mayReach(ctx: Context, { kind, place }: Placed): boolean {
  return hasPermission(ctx.session, kind.permission) && (kind.inReach ?? reachesPlace)(ctx, place);
}

/** One statement finds the kind and the place of each id; then one statement a kind reads the objects in reach. */
async function findAmong(ctx: Context, kinds: NodeKinds, ids: readonly string[]): Promise<(WithId | null)[]> {
  const located = await locate(
    ctx.em,
    tenantOf(ctx),
    kinds.filter(({ rows }) => rows),
    ids,
  );
  const reached = Map.groupBy(
    located.filter((placed) => mayReach(ctx, placed)),
    ({ kind }) => kind,
  );
  const wanted = kinds.map((kind) => (kind.rows ? (reached.get(kind) ?? []).map(({ place }) => place.id) : ids));
  const read = await Promise.all(kinds.map((kind, index) => ((wanted[index]?.length ?? 0) === 0 ? [] : readKind(ctx, kind, wanted[index] as string[]))));
  // The first kind that has an id wins.
  const byId = new Map(read.toReversed().flatMap((entities) => entities.map((entity) => [entity.id, entity] as const)));
  return ids.map((id) => byId.get(id) ?? null);
}

function readKind(ctx: Context, kind: NodeKind, ids: readonly string[]): Promise<readonly WithId[]> {
  return kind.load ? kind.load(ctx, ids) : readById(ctx.em, kind, ids);
}

function readById(em: EntityManager, { entity }: NodeKind, ids: readonly string[]): Promise<readonly WithId[]> {
  return em.find(entity, { id: { $in: [...ids] } } as never);
}

/** An id with its kind and the place of its row. */
interface Placed {
  readonly kind: NodeKind;
  readonly place: NodePlace;
}

/** Finds the kind and the place of each id. */
async function locate(em: EntityManager, tenantId: string, kinds: NodeKinds, ids: readonly string[]): Promise<readonly Placed[]> {
  if (kinds.length === 0) return [];
  const parts = kinds.map(({ rows }, index) => {
    const { from, outlets = 'null::uuid[]', station = 'null::uuid', owners = 'null::uuid[]' } = rows as NodeRows;
    return `select ${index} as kind, n.id, ${outlets} as outlets, ${station} as station, ${owners} as owners from asked cross join ${from} where n.tenant_id = asked.tenant_id and n.id = any(asked.ids)`;
  });
  const all = parts.join(' union all ');
  const found = await em.execute<{ kind: number; id: string; outlets: string[] | null; station: string | null; owners: (string | null)[] | null }[]>(
    `with asked as (select ?::uuid as tenant_id, array[?]::uuid[] as ids) ${all}`,
    [tenantId, [...ids]],
  );
  return found.map(({ kind, id, outlets, station, owners }) => ({
    kind: kinds[kind] as NodeKind,
    place: { id, outletIds: outlets, stationId: station, ownerIds: owners?.filter((owner) => owner !== null) ?? [] },
  }));
}

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

/** Where a row stands, as far as the reach of callers depends on it. */
export interface NodePlace {
  readonly id: string;
  /** Outlets that have it; null: it belongs to the brand as a whole. */
  readonly outletIds: readonly string[] | null;
  readonly stationId: string | null;
  /** The users and devices that it belongs to. */
  readonly ownerIds: readonly string[];
}

/** Parts of a statement that finds rows by their ids, whatever kind the ids are of. The row is `n`. */
export interface NodeRows {
  /** The table as `n`, joined with what must be known to tell where a row stands. */
  readonly from: string;
  /** Of type uuid[]. */
  readonly outlets?: string;
  readonly station?: string;
  /** Of type uuid[], too; nulls in it count for nothing. */
  readonly owners?: string;
}

/** How callers find things of one kind by their ids. */
export interface NodeKind<E extends WithId = WithId> {
  /** Of the GraphQL type that shows it, which implements Node. */
  readonly typeName: string;
  /** What messages call it, e.g. `Order`. */
  readonly name: string;
  readonly entity: EntityClass<E>;
  /** Its ids are chosen by clients, so another kind that has the same id wins. */
  readonly clientsChooseIds?: true;
  /** Callers without it are answered as if there were none. */
  readonly permission: Permission;
  /** Without it `load` is asked for every id. */
  readonly rows?: NodeRows;
  /** Whether the caller may see a row that stands there; without it {@link reachesPlace} decides. */
  readonly inReach?: (ctx: Context, place: NodePlace) => boolean;
  /** Reads things of the caller's own account, which may be the platform's; others are read by their ids. */
  readonly load?: (ctx: Context, ids: readonly string[]) => Promise<readonly E[]>;
}

/** All kinds, in the order in which they win an id that two of them have. */
export type NodeKinds = readonly NodeKind[];

declare module './context.ts' {
  interface Services {
    /** How things are found by their ids alone. */
    readonly nodes: NodeKinds;
  }
}

/** Keeps the type of the entity inside the definition of a kind. */
export function nodeKind<E extends WithId>(kind: NodeKind<E>): NodeKind {
  return kind as unknown as NodeKind;
}

/** The caller reaches one of its outlets and its station; a thing without outlets or station is in reach of the whole brand. */
export function reachesPlace({ session }: Context, { outletIds, stationId }: NodePlace): boolean {
  const atOutlet = outletIds === null || outletIds.some((id) => reaches(session.outletIds, id));
  return atOutlet && (stationId === null || reaches(session.stationIds, stationId));
}

/** The GraphQL type of something that was found. */
export function typeNameOf({ services }: Context, thing: object): string | undefined {
  return services.nodes.find(({ entity }) => thing instanceof entity)?.typeName;
}

/** Ids that may be asked for at a time. */
const MOST_NODES = 100;

/** Things by their ids, whatever they are: all that one answer asks for together. */
const nodes = perEntityManager((ctx) => new DataLoader<string, WithId | null>((ids) => findAny(ctx, ids)));

/** What has this id, if the caller may see it. What is absent, foreign or out of reach takes the same statements. */
export async function findNode(ctx: Context, id: string): Promise<WithId | null> {
  tenantOf(ctx);
  return isId(id) ? nodes(ctx).load(id.toLowerCase()) : null;
}

/** What has these ids, in their order; null in the place of what is absent, foreign or out of reach. */
export async function findNodes(ctx: Context, ids: readonly string[]): Promise<(WithId | null)[]> {
  if (ids.length > MOST_NODES) throw new RequestError('BAD_USER_INPUT', `ids has ${ids.length} entries; at most ${MOST_NODES} are allowed.`);
  return Promise.all(ids.map((id) => findNode(ctx, id)));
}

/** One thing of a kind, if the caller may see it; platform users who work across tenants see each. */
export async function findOfKind<E extends WithId>(ctx: Context, kind: NodeKind<E>, id: string): Promise<E | null> {
  if (!hasPermission(ctx.session, kind.permission)) return null;
  if (ctx.session.tenantId === null) return ctx.em.findOne(kind.entity, { id } as never, { filters: false }) as Promise<E | null>;
  return ((await findAmong(ctx, [kind as unknown as NodeKind], [id]))[0] ?? null) as E | null;
}

/** Things of one kind by their ids, as far as the caller may see them: the objects that stand beside ids. */
export function nodesOf<E extends WithId>(entity: EntityClass<E>): (ctx: Context) => DataLoader<string, E | null> {
  return loader(async (ctx, ids) => {
    const kind = kindOf(ctx, entity) as unknown as NodeKind;
    return hasPermission(ctx.session, kind.permission) ? ((await findAmong(ctx, [kind], ids)) as (E | null)[]) : ids.map(() => null);
  });
}

/** Those of several things that the caller may see; null stays null. */
export async function visibleNodes<E extends WithId>(nodes: DataLoader<string, E | null>, ids: readonly string[] | null | undefined): Promise<E[] | null> {
  if (ids == null) return null;
  const found = await Promise.all(ids.map((id) => nodes.load(id)));
  return found.filter((entity) => entity !== null);
}

/** The kind that an entity is of. */
export function kindOf<E extends WithId>({ services }: Context, entity: EntityClass<E>): NodeKind<E> {
  const kind = services.nodes.find((known) => (known.entity as unknown) === entity);
  if (!kind) throw new Error(`${entity.name} is no kind of node: list it in src/nodes.ts`);
  return kind as unknown as NodeKind<E>;
}

function findAny(ctx: Context, ids: readonly string[]): Promise<(WithId | null)[]> {
  return findAmong(
    ctx,
    ctx.services.nodes.filter(({ permission }) => hasPermission(ctx.session, permission)),
    ids,
  );
}

/** A thing with where it stands: read once for several callers, each of whom is asked by {@link mayReach}. */
export interface PlacedObject extends Placed {
  readonly entity: WithId;
}

/** Things by their ids whoever asks, those of kinds that have rows: one statement tells where they stand, then each kind is read in one. */
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

/** Whether a caller may see a thing of a kind that stands there. */
export function mayReach(ctx: Context, { kind, place }: Placed): boolean {
  return hasPermission(ctx.session, kind.permission) && (kind.inReach ?? reachesPlace)(ctx, place);
}

/** One statement tells which ids are of which kind and where they stand; then each kind that is in reach is read in one. */
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

/** An id of a kind, and where its row stands. */
interface Placed {
  readonly kind: NodeKind;
  readonly place: NodePlace;
}

/** Which of the ids are of which kind, and where their rows stand. */
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

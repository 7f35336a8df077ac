import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { Fault } from './failure.ts';

/** Arguments of a Relay connection. */
export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

/** Checks `first` (1 to `max`); a wrong one is a fault of the request. */
export function pageSize(first: number, max = 100): number {
  if (!Number.isInteger(first) || first < 1 || first > max) throw new Fault('BAD_USER_INPUT', `first must be from 1 to ${max}.`);
  return first;
}

/** Where a page ended: the sort keys of its last row, opaque to clients. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The sort keys of a cursor; a forged or foreign one is a fault of the request. */
export function decodeCursor(cursor: string, shape: readonly RegExp[]): string[] {
  const keys = keysOf(cursor, shape);
  if (!keys) throw new Fault('BAD_USER_INPUT', 'after is not a cursor of this list.');
  return keys;
}

/** The sort keys of a cursor of this shape; null: it has another, or is none of ours. */
function keysOf(cursor: string, shape: readonly RegExp[]): string[] | null {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(keys) && keys.length === shape.length && keys.every((key, index) => shape[index]?.test(String(key))) ? keys.map(String) : null;
  } catch {
    return null;
  }
}

/** A page of a Relay connection, as its GraphQL types read it (connection.type.ts). */
export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Counts all that match; only called when the client asks. */
  count(): Promise<number>;
}

/** Makes a page of what was found; one more than asked for says that there is a next page. */
export function connection<T>(found: readonly T[], page: PageArguments, cursorOf: (node: T) => string, count: () => Promise<number>): Connection<T> {
  const nodes = found.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  const pageInfo = {
    hasNextPage: found.length > page.first,
    hasPreviousPage: page.after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { nodes, edges, pageInfo, count };
}

/** An instant, in milliseconds that a date can hold, and an id. */
const AT_AND_ID = [/^\d{1,14}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

/** The cursor of a row in a list by time: its instant and its id. */
export function timeCursor(at: Date, id: string): string {
  return encodeCursor([at.getTime(), id]);
}

/** What a cursor of a list by time says; null for the beginning. */
export function afterTime(after: string | null): { readonly at: Date; readonly id: string } | null {
  if (after === null) return null;
  const sorted = keysOf(after, SORTED);
  if (sorted) throw otherOrder(String(sorted[0]));
  const [at, id = ''] = decodeCursor(after, AT_AND_ID);
  return { at: new Date(Number(at)), id };
}

/** A page of rows, newest first by one of their instants. */
export async function findNewest<E extends { readonly id: string }, T extends keyof E & string>(
  em: EntityManager,
  entity: EntityClass<E>,
  time: T,
  where: readonly FilterQuery<E>[],
  page: PageArguments,
): Promise<Connection<E>> {
  const first = pageSize(page.first);
  const after = afterTime(page.after);
  const beyond = after ? [{ $or: [{ [time]: { $lt: after.at } }, { [time]: after.at, id: { $lt: after.id } }] }] : [];
  const matching = { $and: [{}, ...where] } as FilterQuery<E>;
  const found = await em.find(entity, { $and: [matching, ...beyond] } as never, { orderBy: { [time]: 'desc', id: 'desc' } as never, limit: first + 1 });
  return connection(
    found as E[],
    page,
    (row) => timeCursor(row[time] as Date, row.id),
    () => em.count(entity, matching),
  );
}

export const SortDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type SortDirection = keyof typeof SortDirection;

/** How a list is sorted that its client may sort: by a number, an instant or a text that each of its rows has, then by id. */
export interface Sorting<E> {
  readonly key: keyof E & string;
  readonly isInstant?: true;
  /** Of collation C, or the id. */
  readonly isText?: true;
  /** The list is of all tenants: for the platform's entity manager only. */
  readonly acrossTenants?: true;
  readonly direction: SortDirection;
}

const [, ID] = AT_AND_ID as [RegExp, RegExp];
const NUMBER = /^\d{1,16}$/;
const TEXT = /^[^\0]*$/;
/** What a list is sorted by, the value of the row and its id. */
const SORTED = [/^\w{1,40} (ASC|DESC)$/, TEXT, ID] as const;

function otherOrder(name: string): Fault {
  return new Fault('BAD_USER_INPUT', `after is a cursor of a list that is sorted by ${name}: begin without after when the order changes.`);
}

/** A page of rows in an order that the client has chosen; its cursors are good for that order only. */
export async function findSorted<E extends { readonly id: string }>(
  em: EntityManager,
  entity: EntityClass<E>,
  { key, isInstant, isText, acrossTenants, direction }: Sorting<E>,
  where: readonly FilterQuery<E>[],
  page: PageArguments,
): Promise<Connection<E>> {
  const first = pageSize(page.first);
  const name = `${key} ${direction}`;
  const after = afterSorted(page.after, name, key === 'id' ? ID : isText ? TEXT : NUMBER);
  const [further, atOrFurther] = direction === 'ASC' ? ['$gt', '$gte'] : ['$lt', '$lte'];
  const last = after && (isInstant ? new Date(Number(after.value)) : isText ? after.value : Number(after.value));
  // The first of the two conditions alone lets the index begin there.
  const beyond = after ? [{ [key]: { [atOrFurther]: last } }, { $or: [{ [key]: { [further]: last } }, { [key]: last, id: { [further]: after.id } }] }] : [];
  const matching = { $and: [{}, ...where] } as FilterQuery<E>;
  const scope = acrossTenants ? { filters: false } : {};
  const order = direction === 'ASC' ? 'asc' : 'desc';
  const found = await em.find(entity, { $and: [matching, ...beyond] } as never, { orderBy: { [key]: order, id: order } as never, limit: first + 1, ...scope });
  return connection(
    found as E[],
    page,
    (row) => encodeCursor([name, isInstant ? (row[key] as Date).getTime() : (row[key] as number | string), row.id]),
    () => em.count(entity, matching, scope),
  );
}

function afterSorted(cursor: string | null, name: string, shape: RegExp): { readonly value: string; readonly id: string } | null {
  if (cursor === null) return null;
  const keys = keysOf(cursor, SORTED);
  if (!keys && keysOf(cursor, AT_AND_ID)) throw otherOrder('time');
  const [sortedBy = '', value = '', id = ''] = keys ?? decodeCursor(cursor, SORTED);
  if (sortedBy !== name) throw otherOrder(sortedBy);
  if (!shape.test(value)) decodeCursor(cursor, [SORTED[0], shape, ID]);
  return { value, id };
}

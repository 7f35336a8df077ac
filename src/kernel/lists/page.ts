import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { RequestError } from '../values/errors.ts';
import { beyond, type Keys, type Keyset, type OrderColumn, orderOf } from './keyset.ts';

/** Arguments of a Relay connection: `first` entries after a cursor, or `last` entries before one. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

const USUAL_PAGE = 20;

/**
 * Checks the size of a page (1 to `max`).
 * @throws RequestError BAD_USER_INPUT
 */
export function pageSize(size: number, max = 100, argument = 'first'): number {
  if (!Number.isInteger(size) || size < 1 || size > max) throw new RequestError('BAD_USER_INPUT', `${argument} must be from 1 to ${max}.`);
  return size;
}

/** A value of a sort key, as a cursor holds it. */
type KeyValue = string | number | null;

/** A cursor: the sort keys of a row, opaque to clients. */
export function encodeCursor(keys: readonly KeyValue[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/**
 * The sort keys of a cursor.
 * @throws RequestError BAD_USER_INPUT for a cursor that is forged or from another list
 */
export function decodeCursor(cursor: string, shape: readonly RegExp[], argument = 'after'): string[] {
  const keys = keysIn(cursor);
  if (!keys || !haveShape(keys, shape)) throw new RequestError('BAD_USER_INPUT', `${argument} is not a cursor of this list.`);
  return keys;
}

/** The sort keys of a cursor; null: it is not a cursor of this server. */
function keysIn(cursor: string): string[] | null {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(keys) ? keys.map(String) : null;
  } catch {
    return null;
  }
}

function haveShape(keys: readonly string[], shape: readonly RegExp[]): boolean {
  return keys.length === shape.length && keys.every((key, index) => shape[index]?.test(key));
}

/** A page of a Relay connection, as its GraphQL types read it (connection.type.ts). */
export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: PageState;
  /** Counts all matching rows; called only when the client asks. */
  count(): Promise<number>;
}

export interface PageState {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  /** Whether rows follow after the page, or come before it; read only when the client asks. */
  hasNext(): boolean | Promise<boolean>;
  hasPrevious(): boolean | Promise<boolean>;
}

/** A part of a list: up to `limit` rows between two cursors, from its beginning or its end. */
export interface Range<K> {
  readonly after: K | null;
  readonly before: K | null;
  readonly backward: boolean;
  readonly limit: number;
}

/** A list that is read page by page. */
export interface PagedList<T, K> {
  /** Rows of a part; backward they start at its end. */
  read(range: Range<K>): Promise<readonly T[]>;
  keysOf(node: T): K;
  cursorOf(keys: K): string;
  /** @throws BAD_USER_INPUT that names the argument */
  keysIn(cursor: string, argument: 'after' | 'before'): K;
  count(): Promise<number>;
}

/** Reads a page of a list. It reads one row more than the page, to know whether the list goes on in that direction. */
export async function readPage<T, K>(list: PagedList<T, K>, page: PageArguments): Promise<Connection<T>> {
  const backward = page.last != null;
  const size = backward ? pageSize(page.last, undefined, 'last') : pageSize(page.first ?? USUAL_PAGE);
  const after = page.after == null ? null : list.keysIn(page.after, 'after');
  const before = page.before == null ? null : list.keysIn(page.before, 'before');
  const found = await list.read({ after, before, backward, limit: size + 1 });
  const goesOn = found.length > size;
  const nodes = backward ? found.slice(0, size).reverse() : found.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: list.cursorOf(list.keysOf(node)), node }));
  const [first, last] = [nodes[0], nodes.at(-1)];
  // There may be no row between two cursors: then rows before the second cursor are not after the first, and the other way round.
  const anyBefore = async (): Promise<boolean> =>
    isAny(await list.read({ after: null, before: first === undefined ? before : list.keysOf(first), backward: true, limit: 1 }));
  const anyBehind = async (): Promise<boolean> =>
    isAny(await list.read({ after: last === undefined ? after : list.keysOf(last), before: null, backward: false, limit: 1 }));
  return {
    nodes,
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNext: () => (!backward && goesOn) || (before !== null && anyBehind()),
      hasPrevious: () => (backward && goesOn) || (after !== null && anyBefore()),
    },
    count: () => list.count(),
  };
}

function isAny(rows: readonly unknown[]): boolean {
  return rows.length > 0;
}

/** The form of sort keys in a cursor, and their conversion from and to values of a row. */
const KINDS = {
  instant: {
    shape: /^\d{1,14}$/,
    toCursor: (value: unknown): KeyValue => (value as Date).getTime(),
    fromCursor: (key: string): unknown => new Date(Number(key)),
  },
  integer: { shape: /^-?\d{1,15}$/, toCursor: (value: unknown): KeyValue => Number(value), fromCursor: (key: string): unknown => Number(key) },
  text: { shape: /^[^\0]*$/, toCursor: (value: unknown): KeyValue => String(value), fromCursor: (key: string): unknown => key },
  id: {
    shape: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    toCursor: (value: unknown): KeyValue => String(value),
    fromCursor: (key: string): unknown => key,
  },
} as const;

/** One column of a list's order, with the form of its values in a cursor. */
export interface SortKey<E> extends OrderColumn<E> {
  readonly kind: keyof typeof KINDS;
}

/** How positions in a list with this order are written as cursors; with `name` where the client chose the order. */
export function keysetOf<E>(order: readonly SortKey<E>[], name: string | null = null): Pick<PagedList<E, Keys>, 'keysOf' | 'cursorOf' | 'keysIn'> {
  const named = name === null ? [] : [name];
  const shapes = order.map(({ kind, nullable }) => (nullable ? new RegExp(`${KINDS[kind].shape.source}|^null$`) : KINDS[kind].shape));
  return {
    keysOf: (row) => order.map(({ column }) => row[column] ?? null),
    cursorOf: (keys) => encodeCursor([...named, ...order.map(({ kind }, index) => (keys[index] === null ? null : KINDS[kind].toCursor(keys[index])))]),
    keysIn: (cursor, argument) => {
      if (name !== null || order[0]?.kind === 'instant') requireSameOrder(cursor, name ?? BY_TIME, argument);
      const keys = decodeCursor(cursor, [...named.map(() => ORDER_NAME), ...shapes], argument).slice(named.length);
      return order.map(({ kind, nullable }, index) => (nullable && keys[index] === 'null' ? null : KINDS[kind].fromCursor(keys[index] ?? '')));
    },
  };
}

const ORDER_NAME = /^\w{1,40} (ASC|DESC)$/;
/** Name of the default order by time: its cursors hold an instant and an id, but no name. */
const BY_TIME = 'time';

/** @throws BAD_USER_INPUT for a cursor of a list in another order: it is no position in this one */
function requireSameOrder(cursor: string, name: string, argument: string): void {
  const keys = keysIn(cursor) ?? [];
  const isByTime = haveShape(keys, [KINDS.instant.shape, KINDS.id.shape]);
  const sortedBy = isByTime ? BY_TIME : keys.find((key, index) => index === 0 && ORDER_NAME.test(key));
  if (sortedBy === undefined || sortedBy === name) return;
  throw new RequestError(
    'BAD_USER_INPUT',
    `${argument} is a cursor of a list that is sorted by ${sortedBy}: begin without ${argument} when the order changes.`,
  );
}

/** A page of rows in the order of some columns. */
export function findPage<E extends { readonly id: string }>(
  em: EntityManager,
  entity: EntityClass<E>,
  order: readonly SortKey<E>[],
  where: readonly FilterQuery<E>[],
  page: PageArguments,
  name: string | null = null,
  scope: { readonly filters?: false } = {},
): Promise<Connection<E>> {
  const matching = { $and: [{}, ...where] } as FilterQuery<E>;
  const { props } = em.getMetadata().get(entity);
  const keyset: Keyset<E> = { order, columnOf: ({ column }) => props.find(({ name }) => name === column)?.fieldNames[0] ?? column };
  const read = ({ after, before, backward, limit }: Range<Keys>): Promise<E[]> => {
    const bounds = [...(after ? beyond(keyset, after, false) : []), ...(before ? beyond(keyset, before, true) : [])];
    const orderBy = order.map((key) => orderOf(key, backward));
    return em.find(entity, { $and: [matching, ...bounds] } as never, { orderBy: orderBy as never, limit, ...scope }) as Promise<E[]>;
  };
  return readPage({ ...keysetOf(order, name), read, count: () => em.count(entity, matching, scope) }, page);
}

/** A page of rows, newest first by one of their instants. */
export function findNewest<E extends { readonly id: string }, T extends keyof E & string>(
  em: EntityManager,
  entity: EntityClass<E>,
  time: T,
  where: readonly FilterQuery<E>[],
  page: PageArguments,
): Promise<Connection<E>> {
  return findPage(
    em,
    entity,
    [
      { column: time, kind: 'instant', direction: 'desc' },
      { column: 'id', kind: 'id', direction: 'desc' },
    ] as SortKey<E>[],
    where,
    page,
  );
}

export const SortDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type SortDirection = keyof typeof SortDirection;

/** The sorting of a list that clients may sort: by a number, an instant or a text that every row has, then by id. */
export interface Sorting<E> {
  readonly key: keyof E & string;
  readonly isInstant?: true;
  /** The column is a text of collation C, or the id. */
  readonly isText?: true;
  /** The list spans all tenants: for the platform's entity manager only. */
  readonly acrossTenants?: true;
  readonly direction: SortDirection;
}

/** A page of rows in an order that the client chose; its cursors are valid for that order only. */
export function findSorted<E extends { readonly id: string }>(
  em: EntityManager,
  entity: EntityClass<E>,
  { key, isInstant, isText, acrossTenants, direction }: Sorting<E>,
  where: readonly FilterQuery<E>[],
  page: PageArguments,
): Promise<Connection<E>> {
  const order = direction === 'ASC' ? 'asc' : 'desc';
  const id = { column: 'id', kind: 'id', direction: order };
  const kind = isInstant ? 'instant' : isText ? 'text' : 'integer';
  const columns = key === 'id' ? [id] : [{ column: key, kind, direction: order }, id];
  return findPage(em, entity, columns as SortKey<E>[], where, page, `${key} ${direction}`, acrossTenants ? { filters: false } : {});
}

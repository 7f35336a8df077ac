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
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === shape.length && keys.every((key, index) => shape[index]?.test(String(key)))) return keys.map(String);
  } catch {
    // Falls through: whatever it is, it is no cursor of ours.
  }
  throw new Fault('BAD_USER_INPUT', 'after is not a cursor of this list.');
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

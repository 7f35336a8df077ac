import type { EntityClass, FilterQuery } from '@mikro-orm/postgresql';
import { type FieldPath, UserFailure } from '../values/errors.ts';
import { type AuditValues, audit } from './audit.ts';
import type { Context } from './context.ts';

/**
 * What a table's rows end as: archived, never deleted, since orders, tickets and the audit log go on naming them. Lists
 * leave archived rows out unless they are asked for, what is made anew may not refer to one, and its names stay taken.
 */
export interface Archivable {
  archivedAt?: Date | null;
}

/** The condition of a list: what is in use, or only what is archived. */
export function archivedFilter(archived: boolean | null | undefined): { archivedAt: null | { $ne: null } } {
  return { archivedAt: archived ? { $ne: null } : null };
}

export function isArchived({ archivedAt }: Archivable): boolean {
  return archivedAt != null;
}

/** For what is to refer to something from now on: refuses what is archived. `what` begins the message, e.g. `The category`. */
export function requireInUse(what: string, entity: Archivable, field: FieldPath): void {
  if (!entity.archivedAt) return;
  throw new UserFailure('CONFLICT', `${what} is archived: unarchive it first, or name another.`, {
    field,
    details: { archivedAt: entity.archivedAt.toISOString() },
  });
}

/** Names of what is archived stay taken: says so, where a plain "taken" would send its reader to a list that does not show it. */
export async function requireNameInUse<E extends Archivable>(
  ctx: Context,
  entity: EntityClass<E>,
  named: FilterQuery<E>,
  what: string,
  field: FieldPath,
): Promise<void> {
  const archived = { $and: [named, { archivedAt: { $ne: null } }] } as FilterQuery<E>;
  if ((await ctx.em.count(entity, archived, { flushMode: 'commit' })) === 0) return;
  throw new UserFailure('CONFLICT', `${what} is taken by one that is archived: unarchive that, or choose another.`, { field, details: { archived: true } });
}

/** What an entry of the audit log says it is about. */
export interface ArchivedObject {
  readonly entityType: string;
  readonly outletId: string | null;
}

/**
 * Archives something, or takes it back into use, and writes that down; flushed with all else. The caller has locked its
 * row and decided that it may; `more` is what goes with it. False: it was so already, and nothing has changed.
 */
export async function setArchived(
  ctx: Context,
  entity: Archivable & { readonly id: string },
  archived: boolean,
  { entityType, outletId }: ArchivedObject,
  more: AuditValues = {},
): Promise<boolean> {
  if (isArchived(entity) === archived) return false;
  const before = entity.archivedAt?.toISOString() ?? null;
  entity.archivedAt = archived ? ctx.services.clock.now() : null;
  const about = { action: archived ? 'ARCHIVED' : 'UNARCHIVED', entityType, entityId: entity.id, outletId } as const;
  await audit(ctx, { ...about, before: { archivedAt: before }, after: { archivedAt: entity.archivedAt?.toISOString() ?? null, ...more } });
  return true;
}

import type { EntityClass, FilterQuery } from '@mikro-orm/postgresql';
import { type FieldPath, UserFailure } from '../values/errors.ts';
import { type AuditValues, audit } from './audit.ts';
import type { Context } from './context.ts';

/**
 * Rows of these tables are archived and never deleted, since orders, tickets and the audit log go on naming them. Lists
 * leave archived rows out unless the client asks for them, new rows may not refer to an archived row, and its names stay
 * taken.
 */
export interface Archivable {
  archivedAt?: Date | null;
}

/** The condition of a list: only rows in use, or only archived rows. */
export function archivedFilter(archived: boolean | null | undefined): { archivedAt: null | { $ne: null } } {
  return { archivedAt: archived ? { $ne: null } : null };
}

export function isArchived({ archivedAt }: Archivable): boolean {
  return archivedAt != null;
}

/**
 * Refuses a new reference to an archived row.
 * @param what begins the message, e.g. `The category`
 */
export function requireInUse(what: string, entity: Archivable, field: FieldPath): void {
  if (!entity.archivedAt) return;
  throw new UserFailure('CONFLICT', `${what} is archived: unarchive it first, or name another.`, {
    field,
    details: { archivedAt: entity.archivedAt.toISOString() },
  });
}

/**
 * Names of archived rows stay taken. Refuses such a name with a message that says so: a plain "taken" would send its
 * reader to a list that does not show the row.
 */
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

/** The object that an entry of the audit log names. */
export interface ArchivedObject {
  readonly entityType: string;
  readonly outletId: string | null;
}

/**
 * Archives an object, or takes it back into use, and audits that; flushed with all other changes. The caller has locked
 * the row and made all checks. Returns false when the object was in that state already and nothing has changed.
 * @param more further audit values, e.g. rows that are archived with it
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

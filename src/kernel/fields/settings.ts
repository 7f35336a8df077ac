import type { EntityClass } from '@mikro-orm/postgresql';
import { type AuditAction, audit } from '../request/audit.ts';
import { auditChange, auditValues } from '../request/audit-change.ts';
import { type Context, tenantOf } from '../request/context.ts';
import { type LockFor, lockRow } from '../request/lock-row.ts';
import { nodesOf, type WithId } from '../request/nodes.ts';
import type { Permission } from '../request/permissions.ts';
import { flushOrConflict } from '../request/transaction.ts';
import { notFound, UserFailure } from '../values/errors.ts';
import { isId } from '../values/ids.ts';
import { checkChanges, checkNew, type FieldTable, type InputOf, type Row, type ValuesOf } from './field-table.ts';

/** A row of a plain settings entity: it belongs to a brand as a whole and has a name that is unique in the brand. */
export type SettingsRow<T extends FieldTable> = Row<T> & { readonly name: string };

/** A plain settings entity: a few fields that owners manage, without rules between them. */
export interface Settings<E extends SettingsRow<T>, T extends FieldTable> {
  /** Name of the type, e.g. `ParcelType`; mutations and inputs are named after it. */
  readonly name: string;
  /** Name in sentences, e.g. "parcel type". */
  readonly what: string;
  readonly entity: EntityClass<E>;
  readonly fields: T;
  readonly action: AuditAction;
  readonly read: Permission;
  readonly manage: Permission;
  /** Most rows of a brand. */
  readonly most: number;
  /** Makes requests that create an entity for the same brand wait for each other, so that `most` holds. */
  readonly lockBrand: (ctx: Context) => Promise<void>;
}

/** All rows of the tenant, by name. */
export function allOf<E extends SettingsRow<T>, T extends FieldTable>(ctx: Context, { entity, most }: Settings<E, T>): Promise<E[]> {
  tenantOf(ctx);
  return ctx.em.find(entity, {}, { orderBy: { name: 'asc', id: 'asc' } as never, limit: most }) as Promise<E[]>;
}

/** A row of the tenant; null: there is none with this id. */
export async function findSetting<E extends SettingsRow<T>, T extends FieldTable>(ctx: Context, { entity }: Settings<E, T>, id: string): Promise<E | null> {
  tenantOf(ctx);
  return isId(id) ? nodesOf(entity)(ctx).load(id.toLowerCase()) : null;
}

export async function createSetting<E extends SettingsRow<T>, T extends FieldTable>(ctx: Context, settings: Settings<E, T>, sent: InputOf<T>): Promise<E> {
  const { entity, fields, most, what } = settings;
  const values = checkNew(ctx, fields, sent);
  await settings.lockBrand(ctx);
  if ((await ctx.em.count(entity)) >= most) throw new UserFailure('LIMIT_EXCEEDED', `A brand has at most ${most} ${what}s.`, { details: { max: most } });
  const row = ctx.em.create(entity, values as never) as E;
  ctx.em.persist(row);
  await write(ctx, settings, row);
  await audit(ctx, { ...about(settings, row.id), before: null, after: facts(settings, row) });
  return row;
}

export async function updateSetting<E extends SettingsRow<T>, T extends FieldTable>(
  ctx: Context,
  settings: Settings<E, T>,
  { id, ...sent }: InputOf<T> & WithId,
): Promise<E> {
  const changes = checkChanges(ctx, settings.fields, sent as unknown as InputOf<T>);
  const row = await locked(ctx, settings, id, 'change');
  const before = facts(settings, row);
  Object.assign(row, changes satisfies Partial<ValuesOf<T>>);
  await write(ctx, settings, row);
  await auditChange(ctx, about(settings, row.id), before, facts(settings, row));
  return row;
}

export async function deleteSetting<E extends SettingsRow<T>, T extends FieldTable>(ctx: Context, settings: Settings<E, T>, { id }: WithId): Promise<WithId> {
  const row = await locked(ctx, settings, id, 'delete');
  await ctx.em.nativeDelete(settings.entity, { id: row.id } as never);
  await audit(ctx, { ...about(settings, row.id), before: facts(settings, row), after: null });
  return { id: row.id };
}

/** The row, locked until the transaction ends; NOT_FOUND at `id`. */
async function locked<E extends SettingsRow<T>, T extends FieldTable>(
  ctx: Context,
  { entity, what }: Settings<E, T>,
  id: string,
  purpose: LockFor,
): Promise<E> {
  tenantOf(ctx);
  if (!isId(id) || !(await lockRow(ctx, entity, id, purpose))) throw notFound(`${what.charAt(0).toUpperCase()}${what.slice(1)}`, ['id']);
  return (await ctx.em.findOneOrFail(entity, { id } as never)) as E;
}

function write<E extends SettingsRow<T>, T extends FieldTable>(ctx: Context, { what }: Settings<E, T>, { name }: E): Promise<void> {
  return flushOrConflict(ctx, `There is a ${what} ${name} already.`, ['name']);
}

function facts<E extends SettingsRow<T>, T extends FieldTable>({ fields }: Settings<E, T>, row: E): ReturnType<typeof auditValues> {
  return auditValues(row, Object.keys(fields) as (keyof E & string)[]);
}

function about<E extends SettingsRow<T>, T extends FieldTable>({ action, name }: Settings<E, T>, entityId: string) {
  return { action, outletId: null, entityType: name, entityId };
}

import { defineEntity, type EntityClass, p } from '@mikro-orm/core';
import { v7 as uuidv7 } from 'uuid';

/** The database setting that carries the tenant of a transaction; row-level security reads it. */
export const TENANT_SETTING = 'app.tenant_id';

/** Written exactly as PostgreSQL prints it; otherwise the schema check always finds a difference. */
export const CURRENT_TENANT = `(current_setting('${TENANT_SETTING}'::text))::uuid`;

/** The filter of a tenant table: WHERE, row-level security policy and session variable in one. Without a tenant it fails closed. */
export const tenantFilter = {
  tenant: {
    name: 'tenant',
    cond: (args: { id?: string }) => ({ tenantId: args.id }),
    rls: { setting: TENANT_SETTING },
    default: true,
  },
};

/** Base of the tables whose rows belong to one tenant; ids are UUID v7 and rise with time. */
export const TenantOwned = defineEntity({
  name: 'TenantOwned',
  abstract: true,
  properties: {
    id: p.uuid().primary().onCreate(newId),
    tenantId: p.uuid().defaultRaw(CURRENT_TENANT),
  },
  filters: tenantFilter,
  rowLevelSecurity: 'force',
});

/** The same, with the pair that composite foreign keys point to. */
export const TenantReferable = defineEntity({
  name: 'TenantReferable',
  abstract: true,
  extends: TenantOwned,
  uniques: [{ properties: ['tenantId', 'id'] }],
  properties: {},
  rowLevelSecurity: 'force',
});

/** The base and the row-level security of every tenant table, and the unique pair `tenantId`, `id`, to which composite foreign keys point. */
export const tenantTable = {
  extends: TenantReferable,
  rowLevelSecurity: 'force',
} as const;

/** The same for a table whose ids clients choose: its primary key is that pair, which the mapping cannot say. */
export const tenantTableOfChosenIds = {
  extends: TenantOwned,
  rowLevelSecurity: 'force',
} as const;

/**
 * A reference to a row of the same tenant: `outlet: () => toOne(Outlet)`. Its foreign key carries the tenant, so a migration
 * makes it and not the mapping.
 */
export function toOne<E extends EntityClass<object>>(target: E) {
  return p.manyToOne(target).ref().createForeignKeyConstraint(false);
}

/** A new UUID v7. */
export function newId(): string {
  return uuidv7();
}

/** When a row was created, for display. Rules use instants of the clock service instead. */
export const creationStamp = {
  createdAt: p.datetime().onCreate(() => new Date()),
} as const;

/** When a row was created and last changed. */
export const timestamps = {
  ...creationStamp,
  updatedAt: p
    .datetime()
    .onCreate(() => new Date())
    .onUpdate(() => new Date()),
} as const;

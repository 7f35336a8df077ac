/**
 * SQL that ties a reference to its tenant: `(tenant_id, column)` must name a row of the same tenant, so a wrong id cannot
 * reach into another brand's rows, even if the code above has a bug.
 */
export function compositeForeignKey(table: string, column: string, target: string, targetColumn = 'id'): string {
  return `alter table "${table}" add constraint "${table}_${column}_same_tenant" foreign key ("tenant_id", "${column}") references "${target}" ("tenant_id", "${targetColumn}");`;
}

/** SQL that ties a tenant's table to its tenant. */
export function tenantForeignKey(table: string): string {
  return `alter table "${table}" add constraint "${table}_tenant" foreign key ("tenant_id") references "tenant" ("id");`;
}

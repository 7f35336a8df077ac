import type { TenantSide } from './tenant-side.ts';
import type { TenantTable } from './tenant-tables.ts';

/** What is compared of a table: number of rows, hash of all their contents, and the sum of each column of amounts. */
export type Fingerprint = Readonly<Record<string, string>>;

export async function fingerprintOf({ client, tenantId }: TenantSide, { name, tenant, sums }: TenantTable): Promise<Fingerprint> {
  const { rows } = await client.query<Fingerprint>(
    `select count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash
       ${sums.map((column) => `, coalesce(sum(t.${column}), 0)::text as ${column}`).join('')}
     from ${name} t where t.${tenant} = $1`,
    [tenantId],
  );
  return rows[0] ?? {};
}

export interface Comparison {
  readonly rows: number;
  /** A line for each table that differs. */
  readonly differences: readonly string[];
}

/** Compares the tenant's rows in both databases, table by table; the source must be on the snapshot that was copied. */
export async function compareTenant(source: TenantSide, target: TenantSide, tables: readonly TenantTable[]): Promise<Comparison> {
  let rows = 0;
  const differences: string[] = [];
  for (const table of tables) {
    const [here, there] = await Promise.all([fingerprintOf(source, table), fingerprintOf(target, table)]);
    rows += Number(here.rows);
    for (const [what, expected] of Object.entries(here))
      if (there[what] !== expected) differences.push(`${table.name}: ${what} is ${expected} in the old cell and ${there[what]} in the new one`);
  }
  return { rows, differences };
}

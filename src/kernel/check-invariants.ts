import type pg from 'pg';

/** Something that holds of the whole database at every moment between two transactions. */
export interface Invariant {
  /** `I1` to `I12`: what it belongs to. */
  readonly id: string;
  readonly description: string;
  /** Finds what breaks it: tenant, what, what was expected, what was found. No row: it holds. */
  readonly sql: string;
  /** `sql` does not find it, but writes the statements that do, from the catalogue: one a row. */
  readonly generates?: true;
}

/** One row that breaks an invariant. */
export interface Violation {
  /** Null: of no tenant. */
  readonly tenantId: string | null;
  readonly what: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/** How an invariant was found. */
export interface InvariantResult {
  readonly id: string;
  readonly description: string;
  /** Rows that break it. */
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly Violation[];
}

const EXAMPLES = 20;

/** Asks each invariant of one moment: one transaction that reads only, and that no statement of may take longer than this. */
export async function checkInvariants(client: pg.Client, invariants: readonly Invariant[], statementSeconds = 60): Promise<InvariantResult[]> {
  await client.query('begin transaction isolation level repeatable read, read only');
  try {
    // Every row is read anyway. A plan that looks rows up one by one is never quicker by much, and slower without end where the
    // planner takes a table for small that has grown since it was analysed.
    await client.query("select set_config('statement_timeout', $1, true), set_config('lock_timeout', '5s', true), set_config('enable_nestloop', 'off', true)", [
      `${statementSeconds}s`,
    ]);
    return await runInvariants(client, invariants);
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

/** Asks each invariant as the open transaction of a connection sees the database. */
export async function runInvariants(client: pg.Client, invariants: readonly Invariant[]): Promise<InvariantResult[]> {
  const checked: InvariantResult[] = [];
  for (const invariant of invariants) checked.push(await check(client, invariant));
  return checked;
}

async function check(client: pg.Client, { id, description, sql, generates }: Invariant): Promise<InvariantResult> {
  try {
    const statement = generates ? (await client.query<{ statement: string }>(sql)).rows.map((row) => row.statement).join('\nunion all ') : sql;
    const { rows } = await client.query<Violation & { count: number }>(
      `select count(*) over ()::int as count, "tenantId"::text, what::text, expected::text, found::text
       from (${statement}) v ("tenantId", what, expected, found) limit ${EXAMPLES}`,
    );
    return { id, description, count: rows[0]?.count ?? 0, examples: rows.map(({ count: _, ...finding }) => finding) };
  } catch (error) {
    throw new Error(`${id} (${description}) could not be asked: ${(error as Error).message}`, { cause: error });
  }
}

/** The broken ones, a line for each and for each example, e.g. for a person at a terminal. */
export function formatViolations(checked: readonly InvariantResult[]): string[] {
  return checked
    .filter(({ count }) => count > 0)
    .flatMap(({ id, description, count, examples }) => [
      `${id} is broken by ${count}: ${description}`,
      ...examples.map(({ tenantId, what, expected, found }) => `   ${what}: expected ${expected}, found ${found} (tenant ${tenantId})`),
    ]);
}

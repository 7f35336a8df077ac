import type pg from 'pg';
import { SERIALIZATION_FAILURE, sqlState } from './database/sql-state.ts';

/** A rule that the whole database satisfies at every moment between two transactions. */
export interface Invariant {
  /** `I1` to `I13`: the group of the rule. */
  readonly id: string;
  readonly description: string;
  /** Finds the rows that break the rule: tenant, what, expected value, found value. No row: the rule holds. */
  readonly sql: string;
  /** `sql` does not find these rows: it writes the statements that find them, from the catalogue, one statement a row. */
  readonly generates?: true;
}

/** One row that breaks an invariant. */
export interface Violation {
  /** Null: the row belongs to no tenant. */
  readonly tenantId: string | null;
  readonly what: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/** The result of one invariant. */
export interface InvariantResult {
  readonly id: string;
  readonly description: string;
  /** Number of rows that break the rule. */
  readonly count: number;
  /** Up to 20 of these rows. */
  readonly examples: readonly Violation[];
}

const EXAMPLES = 20;
const ATTEMPTS = 5;

/**
 * Runs the invariants in one read-only transaction, so all of them see the database of one moment. Each statement may take
 * `statementSeconds`. A standby ends a statement that needs rows which its primary has removed: then all are run again.
 */
export async function checkInvariants(client: pg.Client, invariants: readonly Invariant[], statementSeconds = 60): Promise<InvariantResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await checkAtOneMoment(client, invariants, statementSeconds);
    } catch (error) {
      if (attempt === ATTEMPTS || sqlState((error as Error).cause) !== SERIALIZATION_FAILURE) throw error;
    }
  }
}

async function checkAtOneMoment(client: pg.Client, invariants: readonly Invariant[], statementSeconds: number): Promise<InvariantResult[]> {
  await client.query('begin transaction isolation level repeatable read, read only');
  try {
    // Every row is read anyway. A nested loop is never much quicker here, and it is far slower where the planner takes a
    // table for small that has grown since it was analysed.
    await client.query("select set_config('statement_timeout', $1, true), set_config('lock_timeout', '5s', true), set_config('enable_nestloop', 'off', true)", [
      `${statementSeconds}s`,
    ]);
    return await runInvariants(client, invariants);
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

/** Runs each invariant in the open transaction of a connection. */
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

/** The broken invariants as text for a terminal: a line for each, and a line for each example. */
export function formatViolations(checked: readonly InvariantResult[]): string[] {
  return checked
    .filter(({ count }) => count > 0)
    .flatMap(({ id, description, count, examples }) => [
      `${id} is broken by ${count}: ${description}`,
      ...examples.map(({ tenantId, what, expected, found }) => `   ${what}: expected ${expected}, found ${found} (tenant ${tenantId})`),
    ]);
}

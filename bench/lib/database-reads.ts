import pg from 'pg';
import type { Dapur } from './dapur.ts';

/** Idle backends report their counters within this time. */
const TOLD_AFTER_MS = 12_000;

/** Scans by table name, and transactions, from PostgreSQL's own counters. */
export interface Reads {
  readonly scans: Readonly<Record<string, number>>;
  readonly transactions: number;
}

/** Reads since the database was created. Waits until every backend has reported. */
export async function readsOf({ connection }: Dapur): Promise<Reads> {
  await new Promise((done) => setTimeout(done, TOLD_AFTER_MS));
  const client = new pg.Client({ connectionString: connection.ownerUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string; scans: number }>(
      'select relname as name, (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int as scans from pg_stat_user_tables',
    );
    const whole = await client.query<{ transactions: number }>(
      'select xact_commit::int as transactions from pg_stat_database where datname = current_database()',
    );
    return { scans: Object.fromEntries(tables.rows.map(({ name, scans }) => [name, scans])), transactions: whole.rows[0]?.transactions ?? 0 };
  } finally {
    await client.end();
  }
}

export function readsBetween(before: Reads, after: Reads): Reads {
  const scans = Object.fromEntries(Object.entries(after.scans).map(([name, count]) => [name, count - (before.scans[name] ?? 0)]));
  return { scans, transactions: after.transactions - before.transactions };
}

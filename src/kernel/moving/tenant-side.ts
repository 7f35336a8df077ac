import pg from 'pg';
import type { MoveState } from '../cells/tenant-move.entity.ts';
import { refusePooler } from '../database/pooler.ts';
import { LOCK_NOT_AVAILABLE, sqlState } from '../database/sql-state.ts';

/** Both databases must write the same row as the same text. */
const SAME_TEXTS =
  "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set jit = off";
/** Writers wait behind a freeze that waits for one of them. */
const FREEZE_TIMEOUT = '1s';
const FREEZE_ATTEMPTS = 20;

/** One of the two databases of a move, as its owner, whom row-level security binds to the tenant. The connection is the move's own. */
export interface TenantSide {
  readonly client: pg.Client;
  readonly tenantId: string;
}

export async function openSide(url: string, tenantId: string): Promise<TenantSide> {
  const client = new pg.Client({ connectionString: url, application_name: 'dapur-move', connectionTimeoutMillis: 5000, keepAlive: true });
  // A connection that is lost fails the statement that uses it.
  client.on('error', () => undefined);
  await client.connect();
  await refusePooler(client, 'the address of a database of the move');
  await client.query(SAME_TEXTS);
  await client.query("select set_config('app.tenant_id', $1, false)", [tenantId]);
  return { client, tenantId };
}

/** Runs `work` on one snapshot of the database. */
export async function onSnapshot<T>({ client }: TenantSide, work: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level repeatable read read only');
  try {
    return await work();
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

export async function inOneTransaction<T>({ client }: TenantSide, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Where the tenant stands in this database; null: it is at home, or not known. */
export async function moveState({ client, tenantId }: TenantSide): Promise<MoveState | null> {
  const { rows } = await client.query<{ state: MoveState }>('select state from tenant_move where id = $1', [tenantId]);
  return rows[0]?.state ?? null;
}

export async function setMoveState({ client, tenantId }: TenantSide, state: MoveState, otherCell: string): Promise<void> {
  await client.query(
    `insert into tenant_move (id, state, cell, changed_at) values ($1, $2, $3, now())
     on conflict (id) do update set state = excluded.state, cell = excluded.cell, changed_at = now()`,
    [tenantId, state, otherCell],
  );
}

/** The tenant is at home here from now on. */
export async function clearMoveState({ client, tenantId }: TenantSide): Promise<void> {
  await client.query('delete from tenant_move where id = $1', [tenantId]);
}

/** Freezes the tenant once all transactions that may write it have ended; those that come meanwhile wait. */
export async function freeze(side: TenantSide, otherCell: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inOneTransaction(side, async () => {
        await side.client.query(`set local lock_timeout = '${FREEZE_TIMEOUT}'`);
        await side.client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [side.tenantId]);
        await setMoveState(side, 'FROZEN', otherCell);
      });
      return;
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || attempt === FREEZE_ATTEMPTS) throw error;
    }
  }
}

/** Mails of the tenant that a node is sending. Their result must be stored before the tenant is frozen, or they would be sent again. */
export async function mailsUnderWay({ client, tenantId }: TenantSide): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from mail where tenant_id = $1 and attempts > 0 and sent_at is null and failure is null and due_at > now()',
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { LEASE_MS } from '../cells/cells.ts';
import type { Directory, DirectoryEntry } from '../cells/directory.ts';
import type { Faults } from '../request/fault-point.ts';
import { StartupError } from '../values/startup-error.ts';
import { compareTenant } from './compare-tenant.ts';
import { copyTenant } from './copy-tenant.ts';
import { clearMoveState, freeze, mailsUnderWay, moveState, onSnapshot, openSide, setMoveState, type TenantSide } from './tenant-side.ts';
import { requireSameShape, type TenantTable, tenantTables } from './tenant-tables.ts';

export interface Move {
  readonly directory: Directory;
  /** The cell that has the tenant, with its database as the owner. */
  readonly from: { readonly cell: string; readonly url: string };
  readonly to: { readonly cell: string; readonly url: string };
  /** What the tenant's rows break in the target; runs as the owner, whom row-level security binds to the tenant. */
  readonly check: (target: pg.Client) => Promise<readonly string[]>;
  readonly faults?: Faults;
  readonly tell?: (step: string) => void;
}

export interface MoveReport {
  readonly entry: DirectoryEntry;
  /** Rows of the tenant; null: the move was finished before. */
  readonly rows: number | null;
  /** How long its writers were told to wait. */
  readonly frozenMilliseconds: number;
}

/** Copies before the freeze: each has less to do than the one before. */
const COPIES = 4;
/** Rows that may be left for the freeze. */
const FEW_ROWS = 200;
const COMPARISONS = 3;
/** A mail that a node is sending is stored as sent, or its lease has ended, in this time. */
const MAIL_MS = 60_000;
/** Clocks that tick differently. */
const MARGIN_MS = 300;

/**
 * Moves a tenant to another cell while its tills sell: copies its rows, catches up, freezes its writers, compares, and
 * switches the directory. Until the switch it can be run again, and goes on, or be taken back ({@link rollBackMove}); after
 * the switch, running it again finishes it.
 */
export async function moveTenant(move: Move, key: string): Promise<MoveReport> {
  return withDirectory(move, key, async (directory, found) => {
    const { source, target, stop } = await openSides(move, found.id);
    try {
      const entry = found.cell === move.to.cell ? found : null;
      if (entry) return { entry: await finish(move, { directory, source, target }, entry), rows: null, frozenMilliseconds: 0 };
      return await moveFrom(move, { directory, source, target }, found);
    } finally {
      await stop();
    }
  });
}

/** Takes a move back that has not switched the directory: the tenant stays where it is. Its copy in the other cell stays closed. */
export async function rollBackMove(move: Move, key: string): Promise<void> {
  await withDirectory(move, key, async (directory, { id, cell }) => {
    if (cell !== move.from.cell) throw new StartupError(`the move to ${cell} is past the switch; move the brand back instead`);
    const { source, stop } = await openSides(move, id);
    try {
      await clearMoveState(source);
      await directory.query("update tenant_directory set state = 'ACTIVE', other = null, changed_at = now() where id = $1", [id]);
    } finally {
      await stop();
    }
  });
}

interface Connections {
  readonly directory: pg.ClientBase;
  readonly source: TenantSide;
  readonly target: TenantSide;
}

async function moveFrom(move: Move, connections: Connections, { id }: DirectoryEntry): Promise<MoveReport> {
  const { directory, source, target } = connections;
  const { from, to } = move;
  const tables = await tenantTables(source.client);
  requireSameShape(tables, await tenantTables(target.client));
  await enterMove(directory, id, from.cell, to.cell);
  await step(move, 'claimed');
  // Before any row: a node of the target must not serve a copy.
  await setMoveState(target, 'ARRIVING', from.cell);
  await setMoveState(source, 'LEAVING', to.cell);
  await step(move, 'announced');
  for (let copy = 1, changed = Number.POSITIVE_INFINITY; copy <= COPIES && changed > FEW_ROWS; copy += 1) {
    changed = await onSnapshot(source, () => copyTenant(source, target, tables));
    move.tell?.(`Copied: ${changed} rows were new or had changed`);
  }
  await requireSound(move, target);
  await step(move, 'copied');
  await untilQuiet(source);
  await step(move, 'quiet');
  const since = performance.now();
  try {
    await freeze(source, to.cell);
    await step(move, 'frozen');
    const rows = await catchUp(move, source, target, tables);
    await step(move, 'compared');
    await setMoveState(source, 'CLOSED', to.cell);
    await step(move, 'closed');
    // Nodes of the source that have not heard of it answer no more from memory.
    await sleep(LEASE_MS + MARGIN_MS);
    await switchDirectory(directory, id, from.cell, to.cell);
    const frozenMilliseconds = Math.round(performance.now() - since);
    await step(move, 'switched');
    const entry = await finish(move, connections, await entryOf(directory, id));
    return { entry, rows, frozenMilliseconds };
  } catch (error) {
    await unfreeze(connections, from.cell, to.cell).catch(() => undefined);
    throw error;
  }
}

async function enterMove(directory: pg.ClientBase, id: string, from: string, to: string): Promise<void> {
  const { rowCount } = await directory.query(
    `update tenant_directory set state = 'MOVING', other = $3, changed_at = now() where id = $1 and cell = $2 and (state <> 'MOVING' or other = $3)`,
    [id, from, to],
  );
  if (rowCount === 0) throw new StartupError('the brand is moving to another cell; finish that move, or take it back with --rollback');
}

/** Background work of the tenant has stopped on all nodes, and no mail is under way. */
async function untilQuiet(source: TenantSide): Promise<void> {
  await sleep(LEASE_MS + MARGIN_MS);
  const deadline = performance.now() + MAIL_MS;
  while ((await mailsUnderWay(source)) > 0 && performance.now() < deadline) await sleep(200);
}

/** @returns number of rows, which are equal in both databases */
async function catchUp(move: Move, source: TenantSide, target: TenantSide, tables: readonly TenantTable[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows, differences } = await onSnapshot(source, async () => {
      await copyTenant(source, target, tables);
      return compareTenant(source, target, tables);
    });
    if (differences.length === 0) {
      await requireSound(move, target);
      return rows;
    }
    if (attempt === COMPARISONS) throw new StartupError(`the copy is not equal: ${differences.join('; ')}`);
  }
}

async function requireSound({ check }: Move, { client }: TenantSide): Promise<void> {
  const broken = await check(client);
  if (broken.length > 0) throw new StartupError(`the copy breaks invariants:\n${broken.join('\n')}`);
}

/** The moment of the move: from here on it only goes forward. */
async function switchDirectory(directory: pg.ClientBase, id: string, from: string, to: string): Promise<void> {
  const { rowCount } = await directory.query(
    `update tenant_directory set cell = $3, other = $2, state = 'MOVED', epoch = epoch + 1, changed_at = now() where id = $1 and cell = $2 and state = 'MOVING' and other = $3`,
    [id, from, to],
  );
  if (rowCount !== 1) throw new StartupError('the directory was changed by another program while the brand was moving');
}

/** After the switch: the new cell serves, and the old one says where. */
async function finish(move: Move, { source, target }: Connections, entry: DirectoryEntry): Promise<DirectoryEntry> {
  await clearMoveState(target);
  await step(move, 'opened');
  if ((await moveState(source)) !== null) await setMoveState(source, 'MOVED', entry.cell);
  await step(move, 'left');
  return entry;
}

/** A move that fails before its switch lets the writers go on. Whether it has switched, the directory knows. */
async function unfreeze({ directory, source }: Connections, from: string, to: string): Promise<void> {
  const entry = await entryOf(directory, source.tenantId);
  if (entry.cell === from) await setMoveState(source, 'LEAVING', to);
}

async function step({ faults, tell }: Move, name: string): Promise<void> {
  tell?.(name);
  await faults?.(name, 'move-step');
}

async function entryOf(directory: pg.ClientBase, id: string): Promise<DirectoryEntry> {
  const { rows } = await directory.query<DirectoryEntry>('select id, slug, cell, state, other, epoch::int from tenant_directory where id = $1', [id]);
  if (!rows[0]) throw new StartupError('the brand has left the directory');
  return rows[0];
}

/** Runs `work` while no other move of the tenant runs. */
async function withDirectory<T>({ directory, from, to }: Move, key: string, work: (directory: pg.ClientBase, entry: DirectoryEntry) => Promise<T>): Promise<T> {
  await directory.prepare();
  const entry = await directory.find(key.toLowerCase());
  if (!entry) throw new StartupError(`no cell has the brand ${key}`);
  if (from.cell === to.cell) throw new StartupError(`${to.cell} is the cell of this configuration (CELL); name another one by --to`);
  if (entry.cell !== from.cell && entry.cell !== to.cell)
    throw new StartupError(`${key} is in the cell ${entry.cell}: run this with the configuration of that cell (CELL, DATABASE_MIGRATION_URL)`);
  const [connection, holder] = [await directory.connect(), await directory.connect()];
  try {
    await holder.query('begin; set local idle_in_transaction_session_timeout = 0');
    const { rows } = await holder.query<{ mine: boolean }>("select pg_try_advisory_xact_lock(hashtextextended('move ' || $1, 0)) as mine", [entry.id]);
    if (!rows[0]?.mine) throw new StartupError(`${key} is being moved by another program`);
    return await work(connection, await entryOf(connection, entry.id));
  } finally {
    await holder.query('rollback').catch(() => undefined);
    holder.release();
    connection.release();
  }
}

async function openSides({ from, to }: Move, tenantId: string): Promise<{ source: TenantSide; target: TenantSide; stop: () => Promise<void> }> {
  const source = await openSide(from.url, tenantId);
  const stopSource = (): Promise<void> => source.client.end().catch(() => undefined);
  try {
    const target = await openSide(to.url, tenantId);
    return { source, target, stop: async () => void (await Promise.all([stopSource(), target.client.end().catch(() => undefined)])) };
  } catch (error) {
    await stopSource();
    throw error;
  }
}

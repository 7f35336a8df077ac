import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ArchivedTable } from '../../../kernel/archived-table.ts';
import { systemClock } from '../../../kernel/values/clock.ts';
import { UNDER_WAY } from '../../payments/index.ts';
import { type ArchivedOrder, type Manifest, readManifest, readOrders, sameSums, sumsOf, writeManifest, writeOrders } from './archive-file.ts';
import { begin, deleteRows, FIRST_DATE, LOCK_ORDERS, LOCK_PAYABLES, MARK, NEXT_ORDERS, sumsOfOrders, textOfOrders } from './archive-statements.ts';

export interface ArchiveWork {
  /** A connection of a role that sees all tenants. */
  readonly client: pg.Client;
  /** Lower tables first: rows refer to rows of tables before theirs. */
  readonly tables: readonly ArchivedTable[];
  /** The folder of the archive. */
  readonly folder: string;
  /** Orders in one file; in one transaction. */
  readonly perFile: number;
  readonly perBatch: number;
  /** Called between steps. */
  readonly step: (what: string) => void;
}

export interface ArchivedTenant {
  readonly id: string;
  readonly slug: string;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Moves lines and tickets of closed orders before a business date into files, month by month. First a file is written, read
 * again and compared with the sums of the database; then the rows are deleted in small batches. What a crash leaves is
 * finished by the next run. Returns the number of orders.
 */
export async function archiveTenant(work: ArchiveWork, tenant: ArchivedTenant, before: string): Promise<number> {
  let archived = await finishEarlier(work, tenant);
  const { rows: outlets } = await work.client.query<{ id: string }>('select id from outlet where tenant_id = $1', [tenant.id]);
  const outletIds = outlets.map(({ id }) => id);
  const { rows } = await work.client.query<{ date: string | null }>(FIRST_DATE, [tenant.id, outletIds, before]);
  const first = rows[0]?.date;
  for (let month = first?.slice(0, 7); month !== undefined && `${month}-01` < before; month = following(month)) {
    const end = `${following(month)}-01`;
    const span = [`${month}-01`, end < before ? end : before] as const;
    for (let after = FIRST_ID; ; ) {
      const values = [tenant.id, outletIds, ...span, UNDER_WAY, after, work.perFile];
      const ids = (await work.client.query<{ id: string }>(NEXT_ORDERS, values)).rows.map(({ id }) => id);
      const last = ids.at(-1);
      if (last === undefined) break;
      archived += await archiveFile(work, tenant, month, ids);
      after = last;
    }
  }
  return archived;
}

function following(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

/** Deletes the rows of files that a run before has written, and files that it has not come to believe. */
async function finishEarlier(work: ArchiveWork, tenant: ArchivedTenant): Promise<number> {
  let archived = 0;
  await removeUnfinished(join(work.folder, tenant.slug));
  for (const path of await manifestsIn(join(work.folder, tenant.slug))) {
    const manifest = await readManifest(path);
    if (manifest.state === 'WRITTEN' && manifest.tenantId === tenant.id) archived += await deleteArchived(work, path, manifest);
  }
  return archived;
}

/** No run takes that long for one file: a younger one may be of a run that works now. */
const UNFINISHED_MS = 3_600_000;

/** Removes files without a manifest: their rows are in the database. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await filesIn(folder);
  const known = new Set(names);
  for (const name of names.filter((file) => file.endsWith('.tmp') || (file.endsWith('.gz') && !known.has(file.replace(/jsonl\.gz$/, 'json'))))) {
    const path = join(folder, name);
    if (systemClock.now().getTime() - (await stat(path)).mtimeMs > UNFINISHED_MS) await rm(path);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  return readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Paths of the manifests in a folder and its sub-folders. */
export async function manifestsIn(folder: string): Promise<string[]> {
  const names = await filesIn(folder);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function archiveFile(work: ArchiveWork, tenant: ArchivedTenant, month: string, ids: readonly string[]): Promise<number> {
  const archive = uuidv7();
  const folder = join(work.folder, tenant.slug, month);
  const { orders, tables } = await atOneMoment(work, tenant.id, ids);
  const file = `${archive}.jsonl.gz`;
  work.step(`writing ${file}`);
  const sha256 = await writeOrders(join(folder, file), orders);
  const manifest: Manifest = {
    archive,
    state: 'WRITTEN',
    tenantId: tenant.id,
    tenant: tenant.slug,
    month,
    file,
    sha256,
    orders: orders.length,
    tables,
    left: [],
  };
  work.step(`wrote ${file}`);
  const path = join(folder, `${archive}.json`);
  // The sums are the database's own: reading the file again proves that it holds what was there.
  await readOrders(join(folder, file), manifest, work.tables);
  await writeManifest(path, manifest);
  work.step(`verified ${file}`);
  return deleteArchived(work, path, manifest);
}

/** The orders with their rows, and the sums of these, of one moment. */
async function atOneMoment(
  { client, tables }: ArchiveWork,
  tenantId: string,
  ids: readonly string[],
): Promise<{ orders: ArchivedOrder[]; tables: Manifest['tables'] }> {
  await client.query(begin('isolation level repeatable read read only'));
  try {
    const { rows: orders } = await client.query<ArchivedOrder>(textOfOrders(tables), [tenantId, ids]);
    const sums: Manifest['tables'] = {};
    for (const table of tables) {
      const { rows } = await client.query<{ found: Manifest['tables'][string] }>(sumsOfOrders(table), [tenantId, ids]);
      if (rows[0]) sums[table.table] = rows[0].found;
    }
    const read = Object.fromEntries(tables.map((table) => [table.table, sumsOf(orders, table)]));
    if (!sameSums(read, sums)) throw new Error('the rows that were read do not have the sums of the database');
    return { orders, tables: sums };
  } finally {
    await client.query('rollback');
  }
}

async function deleteArchived(work: ArchiveWork, path: string, manifest: Manifest): Promise<number> {
  const orders = await readOrders(join(path, '..', manifest.file), manifest, work.tables);
  const gone = new Set<string>();
  for (let from = 0; from < orders.length; from += work.perBatch) {
    const ids = await deleteBatch(work, manifest, orders.slice(from, from + work.perBatch));
    for (const id of ids) gone.add(id);
    work.step(`deleted ${from + work.perBatch} of ${manifest.file}`);
  }
  const left = orders.filter(({ id }) => !gone.has(id)).map(({ id }) => id);
  await writeManifest(path, { ...manifest, state: 'ARCHIVED', left });
  work.step(`archived ${manifest.file}`);
  return gone.size;
}

/** Deletes the rows of orders that are still as the file has them. Returns the orders whose rows are only there now. */
async function deleteBatch({ client, tables }: ArchiveWork, { tenantId, archive }: Manifest, orders: readonly ArchivedOrder[]): Promise<string[]> {
  const all = orders.map(({ id }) => id);
  await client.query(begin());
  try {
    const { rows: payables } = await client.query<{ id: string }>(LOCK_PAYABLES, [tenantId, all]);
    const { rows: locked } = await client.query<{ id: string }>(LOCK_ORDERS, [tenantId, payables.map(({ id }) => id), UNDER_WAY]);
    const { rows: now } = await client.query<ArchivedOrder>(textOfOrders(tables), [tenantId, locked.map(({ id }) => id)]);
    const texts = new Map(orders.map(({ id, text }) => [id, text]));
    const ids = now.filter(({ id, text }) => texts.get(id) === text).map(({ id }) => id);
    for (const table of tables.toReversed()) await client.query(deleteRows(table), [tenantId, ids]);
    await client.query(MARK, [tenantId, ids, archive]);
    const { rows: marked } = await client.query<{ id: string }>('select id from "order" where tenant_id = $1 and id = any($2) and lines_archive = $3', [
      tenantId,
      all,
      archive,
    ]);
    await client.query('commit');
    return marked.map(({ id }) => id);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

import { join } from 'node:path';
import type pg from 'pg';
import type { ArchivedTable } from '../../../kernel/archived-table.ts';
import { type ArchivedOrder, type Manifest, readManifest, readOrders } from './archive-file.ts';
import { manifestsIn } from './archive-orders.ts';
import { begin, COLUMNS, insertRows, LOCK_ARCHIVED, UNMARK } from './archive-statements.ts';

export interface RestoreWork {
  readonly client: pg.Client;
  readonly tables: readonly ArchivedTable[];
  readonly perBatch: number;
  readonly step: (what: string) => void;
}

/**
 * Brings lines and tickets back from all files of a folder: those of orders that say that their rows are in that file, so a
 * second run, or one after a crash, brings nothing twice. The files stay. Returns the number of orders.
 */
export async function restoreOrders(work: RestoreWork, folder: string): Promise<number> {
  let restored = 0;
  for (const path of await manifestsIn(folder)) {
    const manifest = await readManifest(path);
    const orders = await readOrders(join(path, '..', manifest.file), manifest, work.tables);
    for (let from = 0; from < orders.length; from += work.perBatch) {
      restored += await restoreBatch(work, manifest, orders.slice(from, from + work.perBatch));
      work.step(`restored ${from + work.perBatch} of ${manifest.file}`);
    }
  }
  return restored;
}

async function restoreBatch({ client, tables }: RestoreWork, { tenantId, archive }: Manifest, orders: readonly ArchivedOrder[]): Promise<number> {
  await client.query(begin());
  try {
    const { rows } = await client.query<{ id: string }>(LOCK_ARCHIVED, [tenantId, orders.map(({ id }) => id), archive]);
    const ids = new Set(rows.map(({ id }) => id));
    const texts = orders.filter(({ id }) => ids.has(id)).map(({ text }) => text);
    for (const { table } of tables) {
      const columns = await columnsOf(client, table, texts);
      if (columns.length > 0) await client.query(insertRows(table, columns), [`[${texts.join()}]`]);
    }
    await client.query(UNMARK, [tenantId, [...ids]]);
    await client.query('commit');
    return ids.size;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The columns that the rows of the file and the table have. */
async function columnsOf(client: pg.Client, table: string, texts: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(COLUMNS, [table]);
  const known = new Set(rows.map(({ name }) => name));
  const kept = new Set(texts.flatMap((text) => (JSON.parse(text) as Record<string, object[]>)[table] ?? []).flatMap((row) => Object.keys(row)));
  const strange = [...kept].filter((name) => !known.has(name));
  if (strange.length > 0) throw new Error(`${table} has no column ${strange.join(', ')}: the file was written by another release`);
  return [...kept];
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { ArchivedTable } from '../../../kernel/archived-table.ts';

const sums = z.object({ rows: z.number().int(), amounts: z.record(z.string(), z.number()) });
const manifest = z.object({
  archive: z.uuid(),
  /** WRITTEN: the rows may still be in the database. ARCHIVED: they were deleted there. */
  state: z.enum(['WRITTEN', 'ARCHIVED']),
  tenantId: z.uuid(),
  tenant: z.string(),
  month: z.string(),
  file: z.string(),
  sha256: z.string(),
  orders: z.number().int(),
  tables: z.record(z.string(), sums),
  /** Orders of the file that were changed before their rows could be deleted: they stayed, and the file is of no use for them. */
  left: z.array(z.uuid()),
});
export type Manifest = z.infer<typeof manifest>;
export type Sums = z.infer<typeof sums>;

/** One order of a file. */
export interface ArchivedOrder {
  readonly id: string;
  readonly text: string;
}

/** Number of rows and sum of each amount of one table, of lines of a file. */
export function sumsOf(orders: readonly ArchivedOrder[], { table, amounts }: ArchivedTable): Sums {
  const rows = orders.flatMap(({ text }) => (JSON.parse(text) as Record<string, Record<string, number | null>[]>)[table] ?? []);
  return { rows: rows.length, amounts: Object.fromEntries(amounts.map((name) => [name, rows.reduce((sum, row) => sum + (row[name] ?? 0), 0)])) };
}

/** Writes the lines of the file and returns its SHA-256. */
export async function writeOrders(path: string, orders: readonly ArchivedOrder[]): Promise<string> {
  const bytes = gzipSync(orders.map(({ text }) => `${text}\n`).join(''));
  await writeWhole(path, bytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads a file to its end. @throws when it is not what its manifest says */
export async function readOrders(
  path: string,
  { sha256, orders: count, tables: expected }: Manifest,
  tables: readonly ArchivedTable[],
): Promise<ArchivedOrder[]> {
  const hash = createHash('sha256');
  const bytes = createReadStream(path).on('data', (chunk) => hash.update(chunk));
  const orders: ArchivedOrder[] = [];
  for await (const text of createInterface({ input: bytes.pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })) {
    orders.push({ id: (JSON.parse(text) as { order: string }).order, text });
  }
  const found = Object.fromEntries(tables.map((table) => [table.table, sumsOf(orders, table)]));
  if (hash.digest('hex') !== sha256) throw new Error(`${path}: its SHA-256 is not that of its manifest`);
  if (orders.length !== count || !sameSums(found, expected)) throw new Error(`${path}: its rows and sums are not those of its manifest`);
  return orders;
}

export function sameSums(one: Manifest['tables'], other: Manifest['tables']): boolean {
  const text = (tables: Manifest['tables']): string =>
    JSON.stringify(
      Object.entries(tables)
        .map(([table, { rows, amounts }]) => [table, rows, Object.entries(amounts).sort()])
        .sort(),
    );
  return text(one) === text(other);
}

export async function readManifest(path: string): Promise<Manifest> {
  const { data, error } = manifest.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!data) throw new Error(`${path} is not the manifest of an archive: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`);
  return data;
}

export async function writeManifest(path: string, content: Manifest): Promise<void> {
  await writeWhole(path, Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
}

/** After a crash a file is there as a whole, on the disk, or not at all. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  await rm(temporary, { force: true });
  await syncing(temporary, 'w', (file) => file.writeFile(bytes));
  await rename(temporary, path);
  await syncing(dirname(path), 'r', () => Promise.resolve());
}

async function syncing(path: string, flags: string, work: (file: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

import type { TestApp } from './app.ts';

/**
 * One hash per table, over all rows. Equal fingerprints before and after a failed command show that it changed
 * nothing. An object, so that a difference names its table.
 */
export async function fingerprint(app: TestApp): Promise<Readonly<Record<string, string>>> {
  const tables = await app.sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' order by tablename`);
  const rowsOf = ({ name }: { name: string }): string =>
    `select '${name}' as name, count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '') as content from "${name}" t`;
  const contents = await app.sql<{ name: string; content: string }>(tables.map(rowsOf).join(' union all '));
  return Object.fromEntries(contents.map(({ name, content }) => [name, content]));
}

import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { startTestApp, type TestApp } from './app.ts';
import { cloneDatabase, emptyDatabase, type TestDatabase } from './test-database.ts';

/** Cells `a` and `b` with a directory: `a` has the restaurant of the template, `b` has no tenant. */
export interface TestCells {
  readonly a: TestApp;
  readonly b: TestApp;
  /** Of the directory's database. */
  readonly directoryUrl: string;
  /** Variables of a cell, as its nodes and the program that moves tenants need them. */
  readonly environmentOf: (cell: 'a' | 'b') => Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface TestCellsOptions {
  readonly directoryUrl?: string;
  readonly databases?: { readonly a: TestDatabase; readonly b: TestDatabase };
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a node in each of two cells. */
export async function startTestCells(options: TestCellsOptions = {}): Promise<TestCells> {
  const directoryUrl = options.directoryUrl ?? (await emptyDatabase());
  const ports = { a: await freePort(), b: await freePort() };
  const databases = options.databases ?? { a: await cloneDatabase(), b: await cloneDatabase({ empty: true }) };
  const urls = `a=http://127.0.0.1:${ports.a},b=http://127.0.0.1:${ports.b}`;
  const environmentOf = (cell: 'a' | 'b'): Record<string, string> => ({
    ...options.environment,
    CELL: cell,
    CELL_URLS: urls,
    DIRECTORY_URL: directoryUrl,
    PORT: String(ports[cell]),
  });
  const start = (cell: 'a' | 'b'): Promise<TestApp> => startTestApp({ database: databases[cell], environment: environmentOf(cell) });
  const [a, b] = [await start('a'), await start('b')];
  return { a, b, directoryUrl, environmentOf, stop: async () => void (await Promise.all([a.stop(), b.stop()])) };
}

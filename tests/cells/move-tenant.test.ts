import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEASE_MS } from '../../src/kernel/cells/cells.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { forgetTenant } from '../../src/kernel/moving/forget-tenant.ts';
import { rollBackMove } from '../../src/kernel/moving/move-tenant.ts';
import { tenantTables } from '../../src/kernel/moving/tenant-tables.ts';
import { act, makeClient, makeRestaurant, orderOf, PASSWORD, placeOrder, type Restaurant, startTestApp, startTestCells, type TestCells } from '../kit/index.ts';
import { runProgram } from '../process/server-process.ts';
import { moveNow, moveOf } from './moving.ts';
import { RoamingClient } from './roaming-client.ts';

const KEYS = `test:${randomBytes(32).toString('base64')}`;
let cells: TestCells;
let brand: Restaurant;

beforeAll(async () => {
  cells = await startTestCells({ environment: { CREDENTIALS_KEYS: KEYS, ACCESS_TOKEN_SECONDS: '86400' } });
  brand = await makeRestaurant(cells.a);
});
afterAll(() => cells?.stop());

type CellName = 'a' | 'b';
const other = (cell: CellName): CellName => (cell === 'a' ? 'b' : 'a');
const home = async (): Promise<CellName> => {
  const answer = await makeClient(cells.a.url, { 'x-tenant-id': brand.slug }).send('{ tenant { slug } }');
  return answer.status === 421 ? 'b' : 'a';
};
const cashierIn = (cell: CellName): ReturnType<typeof makeClient> => makeClient(cells[cell].url, brand.cashier.headers);
const sell = (cell: CellName): Promise<{ id: string }> => placeOrder(cashierIn(cell), { ...orderOf(brand, { COFFEE: 1 }), id: randomUUID() });

/** The operator's program, in a process of its own. */
function program(from: CellName, args: readonly string[], faults = ''): ReturnType<typeof runProgram> {
  const { database } = cells[from];
  return runProgram('dist/commands/move-tenant.js', ['--tenant', brand.slug, ...args], {
    ...cells.environmentOf(from),
    NODE_ENV: 'test',
    DATABASE_URL: database.runtime,
    DATABASE_PLATFORM_URL: database.platform,
    DATABASE_MIGRATION_URL: database.owner,
    TARGET_DATABASE_URL: cells[other(from)].database.owner,
    ...(faults && { FAULTS: faults }),
  });
}

test('every table of the modules with rows of a tenant is moved, and no other', async () => {
  const ofModules = [...cells.a.services.orm.getMetadata().getAll().values()]
    .filter(({ abstract, properties }) => !abstract && 'tenantId' in properties)
    .map(({ tableName }) => tableName);
  const moved = await withClient(cells.a.database.owner, tenantTables);
  expect(ofModules.length).toBeGreaterThan(20);
  expect(moved.map(({ name }) => name.replaceAll('"', '')).toSorted()).toEqual([...ofModules, 'tenant'].toSorted());
  const placeOf = (table: string): number => moved.findIndex(({ name }) => name.replaceAll('"', '') === table);
  expect(placeOf('tenant'), 'rows come after the rows that they refer to').toBeLessThan(placeOf('outlet'));
  expect(placeOf('outlet')).toBeLessThan(placeOf('order'));
});

test('tokens, keys of commands and PINs stay good after the move', { timeout: 60_000 }, async () => {
  const from = await home();
  const to = other(from);
  const { refreshToken } = await makeClient(cells[from].url, { 'x-tenant-id': brand.slug }).call(
    'signIn',
    { username: 'manager', password: PASSWORD },
    'refreshToken',
  );
  const input = { ...orderOf(brand, { COFFEE: 1 }), id: randomUUID() };
  await act(cashierIn(from), 'placeOrder', input, { 'idempotency-key': 'before-the-move' });
  await moveNow(cells, brand.slug, from, to);
  const again = await makeClient(cells[to].url, brand.cashier.headers).send(
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }',
    { input },
    { 'idempotency-key': 'before-the-move' },
  );
  expect(again).toMatchObject({ data: { placeOrder: { order: { id: input.id }, userErrors: [] } }, extensions: { idempotentReplay: true } });
  const refreshed = await makeClient(cells[to].url).call('refreshSession', { refreshToken }, 'accessToken');
  expect(refreshed.accessToken).toEqual(expect.any(String));
});

test('while a brand is frozen its writers are told 503 with Retry-After, nothing is half-written, and reads go on', { timeout: 60_000 }, async () => {
  const from = await home();
  const answers: unknown[] = [];
  const id = randomUUID();
  const place = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }';
  const faults = async (step: string): Promise<void> => {
    if (step !== 'frozen') return;
    const response = await fetch(`${cells[from].url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...brand.cashier.headers },
      body: JSON.stringify({ query: place, variables: { input: { ...orderOf(brand, { COFFEE: 1 }), id } } }),
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    const read = await cashierIn(from).send('{ tenant { slug } }');
    answers.push(response.status, response.headers.get('retry-after'), errors[0]?.extensions.code, read.data.tenant.slug);
  };
  await moveNow(cells, brand.slug, from, other(from), { faults });
  expect(answers).toEqual([503, '1', 'TENANT_MOVING', brand.slug]);
  const rows = await cells[other(from)].sql('select 1 from "order" where id = $1', [id]);
  expect(rows).toEqual([]);
  expect((await placeOrder(cashierIn(other(from)), { ...orderOf(brand, { COFFEE: 1 }), id })).id).toBe(id);
});

test('between the close of the old cell and the switch no cell answers with rows, and after it only the new one does', { timeout: 60_000 }, async () => {
  const from = await home();
  const to = other(from);
  const seen: Record<string, unknown> = {};
  const look = async (): Promise<readonly [number, string | undefined][]> =>
    Promise.all(
      ([from, to] as const).map(async (cell) => {
        const { status, errors } = await makeClient(cells[cell].url, { 'x-tenant-id': brand.slug }).send(`{ outlet(id: "${brand.outletId}") { name } }`);
        return [status, errors?.[0]?.extensions.code] as [number, string | undefined];
      }),
    );
  const faults = async (step: string): Promise<void> => {
    // Nodes have read it by then.
    if (step === 'closed') await new Promise((done) => setTimeout(done, LEASE_MS));
    if (['announced', 'closed', 'left'].includes(step)) seen[step] = await look();
  };
  await moveNow(cells, brand.slug, from, to, { faults });
  expect(seen).toEqual({
    announced: [
      [200, undefined],
      [421, 'WRONG_CELL'],
    ],
    closed: [
      [503, 'TENANT_MOVING'],
      [421, 'WRONG_CELL'],
    ],
    left: [
      [421, 'WRONG_CELL'],
      [200, undefined],
    ],
  });
});

test('a menu that the old cell keeps in memory is not served after the move', { timeout: 60_000 }, async () => {
  const from = await home();
  const menu = `{ menu(outletId: "${brand.outletId}") { version } }`;
  const guest = (cell: CellName): ReturnType<typeof makeClient> => makeClient(cells[cell].url, { 'x-tenant-id': brand.slug });
  for (let time = 0; time < 3; time += 1) await guest(from).ok(menu);
  const { version } = (await guest(from).ok(menu)).menu;
  await moveNow(cells, brand.slug, from, other(from));
  await makeClient(cells[other(from)].url, brand.owner.headers).call('createCategory', { name: `New ${randomUUID()}` }, 'id');
  expect(await guest(from).send(menu)).toMatchObject({ status: 421 });
  expect((await guest(other(from)).ok(menu)).menu.version).toBeGreaterThan(version);
});

test('a node that starts on a database from before the move closes the brand: the directory places it elsewhere', { timeout: 60_000 }, async () => {
  const from = await home();
  await moveNow(cells, brand.slug, from, other(from));
  await cells[from].sql('delete from tenant_move where id = $1', [brand.tenantId]);
  const node = await startTestApp({ database: cells[from].database, environment: { ...cells.environmentOf(from), PORT: '0' } });
  const answer = await makeClient(node.url, brand.cashier.headers).send('{ tenant { slug } }');
  expect(answer).toMatchObject({ status: 421, errors: [{ extensions: { url: cells[other(from)].url } }] });
  await node.stop();
});

describe('a mover that is killed', () => {
  test.each(['announced', 'copied', 'frozen', 'compared', 'closed', 'switched', 'opened'])(
    'after the step %s is run again, and finishes',
    { timeout: 120_000 },
    async (step) => {
      const from = await home();
      const to = other(from);
      const { id } = await sell(from);
      expect(await program(from, ['--to', to], `${step}:move-step=kill`)).toMatchObject({ signal: 'SIGKILL' });
      const roaming = new RoamingClient(cashierIn(from));
      const sale = roaming.act('placeOrder', { ...orderOf(brand, { COFFEE: 1 }), id: randomUUID() }, randomUUID());
      const again = await program(from, ['--to', to]);
      expect(again).toMatchObject({ code: 0, stderr: '' });
      const { order } = await sale;
      const rows = await cells[to].sql<{ id: string }>('select id from "order" where id = any($1::uuid[])', [[id, order.id]]);
      expect(rows.map((row) => row.id).toSorted()).toEqual([id, order.id].toSorted());
      expect(await home()).toBe(to);
    },
  );

  test.each(['copied', 'frozen', 'closed'])('after the step %s can be taken back, and the brand goes on where it was', { timeout: 120_000 }, async (step) => {
    const from = await home();
    expect(await program(from, ['--to', other(from)], `${step}:move-step=kill`)).toMatchObject({ signal: 'SIGKILL' });
    const move = moveOf(cells, from, other(from));
    await rollBackMove(move, brand.slug);
    await move.directory.stop();
    await new RoamingClient(cashierIn(from)).act('placeOrder', { ...orderOf(brand, { COFFEE: 1 }), id: randomUUID() }, randomUUID());
    expect(await home()).toBe(from);
  });
});

test('the old copy is forgotten after days, and not before; the brand is where it was', { timeout: 60_000 }, async () => {
  const from = await home();
  const to = other(from);
  await moveNow(cells, brand.slug, from, to);
  await expect(forgetTenant(cells[from].database.owner, brand.tenantId, 7)).rejects.toThrow('less than 7 days');
  await expect(forgetTenant(cells[to].database.owner, brand.tenantId, 0)).rejects.toThrow('no old copy');
  expect(await program(from, ['--forget', '--after-days', '0'])).toMatchObject({ code: 0, stderr: '' });
  const tables = await withClient(cells[from].database.owner, tenantTables);
  for (const { name, tenant } of tables) expect(await cells[from].sql(`select 1 from ${name} where ${tenant} = $1 limit 1`, [brand.tenantId])).toEqual([]);
  expect(await home()).toBe(to);
  expect((await sell(to)).id).toEqual(expect.any(String));
});

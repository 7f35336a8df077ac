import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, fingerprint, mutationOf, PASSWORD, recordStatements, signedIn, useRestaurant } from '../kit/index.ts';
import { close, codeOf, refused, run } from './shift-api.ts';

const { app, restaurant } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(restaurant.owner, { code: 'TWO' });
});

const UPDATE = mutationOf('updateDevice', 'id outlet { id } openShift { id }');
const REVOKE = mutationOf('revokeDevice', 'id revokedAt openShift { id number }');
const till = (): Promise<{ id: string; client: Client }> => addDevice(restaurant.owner, { outletId: restaurant.outletId, kind: 'POS', name: 'Till' });

test('a till whose shift is open is not moved; once it is counted it is, and opens the next one there', async () => {
  const { owner, outletId } = restaurant;
  const { id, client } = await till();
  const shift = await run(client, 'openShift', { outletId, float: 70_000 });
  const before = await fingerprint(app);
  expect(await owner.failure(UPDATE, { input: { id, outletId: second, name: 'Moved' } })).toMatchObject({
    code: 'CONFLICT',
    field: ['outletId'],
    message: `Shift ${shift.number} of its drawer is open: count and close it with closeShift, then move the till.`,
    details: { shiftId: shift.id },
  });
  expect(await fingerprint(app)).toEqual(before);
  // Changes that keep the outlet are allowed, also when they name the same outlet.
  const renamed = await owner.ok(UPDATE, { input: { id, outletId, name: 'Till by the window' } });
  expect(renamed.updateDevice.device).toEqual({ id, outlet: { id: outletId }, openShift: { id: shift.id } });
  await close(client, shift.id, 70_000);
  expect((await owner.ok(UPDATE, { input: { id, outletId: second } })).updateDevice.device).toEqual({ id, outlet: { id: second }, openShift: null });
  expect((await run(client, 'openShift', { outletId: second, float: 0 })).deviceId).toBe(id);
});

test('a till that is moved while its shift begins ends with an open shift only where it stands', async () => {
  const { owner, outletId } = restaurant;
  const seen = new Set<string>();
  for (let round = 0; round < 8; round += 1) {
    const { id, client } = await till();
    const [opened, moved] = await Promise.all([
      codeOf(client, 'openShift', { outletId, float: 0 }),
      owner.send(UPDATE, { input: { id, outletId: second } }).then(({ data }) => data.updateDevice.userErrors[0]?.code ?? null),
    ]);
    seen.add(`${opened}/${moved}`);
    const [row] = await app.sql<{ at: string; open: string | null }>(
      'select d.outlet_id as at, (select s.outlet_id from shift s where s.drawer_id = d.id and s.closed_at is null) as open from device d where d.id = $1',
      [id],
    );
    if (opened === null) expect(row).toEqual({ at: outletId, open: outletId });
    else expect(row).toEqual({ at: second, open: null });
    expect(opened === null ? 'CONFLICT' : null).toBe(moved);
  }
  expect([...seen].every((pair) => ['null/CONFLICT', 'NOT_FOUND/null', 'UNAUTHENTICATED/null'].includes(pair))).toBe(true);
});

test('a till is revoked at once, also with an open drawer; its open shift is shown, and a manager closes it', async () => {
  const { manager, outletId } = restaurant;
  const { id, client } = await till();
  const shift = await run(client, 'openShift', { outletId, float: 1000 });
  const { device } = (await manager.ok(REVOKE, { input: { deviceId: id } })).revokeDevice;
  expect(device).toEqual({ id, revokedAt: expect.any(String), openShift: { id: shift.id, number: shift.number } });
  expect(await client.requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
  await close(manager, shift.id, 1000);
  const read = 'query ($id: ID!) { device(id: $id) { openShift { id } } }';
  expect((await manager.ok(read, { id })).device).toEqual({ openShift: null });
});

test('a person who is disabled leaves an open shift that is told, and a manager closes it', async () => {
  const { owner, manager, outletId, slug } = restaurant;
  const username = `leaver-${randomUUID().slice(0, 8)}`;
  const id = await addUser(owner, { username, role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
  const shift = await run(await signedIn(app.url, slug, username, PASSWORD), 'openShift', { outletId, float: 500 });
  const update = mutationOf('updateUser', 'id openShifts { id outlet { id } }');
  const { user } = (await owner.ok(update, { input: { id, active: false } })).updateUser;
  expect(user.openShifts).toEqual([{ id: shift.id, outlet: { id: outletId } }]);
  await close(manager, shift.id, 500);
  expect(await refused(manager, 'closeShift', { shiftId: shift.id, counted: [{ method: 'CASH', amount: 500 }] })).toMatchObject({ code: 'SHIFT_CLOSED' });
});

test('open shifts of many tills are read in one statement, by managers only', async () => {
  const { owner, cashier } = restaurant;
  const list = (first: number): string => `{ devices(first: ${first}) { nodes { id openShift { id } } } }`;
  for (let made = 0; made < 3; made += 1) await till();
  for (const first of [1, 3]) await owner.ok(list(first));
  const { statements } = await recordStatements(app, () => owner.ok(list(3)));
  expect(statements.filter((text) => text.includes('from "shift"'))).toHaveLength(1);
  expect(await cashier.requestError(list(1))).toBe('FORBIDDEN');
});

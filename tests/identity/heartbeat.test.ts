import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  addStation,
  countStatements,
  makeRestaurant,
  mutationOf,
  type Restaurant,
  recordStatements,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant({ environment: { ACCESS_TOKEN_SECONDS: '864000' } });
let theirs: Restaurant;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
});

const ERRORS = 'userErrors { code field message details }';
const BEAT = `mutation ($input: DeviceHeartbeatInput!) { deviceHeartbeat(input: $input) { serverTime heartbeatSeconds device { id health appVersion problems } ${ERRORS} } }`;
const FIELDS = 'id name kind health lastSeenAt appVersion problems createdAt revokedAt outlet { code } stations { code }';
const DEVICE = `query ($id: ID!) { device(id: $id) { ${FIELDS} } }`;
const DEVICES = `query ($outletId: ID, $kind: DeviceKind, $first: Int, $after: String) { devices(outletId: $outletId, kind: $kind, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { ${FIELDS} } } }`;
const UPDATE = mutationOf('updateDevice', FIELDS);
const REVOKE = `mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { device { health } ${ERRORS} } }`;
const minutes = (count: number): void => app.clock.advance(count * 60_000);

test('a heartbeat says how a device does, until it is silent for too long', async () => {
  const { id, client } = await addDevice(ours.manager, { outletId: ours.outletId, kind: 'KIOSK', name: 'Kiosk' });
  const read = async () => (await ours.manager.ok(DEVICE, { id })).device;
  expect(await read()).toMatchObject({ health: 'OFFLINE', lastSeenAt: null, appVersion: null, problems: [] });
  const problems = ['No paper, "again"', "a\\b {c} , 'd'", 'Kertas habis — 用紙切れ'];
  const { deviceHeartbeat } = await client.ok(BEAT, { input: { appVersion: ' 2.1.0 ', problems } });
  expect(deviceHeartbeat).toMatchObject({ heartbeatSeconds: 60, device: { id, health: 'ONLINE', appVersion: '2.1.0', problems } });
  expect(Math.abs(Date.parse(deviceHeartbeat.serverTime) - app.clock.now().getTime())).toBeLessThan(5000);
  expect((await read()).lastSeenAt).toBe(deviceHeartbeat.serverTime);
  const seen: string[] = [];
  for (const wait of [1.9, 0.2, 7.8, 0.2]) {
    minutes(wait);
    seen.push((await read()).health);
  }
  expect(seen).toEqual(['ONLINE', 'LATE', 'LATE', 'OFFLINE']);
  await client.ok(BEAT, { input: {} });
  expect(await read()).toMatchObject({ health: 'ONLINE', appVersion: null, problems: [] });
  expect((await ours.manager.ok(REVOKE, { id })).revokeDevice.device.health).toBe('REVOKED');
  expect(await client.requestError(BEAT, { input: {} })).toBe('UNAUTHENTICATED');
});

test('a heartbeat is one statement, and sends no event', async () => {
  const { client } = await addDevice(ours.manager, { outletId: ours.outletId, kind: 'ORDER_BOARD' });
  const brief = `mutation { deviceHeartbeat(input: { appVersion: "1", problems: ["Warm"] }) { heartbeatSeconds ${ERRORS} } }`;
  await client.ok(brief);
  const [before] = await app.sql('select count(*) from event');
  const { statements } = await recordStatements(app, () => client.ok(brief));
  expect(statements.filter((text) => /^(insert|update|delete|select(?! set_config))/i.test(text))).toEqual([expect.stringMatching(/^update "device"/)]);
  expect(await app.sql('select count(*) from event')).toEqual([before]);
});

test('what a device says of itself is short, and of devices only', async () => {
  const { id, client } = await addDevice(ours.manager, { outletId: ours.outletId, kind: 'POS' });
  await client.ok(BEAT, { input: { appVersion: '1' } });
  const wrong = [
    [{ problems: Array(11).fill('x') }, 'LIMIT_EXCEEDED', ['problems']],
    [{ problems: ['x', 'x'.repeat(101)] }, 'INVALID_INPUT', ['problems', '1']],
    [{ problems: [' '] }, 'INVALID_INPUT', ['problems', '0']],
    [{ appVersion: 'x'.repeat(61) }, 'INVALID_INPUT', ['appVersion']],
  ] as const;
  for (const [input, code, field] of wrong) expect(await client.failure(BEAT, { input })).toMatchObject({ code, field });
  expect((await ours.manager.ok(DEVICE, { id })).device).toMatchObject({ appVersion: '1', problems: [] });
  for (const other of [ours.cashier, ours.owner, ours.platform]) expect(await other.requestError(BEAT, { input: {} })).toBe('FORBIDDEN');
});

describe('the list', () => {
  test('shows a manager the devices of own outlets, page by page, in as many statements', async () => {
    const second = await addOutlet(ours.owner, { code: 'TWO' });
    const there = await addDevice(ours.owner, { outletId: second, kind: 'KITCHEN_DISPLAY', name: 'There' });
    const here = [];
    for (let index = 0; index < 3; index += 1)
      here.push((await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KITCHEN_DISPLAY', stationIds: [ours.stations.KITCHEN, ours.stations.BAR] })).id);
    const list = async (client = ours.manager, variables: object = {}) => (await client.ok(DEVICES, { kind: 'KITCHEN_DISPLAY', ...variables })).devices;
    const all = await list(ours.owner);
    expect(all.nodes.map(({ id }: { id: string }) => id)).toEqual([...here.toReversed(), there.id]);
    expect(all.nodes[0]).toMatchObject({ outlet: { code: 'ONE' }, stations: [{ code: 'BAR' }, { code: 'KITCHEN' }], health: 'OFFLINE' });
    expect((await list()).nodes.map(({ id }: { id: string }) => id)).toEqual(here.toReversed());
    expect((await list(ours.owner, { outletId: second })).nodes.map(({ name }: { name: string }) => name)).toEqual(['There']);
    const first = await list(ours.owner, { first: 3 });
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect((await list(ours.owner, { after: first.pageInfo.endCursor })).nodes.map(({ id }: { id: string }) => id)).toEqual([there.id]);
    for (const outletId of [second, theirs.outletId, randomUUID()]) expect(await ours.manager.requestError(DEVICES, { outletId })).toBe('NOT_FOUND');
    for (const id of [there.id, randomUUID(), 'nonsense']) expect((await ours.manager.ok(DEVICE, { id })).device).toBeNull();
    const [one, three] = [await countStatements(app, () => list(ours.owner, { first: 1 })), await countStatements(app, () => list(ours.owner, { first: 3 }))];
    expect(three).toBe(one);
  });
});

describe('a device that is moved', () => {
  const feed = (client: Restaurant['owner'], outletId: string) =>
    subscribe(client, 'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename } }', { id: outletId });

  test('leaves its outlet and stations behind; its sockets are closed', async () => {
    const second = await addOutlet(ours.owner, { code: 'THREE' });
    const bar = await addStation(ours.owner, second, 'BAR', true);
    const { id, client } = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KITCHEN_DISPLAY', stationIds: [ours.stations.BAR] });
    const open = feed(client, ours.outletId);
    await open.next();
    expect((await ours.manager.ok(UPDATE, { input: { id, name: ' Renamed ' } })).updateDevice.device).toMatchObject({
      name: 'Renamed',
      stations: [{ code: 'BAR' }],
    });
    expect(await ours.manager.failure(UPDATE, { input: { id, outletId: second } })).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
    expect(await ours.owner.failure(UPDATE, { input: { id, outletId: second, stationIds: [ours.stations.BAR] } })).toMatchObject({
      field: ['stationIds', '0'],
    });
    expect((await ours.owner.ok(UPDATE, { input: { id, outletId: second } })).updateDevice.device).toMatchObject({ outlet: { code: 'THREE' }, stations: [] });
    expect(await open.ended).toMatchObject({ code: 4205 });
    expect((await client.ok('{ outlets { code } }')).outlets).toEqual([{ code: 'THREE' }]);
    const again = feed(client, second);
    expect(await again.next()).toMatchObject({ __typename: 'KitchenSnapshot' });
    await ours.owner.ok(UPDATE, { input: { id, stationIds: [bar] } });
    expect(await again.ended).toMatchObject({ code: 4205 });
    expect(await ours.manager.failure(UPDATE, { input: { id, name: 'X' } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [DEVICE_CHANGED, DEVICE_REVOKED] }) { nodes { action before after } } }';
    await ours.owner.ok(REVOKE, { id });
    await ours.owner.ok(REVOKE, { id });
    const { nodes } = (await ours.owner.ok(log, { id })).auditLog;
    expect(nodes.map(({ action }: { action: string }) => action)).toEqual(['DEVICE_REVOKED', 'DEVICE_CHANGED', 'DEVICE_CHANGED', 'DEVICE_CHANGED']);
    expect(nodes[2]).toMatchObject({ before: { outletId: ours.outletId }, after: { outletId: second } });
    expect(await ours.owner.failure(UPDATE, { input: { id, name: 'X' } })).toMatchObject({ code: 'INVALID_TRANSITION', field: ['id'] });
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeVault } from '../../src/kernel/secrets/vault.ts';
import { resealAccounts } from '../../src/modules/payments/index.ts';
import { type Client, makeRestaurant, startTestApp, useRestaurant } from '../kit/index.ts';

const SET = `mutation ($input: SetGatewayAccountInput!) { setGatewayAccount(input: $input) {
  account { id provider mode methods active version credentialNames notifyPath } userErrors { code field message } } }`;
const CANARY = 'sk_canary_5d1c0f';
const credentials = [
  { name: 'secretKey', value: CANARY },
  { name: 'webhookSecret', value: 'whsec_canary_5d1c0f' },
];

const { app, restaurant } = useRestaurant();

const set = async (client: Client, input: Readonly<Record<string, unknown>>) =>
  (await client.ok(SET, { input: { provider: 'stripe', ...input } })).setGatewayAccount.account;
const refused = (input: Readonly<Record<string, unknown>>) => restaurant.owner.failure(SET, { input: { provider: 'stripe', ...input } });

test('an account is set up, changed in parts and switched off; its secrets are never answered', async () => {
  const { owner, tenantId } = await makeRestaurant(app);
  const made = await set(owner, { methods: ['CARD'], credentials });
  expect(made).toMatchObject({
    provider: 'stripe',
    mode: 'TEST',
    methods: ['CARD'],
    active: true,
    version: 1,
    credentialNames: ['secretKey', 'webhookSecret'],
    notifyPath: `/webhooks/stripe/${tenantId}`,
  });
  const changed = await set(owner, { mode: 'LIVE', version: 1, credentials: [{ name: 'publishableKey', value: 'pk_1' }] });
  expect(changed).toMatchObject({
    id: made.id,
    mode: 'LIVE',
    methods: ['CARD'],
    version: 2,
    credentialNames: ['publishableKey', 'secretKey', 'webhookSecret'],
  });
  expect(await owner.failure(SET, { input: { provider: 'stripe', version: 1, active: false } })).toMatchObject({ code: 'STALE_VERSION' });
  expect(await set(owner, { active: false })).toMatchObject({ active: false, mode: 'LIVE' });
  const { gatewayAccounts } = await owner.ok('{ gatewayAccounts { provider active credentialNames } }');
  expect(gatewayAccounts).toEqual([{ provider: 'stripe', active: false, credentialNames: ['publishableKey', 'secretKey', 'webhookSecret'] }]);
  expect(JSON.stringify([made, changed, gatewayAccounts])).not.toContain('canary');
});

test('what is missing, unknown or sent twice is named', async () => {
  expect(await refused({ provider: 'paypal', methods: ['CARD'] })).toMatchObject({ code: 'INVALID_INPUT', field: ['provider'] });
  expect(await refused({ provider: 'demo', methods: ['CARD'] })).toMatchObject({ code: 'INVALID_INPUT', field: ['provider'] });
  expect(await refused({ credentials })).toMatchObject({ field: ['methods'] });
  expect(await refused({ methods: [], credentials })).toMatchObject({ field: ['methods'] });
  expect(await refused({ methods: ['CARD', 'CASH'], credentials })).toMatchObject({ field: ['methods', '1'] });
  expect(await refused({ methods: ['CARD'], credentials: credentials.slice(0, 1) })).toMatchObject({
    field: ['credentials'],
    message: 'credentials needs webhookSecret.',
  });
  expect(await refused({ methods: ['CARD'], credentials: [...credentials, { name: 'serverKey', value: 'x' }] })).toMatchObject({
    field: ['credentials', '2', 'name'],
  });
  expect(await refused({ methods: ['CARD'], credentials: [...credentials, credentials[0]] })).toMatchObject({ field: ['credentials', '2', 'name'] });
  expect(await refused({ methods: ['CARD'], credentials: [{ name: 'secretKey', value: ' ' }] })).toMatchObject({ field: ['credentials', '0', 'value'] });
  expect((await restaurant.owner.ok('{ gatewayAccounts { id } }')).gatewayAccounts).toEqual([]);
});

test('in the database secrets are sealed, for their own row only', async () => {
  const one = await makeRestaurant(app);
  const two = await makeRestaurant(app);
  await set(one.owner, { methods: ['CARD'], credentials });
  await set(two.owner, { methods: ['CARD'], credentials });
  const rows = await app.sql<{ tenant_id: string; sealed_credentials: string }>(
    'select tenant_id, sealed_credentials from gateway_account where tenant_id = any($1)',
    [[one.tenantId, two.tenantId]],
  );
  expect(new Set(rows.map(({ sealed_credentials }) => sealed_credentials)).size).toBe(2);
  const everything = JSON.stringify(await app.sql('select * from gateway_account, audit_entry'));
  expect(everything).not.toContain('canary');
  const { vault } = app.services;
  for (const { tenant_id: tenant, sealed_credentials: sealed } of rows) {
    expect(vault.open(sealed, `gateway_account|${tenant}|stripe`)).toContain(CANARY);
    const other = tenant === one.tenantId ? two.tenantId : one.tenantId;
    expect(() => vault.open(sealed, `gateway_account|${other}|stripe`)).toThrow();
    expect(() => vault.open(`${sealed.slice(0, -3)}AAA`, `gateway_account|${tenant}|stripe`)).toThrow();
  }
});

test('setting one up is in the audit log, with the names of what was set', async () => {
  const { owner } = await makeRestaurant(app);
  const { id } = await set(owner, { methods: ['CARD'], credentials });
  const { auditLog } = await owner.ok('{ auditLog(first: 1) { nodes { action entityId before after } } }');
  expect(auditLog.nodes).toEqual([
    { action: 'GATEWAY_ACCOUNT_SET', entityId: id, before: null, after: { mode: 'TEST', active: true, methods: 'CARD', secrets: 'secretKey webhookSecret' } },
  ]);
});

test('guests see what they can pay with: the accounts’ methods, and the demo gateway’s where there is none', async () => {
  const { owner, guest } = await makeRestaurant(app);
  const methods = async () => (await guest.ok('{ paymentMethods }')).paymentMethods;
  expect(await methods()).toEqual(['QRIS', 'CARD', 'EWALLET', 'BANK_TRANSFER']);
  await set(owner, { methods: ['CARD'], credentials });
  expect(await methods()).toEqual(['QRIS', 'CARD', 'EWALLET', 'BANK_TRANSFER']);
  const rupees = { provider: 'razorpay', methods: ['EWALLET'], credentials: ['keyId', 'keySecret', 'webhookSecret'].map((name) => ({ name, value: 'x' })) };
  expect(await owner.failure(SET, { input: rupees })).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['methods', '0'],
    message: expect.stringContaining('IDR'),
  });
});

describe('keys', () => {
  const key = (id: string) => ({ id, key: randomBytes(32) });

  test('are changed without losing anything', async () => {
    const { owner } = await makeRestaurant(app);
    await set(owner, { methods: ['CARD'], credentials });
    const old = app.config.credentialsKeys?.[0];
    if (!old) throw new Error('the test server has a key');
    const fresh = key('fresh');
    const both = makeVault([fresh, old]);
    const before = await app.sql<{ count: number }>('select count(*)::int as count from gateway_account');
    expect(await resealAccounts({ ...app.services, vault: both })).toBe(before[0]?.count);
    expect(await resealAccounts({ ...app.services, vault: both })).toBe(0);
    const rows = await app.sql<{ tenant_id: string; provider: string; sealed_credentials: string }>(
      'select tenant_id, provider, sealed_credentials from gateway_account',
    );
    const alone = makeVault([fresh]);
    for (const { tenant_id: tenant, provider, sealed_credentials: sealed } of rows)
      expect(alone.open(sealed, `gateway_account|${tenant}|${provider}`)).toContain('{');
    // Restores the keys for the other tests.
    await resealAccounts({ ...app.services, vault: makeVault([old, fresh]) });
  });

  test('that are made for one start keep no secrets', async () => {
    const passing = await startTestApp({ environment: { CREDENTIALS_KEYS: '' } });
    const { owner } = await makeRestaurant(passing);
    expect(await owner.failure(SET, { input: { provider: 'stripe', methods: ['CARD'], credentials } })).toMatchObject({
      code: 'CONFLICT',
      field: ['credentials'],
    });
    await passing.stop();
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { addOutlet, addStation, type Client, makeClient, mutationOf, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let platform: Client;
beforeAll(async () => {
  platform = makeClient(app.url, { authorization: restaurant.platform.headers.authorization ?? '' });
});

const ERRORS = 'userErrors { code field message details }';
const TENANT_FIELDS = 'id name slug country timeZone locale logoUrl legalName taxId currency { code fractionDigits }';
const OUTLET_FIELDS = `id name code timeZone serviceModes address phone legalName taxId dayStartsAt dayStartsAtMinute pricesIncludeTax taxName taxRate serviceChargeRate cashRoundingStep
  latitude longitude openNow openingHours { day opens closes } openingExceptions { date reason intervals { opens closes } } channels { channel confirmOn pausedUntil }`;
const mutation = (name: string, type: string, field: string, fields: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${field} { ${fields} } ${ERRORS} } }`;
const CREATE_TENANT = mutation('createTenant', 'CreateTenantInput', 'tenant', TENANT_FIELDS);
const UPDATE_TENANT = mutation('updateTenant', 'UpdateTenantInput', 'tenant', TENANT_FIELDS);
const CREATE_OUTLET = mutation('createOutlet', 'CreateOutletInput', 'outlet', OUTLET_FIELDS);
const UPDATE_OUTLET = mutation('updateOutlet', 'UpdateOutletInput', 'outlet', OUTLET_FIELDS);
const CREATE_STATION = mutation('createStation', 'CreateStationInput', 'station', 'id name code isDefault outlet { id }');
const UPDATE_STATION = mutation('updateStation', 'UpdateStationInput', 'station', 'id name code isDefault');
const SET_HOURS = mutation('setOpeningHours', 'SetOpeningHoursInput', 'outlet', OUTLET_FIELDS);
const PAUSE = mutation('pauseChannel', 'PauseChannelInput', 'outlet', OUTLET_FIELDS);
const RESUME = mutation('resumeChannel', 'ResumeChannelInput', 'outlet', OUTLET_FIELDS);
const CONFIRM_ON = mutation('setConfirmOn', 'SetConfirmOnInput', 'outlet', OUTLET_FIELDS);

const newTenant = (more: object = {}): object => ({
  name: 'New brand',
  slug: `new-${Math.random().toString(36).slice(2, 10)}`,
  currency: 'ETB',
  country: 'ET',
  timeZone: 'Africa/Addis_Ababa',
  ...more,
});

/** Expects INVALID_INPUT at the field of each wrong value. */
async function refused(client: Client, operation: string, base: object, wrong: readonly (readonly [string | readonly string[], object])[]): Promise<void> {
  for (const [field, values] of wrong) {
    const failure = await client.failure(operation, { input: { ...base, ...values } });
    expect(failure, JSON.stringify(values)).toMatchObject({ code: 'INVALID_INPUT', field: [field].flat() });
    expect(failure.message.length).toBeGreaterThan(10);
  }
}

const NUL = 'a\u0000b';
const LONG = 'x'.repeat(2001);

describe('tenants', () => {
  test('a platform user makes one, with or without naming another', async () => {
    const input = newTenant({ name: '  Bunna ', locale: 'am-et' });
    const { createTenant } = await platform.ok(CREATE_TENANT, { input });
    expect(createTenant.tenant).toMatchObject({
      ...input,
      name: 'Bunna',
      locale: 'am-ET',
      currency: { code: 'ETB', fractionDigits: 2 },
      logoUrl: null,
    });
    await restaurant.platform.ok(CREATE_TENANT, { input: newTenant() });
  });

  test('the answer shows what was asked for, also of its outlets', async () => {
    const { createTenant } = await platform.ok(mutationOf('createTenant', 'slug outlets { id }'), {
      input: newTenant(),
    });
    expect(createTenant.tenant.outlets).toEqual([]);
  });

  test('a slug that is taken is a conflict, also in another case', async () => {
    expect(await platform.failure(CREATE_TENANT, { input: newTenant({ slug: restaurant.slug }) })).toMatchObject({ code: 'CONFLICT', field: ['slug'] });
  });

  test('wrong values name their field', async () => {
    await refused(platform, CREATE_TENANT, newTenant(), [
      ['name', { name: ' ' }],
      ['name', { name: NUL }],
      ['name', { name: LONG }],
      ['slug', { slug: 'x' }],
      ['slug', { slug: 'Upper-Case' }],
      ['slug', { slug: '-dash' }],
      ['slug', { slug: 'two--dashes' }],
      ['slug', { slug: 'x'.repeat(41) }],
      ['currency', { currency: 'XXX' }],
      ['currency', { currency: 'idr' }],
      ['currency', { currency: 'toString' }],
      ['country', { country: 'id' }],
      ['country', { country: 'IDN' }],
      ['timeZone', { timeZone: 'Mars/Base' }],
      ['timeZone', { timeZone: '+07:00' }],
      ['locale', { locale: 'not a locale' }],
      ['locale', { locale: '' }],
    ]);
  });

  test('no slug can stand for the id of another tenant', async () => {
    await refused(platform, CREATE_TENANT, newTenant(), [['slug', { slug: restaurant.tenantId }]]);
  });

  test('the owner changes facts: only what is sent; null clears; currency and slug stay', async () => {
    const before = (await restaurant.owner.ok(`{ tenant { ${TENANT_FIELDS} } }`)).tenant;
    const { updateTenant } = await restaurant.owner.ok(UPDATE_TENANT, {
      input: { legalName: 'PT Merek', taxId: '01.234', logoUrl: 'https://example.com/a.png' },
    });
    expect(updateTenant.tenant).toEqual({ ...before, legalName: 'PT Merek', taxId: '01.234', logoUrl: 'https://example.com/a.png' });
    const cleared = await restaurant.owner.ok(UPDATE_TENANT, { input: { legalName: null, logoUrl: null } });
    expect(cleared.updateTenant.tenant).toEqual({ ...before, taxId: '01.234' });
    expect((await restaurant.guest.ok(`{ tenant { ${TENANT_FIELDS} } }`)).tenant).toEqual({ ...before, taxId: '01.234' });
    await refused(restaurant.owner, UPDATE_TENANT, {}, [
      ['name', { name: '' }],
      ['logoUrl', { logoUrl: 'javascript:alert(1)' }],
      ['logoUrl', { logoUrl: 'nonsense' }],
      ['timeZone', { timeZone: 'Nowhere' }],
      ['locale', { locale: '??' }],
      ['taxId', { taxId: LONG }],
      ['email', { email: NUL }],
    ]);
    for (const other of ['slug: "other"', 'currency: "USD"', 'status: "SUSPENDED"', 'id: "x"']) {
      const { errors } = await restaurant.owner.send(`mutation { updateTenant(input: { ${other} }) { userErrors { code } } }`);
      expect(errors?.[0]?.message).toContain('is not defined by type');
    }
  });
});

describe('outlets', () => {
  test('a new one takes the tenant’s time zone and sensible defaults', async () => {
    const { createOutlet } = await restaurant.owner.ok(CREATE_OUTLET, { input: { name: 'Two', code: 'two' } });
    expect(createOutlet.outlet).toMatchObject({
      name: 'Two',
      code: 'TWO',
      timeZone: 'Asia/Jakarta',
      serviceModes: ['DINE_IN', 'TAKEAWAY', 'DELIVERY'],
      dayStartsAt: 4,
      dayStartsAtMinute: 0,
      pricesIncludeTax: false,
      taxName: 'Tax',
      taxRate: 0,
      serviceChargeRate: 0,
      cashRoundingStep: 1,
      openNow: true,
      openingHours: null,
      openingExceptions: [],
    });
    expect(createOutlet.outlet.channels).toEqual([
      { channel: 'KIOSK', confirmOn: 'PAYMENT', pausedUntil: null },
      { channel: 'POS', confirmOn: 'PLACEMENT', pausedUntil: null },
      { channel: 'QR', confirmOn: 'PAYMENT', pausedUntil: null },
      { channel: 'DELIVERY', confirmOn: 'MANUAL', pausedUntil: null },
      { channel: 'API', confirmOn: 'PLACEMENT', pausedUntil: null },
    ]);
  });

  test('it keeps what it was given', async () => {
    const input = {
      name: 'Three',
      code: 'THREE',
      timeZone: 'Asia/Makassar',
      serviceModes: ['TAKEAWAY', 'TAKEAWAY'],
      pricesIncludeTax: true,
      taxName: 'PB1',
      taxRate: 1000,
      serviceChargeRate: 500,
      cashRoundingStep: 100,
      dayStartsAt: 0,
      dayStartsAtMinute: 30,
      address: 'Jl. Merdeka 1',
      phone: '+62 21 1',
      legalName: 'PT Tiga',
      taxId: '02',
    };
    const { createOutlet } = await restaurant.owner.ok(CREATE_OUTLET, { input });
    expect(createOutlet.outlet).toMatchObject({ ...input, serviceModes: ['TAKEAWAY'] });
  });

  test('a code that is taken is a conflict in this tenant only', async () => {
    expect(await restaurant.owner.failure(CREATE_OUTLET, { input: { name: 'X', code: 'one' } })).toMatchObject({ code: 'CONFLICT', field: ['code'] });
    const input = newTenant() as { slug: string };
    await platform.ok(CREATE_TENANT, { input });
    await addOutlet(platform.as({ 'x-tenant-id': input.slug }), { code: 'ONE' });
  });

  test('a new one says where it stands, as an old one does', async () => {
    const { createOutlet } = await restaurant.owner.ok(CREATE_OUTLET, { input: { name: 'Placed', code: 'PLACED', latitude: -6.2, longitude: 106.8 } });
    expect(createOutlet.outlet).toMatchObject({ latitude: -6.2, longitude: 106.8 });
  });

  test('wrong values name their field, in making and in changing', async () => {
    const wrong = [
      ['name', { name: '' }],
      ['timeZone', { timeZone: 'Moon' }],
      ['serviceModes', { serviceModes: [] }],
      ['taxName', { taxName: ' ' }],
      ['taxRate', { taxRate: -1 }],
      ['taxRate', { taxRate: 10_001 }],
      ['serviceChargeRate', { serviceChargeRate: 10_001 }],
      ['cashRoundingStep', { cashRoundingStep: 0 }],
      ['cashRoundingStep', { cashRoundingStep: 1_000_001 }],
      ['dayStartsAt', { dayStartsAt: 24 }],
      ['dayStartsAt', { dayStartsAt: -1 }],
      ['dayStartsAtMinute', { dayStartsAtMinute: 60 }],
      ['dayStartsAtMinute', { dayStartsAtMinute: -1 }],
      ['address', { address: LONG }],
      ['phone', { phone: NUL }],
      ['legalName', { legalName: LONG }],
      ['taxId', { taxId: LONG }],
      ['latitude', { latitude: 90.5 }],
      ['longitude', { longitude: -181 }],
    ] as const;
    await refused(restaurant.owner, CREATE_OUTLET, { name: 'Four', code: 'FOUR' }, [
      ...wrong,
      ['code', { code: '' }],
      ['code', { code: 'A-B' }],
      ['code', { code: 'TOOLONGCODE' }],
      ['code', { code: 'É' }],
    ]);
    await refused(restaurant.owner, UPDATE_OUTLET, { id: restaurant.outletId }, [...wrong]);
    expect((await restaurant.owner.ok('{ outlets { code } }')).outlets).not.toContainEqual({ code: 'FOUR' });
  });

  test('changes only what is sent; null clears; the code stays', async () => {
    const id = await addOutlet(restaurant.owner, { code: 'FIVE', phone: '1', address: 'Here' });
    const before = (await restaurant.owner.ok('query ($id: ID!) { outlet(id: $id) { name code phone address taxRate } }', { id })).outlet;
    const { updateOutlet } = await restaurant.owner.ok(UPDATE_OUTLET, { input: { id, phone: null, taxRate: 1100, latitude: -6.2, longitude: 106.8 } });
    expect(updateOutlet.outlet).toMatchObject({ ...before, phone: null, taxRate: 1100, latitude: -6.2, longitude: 106.8 });
    const cleared = await restaurant.owner.ok(UPDATE_OUTLET, { input: { id, latitude: null } });
    expect(cleared.updateOutlet.outlet).toMatchObject({ address: 'Here', latitude: null, longitude: 106.8 });
    expect(await restaurant.owner.failure(UPDATE_OUTLET, { input: { id: restaurant.tenantId, name: 'X' } })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['id'],
    });
  });

  test('a change is in the very next answer for guests', async () => {
    const facts = 'query ($id: ID!) { outlet(id: $id) { name phone } menu(outletId: $id) { version outlet { name phone } } }';
    const { menu } = await restaurant.guest.ok(facts, { id: restaurant.outletId });
    await restaurant.owner.ok(UPDATE_OUTLET, { input: { id: restaurant.outletId, phone: '0800' } });
    const after = await restaurant.guest.ok(facts, { id: restaurant.outletId });
    expect(after.outlet.phone).toBe('0800');
    expect(after.menu.outlet.phone).toBe('0800');
    expect(after.menu.version).toBeGreaterThan(menu.version);
  });
});

describe('stations', () => {
  test('are made with a code that is unique in the outlet', async () => {
    const { createStation } = await restaurant.owner.ok(CREATE_STATION, { input: { outletId: restaurant.outletId, name: 'Grill', code: 'GRILL' } });
    expect(createStation.station).toMatchObject({ name: 'Grill', code: 'GRILL', isDefault: false, outlet: { id: restaurant.outletId } });
    const again = { outletId: restaurant.outletId, name: 'Grill', code: 'GRILL' };
    expect(await restaurant.owner.failure(CREATE_STATION, { input: again })).toMatchObject({ code: 'CONFLICT', field: ['code'] });
    const other = await addOutlet(restaurant.owner, { code: 'SIX' });
    await addStation(restaurant.owner, other, 'GRILL', false);
  });

  test('wrong values name their field', async () => {
    await refused(restaurant.owner, CREATE_STATION, { outletId: restaurant.outletId, name: 'X', code: 'X' }, [
      ['name', { name: '' }],
      ['code', { code: 'lower' }],
      ['code', { code: '' }],
      ['code', { code: 'NONE' }],
      ['code', { code: 'X'.repeat(21) }],
    ]);
    expect(await restaurant.owner.failure(CREATE_STATION, { input: { outletId: restaurant.tenantId, name: 'X', code: 'X' } })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['outletId'],
    });
  });

  test('an outlet has one default at most, by making and by changing', async () => {
    const outletId = await addOutlet(restaurant.owner, { code: 'SEVEN' });
    const defaults = async (): Promise<string[]> => {
      const { outlet } = await restaurant.owner.ok('query ($id: ID!) { outlet(id: $id) { stations { code isDefault } } }', { id: outletId });
      return outlet.stations.filter((station: { isDefault: boolean }) => station.isDefault).map((station: { code: string }) => station.code);
    };
    const first = await addStation(restaurant.owner, outletId, 'FIRST', true);
    await addStation(restaurant.owner, outletId, 'SECOND', true);
    expect(await defaults()).toEqual(['SECOND']);
    const { updateStation } = await restaurant.owner.ok(UPDATE_STATION, { input: { id: first, isDefault: true, name: 'The first' } });
    expect(updateStation.station).toEqual({ id: first, name: 'The first', code: 'FIRST', isDefault: true });
    expect(await defaults()).toEqual(['FIRST']);
    await restaurant.owner.ok(UPDATE_STATION, { input: { id: first, isDefault: true } });
    await restaurant.owner.ok(UPDATE_STATION, { input: { id: first, isDefault: false } });
    expect(await defaults()).toEqual([]);
  });

  test('defaults made at the same time leave one, and no caller sees a wrong error', async () => {
    const outletId = await addOutlet(restaurant.owner, { code: 'EIGHT' });
    const codes = ['A', 'B', 'C', 'D', 'E', 'F'];
    const answers = await Promise.all(codes.map((code) => restaurant.owner.send(CREATE_STATION, { input: { outletId, name: code, code, isDefault: true } })));
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect(data.createStation.userErrors).toEqual([]);
    }
    const { outlet } = await restaurant.owner.ok('query ($id: ID!) { outlet(id: $id) { stations { code isDefault } } }', { id: outletId });
    expect(outlet.stations).toHaveLength(6);
    expect(outlet.stations.filter((station: { isDefault: boolean }) => station.isDefault)).toHaveLength(1);
  });

  test('a wrong change names its field', async () => {
    await refused(restaurant.owner, UPDATE_STATION, { id: restaurant.stations.BAR }, [['name', { name: '' }]]);
    expect(await restaurant.owner.failure(UPDATE_STATION, { input: { id: 'nonsense', name: 'X' } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
  });
});

describe('opening hours', () => {
  const openNow = async (): Promise<boolean> =>
    (await restaurant.guest.ok('query ($id: ID!) { outlet(id: $id) { openNow } }', { id: restaurant.outletId })).outlet.openNow;

  test('the week and the exceptions are set apart, by a manager', async () => {
    const weekly = [{ day: 1, opens: '08:00', closes: '02:00' }];
    const exceptions = [
      { date: '2026-12-25', intervals: [], reason: ' Christmas ' },
      { date: '2026-12-31', intervals: [{ opens: '08:00', closes: '24:00' }] },
    ];
    const set = await restaurant.manager.ok(SET_HOURS, { input: { outletId: restaurant.outletId, weekly, exceptions } });
    const stored = [
      { date: '2026-12-25', reason: 'Christmas', intervals: [] },
      { date: '2026-12-31', reason: null, intervals: [{ opens: '08:00', closes: '24:00' }] },
    ];
    expect(set.setOpeningHours.outlet).toMatchObject({ openingHours: weekly, openingExceptions: stored });
    const spaced = await restaurant.manager.ok(SET_HOURS, {
      input: { outletId: restaurant.outletId, weekly: [{ day: 1, opens: ' 08:00', closes: '02:00 ' }] },
    });
    expect(spaced.setOpeningHours.outlet.openingHours).toEqual(weekly);
    const later = await restaurant.manager.ok(SET_HOURS, { input: { outletId: restaurant.outletId, weekly: [] } });
    expect(later.setOpeningHours.outlet).toMatchObject({ openingHours: [], openingExceptions: stored, openNow: false });
    const cleared = await restaurant.manager.ok(SET_HOURS, { input: { outletId: restaurant.outletId, weekly: null, exceptions: null } });
    expect(cleared.setOpeningHours.outlet).toMatchObject({ openingHours: null, openingExceptions: [], openNow: true });
  });

  test('a day that is closed by an exception is closed at once, and only that day', async () => {
    const date = new Date(app.clock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    expect(await openNow()).toBe(true);
    await restaurant.manager.ok(SET_HOURS, { input: { outletId: restaurant.outletId, exceptions: [{ date, intervals: [] }] } });
    expect(await openNow()).toBe(false);
    await restaurant.manager.ok(SET_HOURS, { input: { outletId: restaurant.outletId, exceptions: [] } });
    expect(await openNow()).toBe(true);
  });

  test('wrong values name their place', async () => {
    const base = { outletId: restaurant.outletId };
    const day = { day: 1, opens: '08:00', closes: '12:00' };
    await refused(restaurant.manager, SET_HOURS, base, [
      [['weekly', '1', 'day'], { weekly: [day, { ...day, day: 8 }] }],
      [['weekly', '0', 'day'], { weekly: [{ ...day, day: 0 }] }],
      [['weekly', '0', 'opens'], { weekly: [{ ...day, opens: '24:00' }] }],
      [['weekly', '0', 'opens'], { weekly: [{ ...day, opens: '8:00' }] }],
      [['weekly', '0', 'opens'], { weekly: [{ ...day, opens: '0 8:00' }] }],
      [['weekly', '0', 'closes'], { weekly: [{ ...day, closes: '24:30' }] }],
      [['weekly', '0', 'closes'], { weekly: [{ ...day, closes: 'late' }] }],
      [
        ['exceptions', '0', 'intervals', '1', 'closes'],
        {
          exceptions: [
            {
              date: '2026-12-25',
              intervals: [
                { opens: '08:00', closes: '09:00' },
                { opens: '10:00', closes: '25:00' },
              ],
            },
          ],
        },
      ],
      [['exceptions', '0', 'reason'], { exceptions: [{ date: '2026-12-25', intervals: [], reason: LONG }] }],
      [
        ['exceptions', '1', 'date'],
        {
          exceptions: [
            { date: '2026-12-25', intervals: [] },
            { date: '2026-12-25', intervals: [] },
          ],
        },
      ],
    ]);
    const many = await restaurant.manager.failure(SET_HOURS, { input: { ...base, weekly: Array.from({ length: 51 }, () => day) } });
    expect(many).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['weekly'], details: { max: 50 } });
    expect(await restaurant.manager.requestError(SET_HOURS, { input: { ...base, exceptions: [{ date: '2026-02-30', intervals: [] }] } })).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('channels', () => {
  const channel = async (name: string): Promise<object> => {
    const { outlet } = await restaurant.guest.ok('query ($id: ID!) { outlet(id: $id) { channels { channel confirmOn pausedUntil } } }', {
      id: restaurant.outletId,
    });
    return outlet.channels.find((entry: { channel: string }) => entry.channel === name);
  };

  test('a pause ends by itself, or when it is resumed', async () => {
    const until = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    const paused = await restaurant.manager.ok(PAUSE, { input: { outletId: restaurant.outletId, channel: 'QR', until } });
    expect(paused.pauseChannel.outlet.channels).toContainEqual({ channel: 'QR', confirmOn: 'PAYMENT', pausedUntil: until });
    expect(await channel('QR')).toMatchObject({ pausedUntil: until });
    expect(await channel('KIOSK')).toMatchObject({ pausedUntil: null });
    await restaurant.manager.ok(RESUME, { input: { outletId: restaurant.outletId, channel: 'QR' } });
    expect(await channel('QR')).toMatchObject({ pausedUntil: null });
    await restaurant.manager.ok(PAUSE, { input: { outletId: restaurant.outletId, channel: 'QR', until } });
    app.clock.advance(3_601_000);
    try {
      expect(await channel('QR')).toMatchObject({ pausedUntil: null });
    } finally {
      app.clock.advance(-3_601_000);
    }
  });

  test('a pause must end in the future', async () => {
    await refused(restaurant.manager, PAUSE, { outletId: restaurant.outletId, channel: 'QR' }, [
      ['until', { until: new Date(app.clock.now().getTime() - 1000).toISOString() }],
    ]);
    expect(await restaurant.manager.requestError(PAUSE, { input: { outletId: restaurant.outletId, channel: 'QR', until: 'tomorrow' } })).toBe('BAD_USER_INPUT');
  });

  test('a pause of some minutes ends by the clock of the server', async () => {
    const minutes = 30;
    const before = app.clock.now().getTime();
    const paused = await restaurant.manager.ok(PAUSE, { input: { outletId: restaurant.outletId, channel: 'QR', minutes } });
    const { pausedUntil } = paused.pauseChannel.outlet.channels.find((entry: { channel: string }) => entry.channel === 'QR');
    const ends = Date.parse(pausedUntil);
    expect(ends).toBeGreaterThanOrEqual(before + minutes * 60_000);
    expect(ends).toBeLessThanOrEqual(app.clock.now().getTime() + minutes * 60_000);
    await restaurant.manager.ok(RESUME, { input: { outletId: restaurant.outletId, channel: 'QR' } });
  });

  test('a pause needs exactly one of until and minutes, 1 to 10080', async () => {
    const until = new Date(app.clock.now().getTime() + 60_000).toISOString();
    await refused(restaurant.manager, PAUSE, { outletId: restaurant.outletId, channel: 'QR' }, [
      ['until', {}],
      ['until', { until: null, minutes: null }],
      ['minutes', { until, minutes: 5 }],
      ['minutes', { minutes: 0 }],
      ['minutes', { minutes: 10_081 }],
    ]);
    expect(await channel('QR')).toMatchObject({ pausedUntil: null });
  });

  test('when orders are fired is set per channel, beside a pause', async () => {
    const until = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    await restaurant.manager.ok(PAUSE, { input: { outletId: restaurant.outletId, channel: 'DELIVERY', until } });
    const set = await restaurant.manager.ok(CONFIRM_ON, { input: { outletId: restaurant.outletId, channel: 'DELIVERY', confirmOn: 'PLACEMENT' } });
    expect(set.setConfirmOn.outlet.channels).toContainEqual({ channel: 'DELIVERY', confirmOn: 'PLACEMENT', pausedUntil: until });
    expect(await channel('DELIVERY')).toEqual({ channel: 'DELIVERY', confirmOn: 'PLACEMENT', pausedUntil: until });
  });

  test('changes of different channels at the same time all stay', async () => {
    const channels = ['KIOSK', 'POS', 'QR', 'DELIVERY', 'API'];
    await Promise.all(
      channels.map((name) => restaurant.owner.ok(CONFIRM_ON, { input: { outletId: restaurant.outletId, channel: name, confirmOn: 'MANUAL' } })),
    );
    for (const name of channels) expect(await channel(name)).toMatchObject({ confirmOn: 'MANUAL' });
  });
});

import { randomUUID } from 'node:crypto';
import { type GraphQLField, type GraphQLSchema, getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/kernel/request/permissions.ts';
import { makeSchema } from '../../src/schema.ts';
import { addDevice, addOutlet, addProduct, addStation, type Client, orderOf, placeOrder, useTestApp } from '../kit/index.ts';
import { at, briefSelection, documentOf, type Place, type RootField, rootFieldsOf, selectionOf, withAt } from './documents.ts';
import { rootFields } from './permission-table.ts';
import { argumentsOf, hasFailed, kindsOf, probe } from './probe.ts';
import { rankSum } from './rank-sum.ts';
import { type Arguments, askerOf, samples } from './samples.ts';
import { canaryOf, fingerprintOf, freshPromotion, idsOfTenant, makeWorld, paidPayment, run, type World } from './world.ts';

// The server checks payments at providers in the background; the long interval switches this off here.
const app = useTestApp({ environment: { PAYMENT_POLL_MILLISECONDS: '60000' } });
let schema: GraphQLSchema;
let fields: RootField[];
let ours: World;
let theirs: World;
beforeAll(async () => {
  schema = await makeSchema();
  fields = rootFieldsOf(schema);
  [ours, theirs] = await Promise.all([makeWorld(app), makeWorld(app)]);
});

/** An answer to us contains nothing of the other brand except the ids that we sent. */
function expectNothingOfTheirs(answer: unknown, sent: unknown, what: string): void {
  const [text, known] = [JSON.stringify(answer) ?? '', JSON.stringify(sent)];
  expect(text, what).not.toContain(canaryOf(theirs));
  for (const [kind, id] of Object.entries(theirs.ids)) if (!known.includes(id)) expect(text.includes(id), `${what} shows their ${kind}`).toBe(false);
}

/** Tables that change in the background: last seen times, mails to send. */
const LIVELY = ['user_session', 'refresh_token', 'device', 'mail', 'idempotency_key'];

async function rowsOf({ tenantId }: World): Promise<Record<string, string>> {
  const rows = await fingerprintOf(app, tenantId);
  return Object.fromEntries(Object.entries(rows).filter(([table]) => !LIVELY.includes(table)));
}

describe('the time that an answer takes', () => {
  const ROUNDS = 60;
  const READS = {
    order: 'query ($id: ID!) { order(id: $id) { id number lines { id } payments { id } } }',
    product: 'query ($id: ID!) { product(id: $id) { id name category { id } } }',
  };

  async function probabilityOf(document: string, ids: readonly [string, string], rounds = ROUNDS): Promise<number> {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds * 2; round += 1) {
      const which = (round + (round >> 1)) % 2 === 0 ? 0 : 1;
      const began = performance.now();
      await ours.owner.send(document, { id: ids[which] });
      times[which].push(performance.now() - began);
    }
    return rankSum(...times);
  }

  test.each(Object.entries(READS))('tells nothing of another tenant’s %s', async (kind, document) => {
    const ids = [randomUUID(), theirs.ids[kind] ?? ''] as const;
    await probabilityOf(document, ids, 10);
    const probability = await probabilityOf(document, ids);
    // A difference by chance does not occur twice.
    if (probability <= 0.01) expect(await probabilityOf(document, ids)).toBeGreaterThan(0.01);
  });

  test('would be noticed if it differed by 0.3 of its spread', () => {
    const noise = Array.from({ length: ROUNDS }, (_, index) => 3 + Math.sin(index * 12.9898));
    expect(
      rankSum(
        noise,
        noise.map((time) => time + 1),
      ),
    ).toBeLessThan(0.001);
    expect(rankSum(noise, noise.toReversed())).toBeGreaterThan(0.9);
  });
});

describe('their ids among our own in one list', () => {
  /** Lists of ids in a sample: the path of the list, and the path of the id in its entries. */
  const listsOf = (field: RootField, args: Arguments): { list: Place; id: Place }[] =>
    field.ids.flatMap((place) => {
      const index = place.lastIndexOf(0);
      return index < 0 || typeof at(args, place) !== 'string' ? [] : [{ list: place.slice(0, index), id: place.slice(index + 1) }];
    });

  interface Changed {
    readonly field: RootField;
    readonly sent: Arguments;
    readonly what: string;
  }

  /** Every list with entries changed by `change`. */
  async function changedLists(change: (entries: readonly unknown[], foreign: unknown) => Readonly<Record<string, unknown>>): Promise<Changed[]> {
    const found: Changed[] = [];
    for (const field of fields.filter(({ operation }) => operation === 'mutation')) {
      for (const sample of samples[field.path] ?? []) {
        const args = await argumentsOf(ours, sample);
        for (const { list, id } of listsOf(field, args)) {
          const entries = at(args, list) as unknown[];
          const place = [...list, 0, ...id];
          const [kind] = kindsOf(ours, field, place, at(args, place));
          const foreign = theirs.ids[kind ?? ''] ?? theirs.ids.product;
          const other = id.length === 0 ? foreign : at(withAt({ entry: entries[0] }, ['entry', ...id], foreign), ['entry']);
          for (const [name, changed] of Object.entries(change(entries, other)))
            found.push({ field, sent: withAt(args, list, changed), what: `${field.path}(${[...list, '*', ...id].join('.')}): ${name}` });
        }
      }
    }
    return found;
  }

  /** Whether the request was refused. The answer must contain nothing of the other brand and no internal error. */
  async function isRefused({ field, sent, what }: Changed): Promise<boolean> {
    const { data, errors } = await askerOf(field.path, ours).send(documentOf(field, briefSelection(field)), sent);
    expectNothingOfTheirs({ data, errors }, sent, what);
    expect(errors?.map(({ extensions }) => extensions.code) ?? [], what).not.toContain('INTERNAL');
    return errors !== undefined || hasFailed(data);
  }

  test('refuse the whole command, and none of it is written', async () => {
    const all = await changedLists((entries, other) => ({ 'theirs behind ours': [...entries, other], 'theirs before ours': [other, ...entries] }));
    expect(all.length).toBeGreaterThan(24);
    const before = [await rowsOf(ours), await rowsOf(theirs)];
    const taken = await Promise.all(all.map(async (one) => ((await isRefused(one)) ? [] : [one.what])));
    expect(taken.flat()).toEqual([]);
    expect([await rowsOf(ours), await rowsOf(theirs)]).toEqual(before);
  });

  test('and where a list that is empty, missing or doubled is refused, none of it is written either', async () => {
    const all = await changedLists((entries) => ({ twice: [...entries, ...entries], none: [], null: null }));
    const refused: Changed[] = [];
    for (const one of all) if (await isRefused(one)) refused.push(one);
    expect(refused.length).toBeGreaterThan(10);
    const before = await rowsOf(ours);
    for (const one of refused) expect(await isRefused(one), one.what).toBe(true);
    expect(await rowsOf(ours)).toEqual(before);
  });
});

describe('ids of the own tenant that are out of reach', () => {
  test('of another outlet answer staff of one outlet like random ids', async () => {
    const { owner, platform } = ours;
    const outletId = await addOutlet(owner, { code: 'TWO' });
    const station = await addStation(platform, outletId, 'BAR', true);
    await addStation(platform, outletId, 'KITCHEN', false);
    const product = await addProduct(owner, { categoryId: ours.categoryId, sku: 'ELSEWHERE', name: 'Elsewhere', price: 1000, outletId });
    const order = await placeOrder(owner, { ...orderOf(ours, { COFFEE: 1 }), outletId });
    const pay = 'mutation ($input: PayCashInput!) { payCash(input: $input) { payment { id } userErrors { code } } }';
    const payment = (await owner.ok(pay, { input: { orderId: order.id, amount: 100, tendered: 100 } })).payCash.payment.id;
    const open = 'mutation ($input: OpenShiftInput!) { openShift(input: $input) { shift { id } userErrors { code } } }';
    const shift = (await owner.ok(open, { input: { outletId, float: 0 } })).openShift.shift.id;
    const device = (await addDevice(owner, { outletId, kind: 'POS' })).id;
    const [ticket] = order.tickets;
    const ids = {
      outlet: outletId,
      station,
      order: order.id,
      line: order.lines[0].id,
      ticket: ticket.id,
      item: ticket.items[0].id,
      payment,
      shift,
      device,
      'product of the outlet': product,
    };
    const there = (): Promise<object[]> =>
      app.sql(
        `select o, t, i, m, s, k, p from "order" o join kitchen_ticket t on t.order_id = o.id join kitchen_ticket_item i on i.ticket_id = t.id
       join payment m on m.order_id = o.id join shift s on s.outlet_id = o.outlet_id join kitchen_station k on k.outlet_id = o.outlet_id join product p on p.outlet_id = o.outlet_id
       where o.id = $1 order by k.id`,
        [order.id],
      );
    const before = await there();
    expect(before.length).toBe(2);
    for (const [actor, client] of [
      ['MANAGER', ours.manager],
      ['CASHIER', ours.cashier],
    ] as [Actor, Client][]) {
      const open = fields.filter(({ path }) => rootFields[path]?.actors.includes(actor));
      expect(await probe({ fields: open, ours, client, ids, others: 0, selection: briefSelection })).toBeGreaterThan(30);
    }
    expect(await there()).toEqual(before);
  }, 60_000);

  test('another guest’s order and payments answer a kiosk like random ids', async () => {
    const kiosk = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KIOSK' });
    const { order, line, payment, ticket } = ours.ids as Record<string, string>;
    const open = fields.filter(({ path }) => rootFields[path]?.actors.includes('KIOSK') && !rootFields[path]?.actors.includes('GUEST'));
    const ids = { order, line, payment, ticket } as Record<string, string>;
    expect(await probe({ fields: open, ours, client: kiosk.client, ids, others: 1, selection: (field) => selectionOf(field.field.type, 1) })).toBeGreaterThan(
      5,
    );
  });
});

/** A field that returns pages. */
interface Paged {
  readonly path: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Only for the platform, which sees all tenants. */
const OF_ALL_TENANTS = ['Query.tenants'];

function pagedFieldsOf(): Paged[] {
  const paged = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.values(type.getFields()).flatMap((field) =>
          isObjectType(getNamedType(field.type)) && getNamedType(field.type).name.endsWith('Connection') ? [{ path: `${type.name}.${field.name}`, field }] : [],
        )
      : [],
  );
  return paged.filter(({ path }) => !OF_ALL_TENANTS.includes(path));
}

describe('lists', () => {
  /** Nested lists, with a document that reads them. */
  const NESTED: Readonly<Record<string, string>> = {
    'Promotion.codes':
      'query ($id: ID!, $after: String) { promotion(id: $id) { codes(first: 50, after: $after) { nodes { __typename } pageInfo { endCursor } } } }',
  };
  /** Providers send these; their cursors consist of an instant and an id, like those of orders. */
  const EMPTY = ['Query.gatewayNotifications'];
  const PAGE = '{ nodes { __typename } pageInfo { endCursor } }';
  /** A changed cursor of ours, and texts that never were cursors. */
  const FORGED = [
    '',
    'x',
    'WzEsMl0',
    '["1; drop table order","x"]',
    '{"__proto__":1}',
    '[null,null]',
    '[{"$ne":null},"x"]',
    '[1e99,"00000000-0000-7000-8000-000000000000"]',
  ];

  const rootOf = (path: string): RootField => fields.find((field) => field.path === path) as RootField;
  const connectionOf = (data: Record<string, unknown> | null | undefined): { nodes: unknown[]; pageInfo: { endCursor: string | null } } | null => {
    let found: unknown = data;
    while (found !== null && typeof found === 'object' && !('pageInfo' in found)) found = Object.values(found)[0];
    return (found ?? null) as { nodes: unknown[]; pageInfo: { endCursor: string | null } } | null;
  };

  test('take another tenant’s cursor as a place in the own list, and refuse forged ones', async () => {
    const paged = pagedFieldsOf();
    await run(theirs.owner, 'refundPayment', 'RefundPaymentInput', { paymentId: (await paidPayment(theirs)).id, amount: 100, reason: 'Cold' });
    const foreignIds = await idsOfTenant(app, theirs.tenantId);
    expect(
      paged.filter(({ path }) => !path.startsWith('Query.') && !NESTED[path]).map(({ path }) => path),
      'nested lists without a document',
    ).toEqual([]);
    for (const { path } of paged) {
      const nested = NESTED[path];
      const ask = async (world: World, client: Client, after: string | null) => {
        if (nested) return client.send(nested, { id: world.promotionId, after });
        const [sample] = samples[path] ?? [];
        const args = (await sample?.(world)) ?? {};
        const field = rootOf(path);
        return client.send(
          documentOf(field, PAGE.replace('__typename', selectionOf(field.field.type, 2).match(/nodes \{ (.*?) \} pageInfo/)?.[1] ?? '__typename')),
          { ...withoutSearch(args), first: 50, after },
        );
      };
      const foreign = connectionOf((await ask(theirs, askerOf(path, theirs), null)).data);
      expect(foreign?.nodes.length === 0, `${path}: something of theirs`).toBe(EMPTY.includes(path));
      const answer = await ask(ours, askerOf(path, ours), foreign?.pageInfo.endCursor ?? theirs.cursor);
      expect(answer.errors, path).toBeUndefined();
      expectNothingOfTheirs(answer.data, '', path);
      const shown = JSON.stringify(answer.data).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
      expect(
        shown.filter((id) => foreignIds.has(id)),
        path,
      ).toEqual([]);
      for (const forged of FORGED) {
        const { errors } = await ask(
          ours,
          askerOf(path, ours),
          forged.startsWith('[') || forged.startsWith('{') ? Buffer.from(forged).toString('base64url') : forged,
        );
        expect(errors?.[0]?.extensions.code, `${path} after ${forged}`).toBe('BAD_USER_INPUT');
      }
    }
    expect(paged.length).toBeGreaterThan(6);
  }, 30_000);

  /** Samples search for text that no row has. */
  function withoutSearch(args: Arguments): Arguments {
    return { ...args, ...(args.filter !== undefined && { filter: {} }) };
  }

  test('show with filters what they show without, less what does not fit: each condition holds beside all others', async () => {
    let requestCount = 0;
    for (const { path, field } of pagedFieldsOf()) {
      const filter = field.args.find(({ name }) => name === 'filter');
      if (!filter) continue;
      const [sample] = samples[path] ?? [];
      const sampleFilter = ((await sample?.(ours)) as { filter?: Record<string, unknown> } | undefined)?.filter ?? {};
      const conditions: Record<string, unknown> = { ...sampleFilter, ...(hasField(filter.type, 'search') && { search: canaryOf(ours) }) };
      const idsOf = async (chosen: Record<string, unknown>, client = ours.owner): Promise<Set<string>> => {
        const document = `query ($filter: ${filter.type}, $after: String) { ${field.name}(first: 100, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
        const ids = new Set<string>();
        for (let after: string | null | undefined; after !== null; ) {
          const { nodes, pageInfo } = (await client.ok(document, { filter: chosen, after }))[field.name];
          for (const { id } of nodes) ids.add(id);
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        }
        return ids;
      };
      const all = await idsOf({});
      const each = await Promise.all(Object.entries(conditions).map(async ([name, value]) => ({ name, value, ids: await idsOf({ [name]: value }) })));
      for (const { name, ids } of each)
        expect(
          [...ids].filter((id) => !all.has(id)),
          `${path} with ${name}`,
        ).toEqual([]);
      for (const a of each) {
        for (const b of each) {
          if (a.name >= b.name) continue;
          const both = await idsOf({ [a.name]: a.value, [b.name]: b.value });
          expect([...both].sort(), `${path} with ${a.name} and ${b.name}`).toEqual([...a.ids].filter((id) => b.ids.has(id)).sort());
          requestCount += 1;
        }
      }
      // A caller with access to one outlet sees no more rows by naming others.
      if (!rootFields[path]?.actors.includes('MANAGER')) continue;
      const reached = await idsOf({}, ours.manager);
      for (const { name, value } of each)
        expect(
          [...(await idsOf({ [name]: value }, ours.manager))].filter((id) => !reached.has(id)),
          `${path} with ${name}`,
        ).toEqual([]);
    }
    expect(requestCount).toBeGreaterThan(3);
  }, 30_000);

  function hasField(type: Parameters<typeof getNamedType>[0], name: string): boolean {
    const named = getNamedType(type);
    return isInputObjectType(named) && name in named.getFields();
  }
});

test('a promotion of theirs is not found by its code', async () => {
  const { codeId } = await freshPromotion(theirs, 'Theirs');
  const [code] = await app.sql<{ code: string }>('select code from promotion_code where id = $1', [codeId]);
  const document =
    'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { notAppliedPromotions { reason } discounts { amount } } userErrors { code } } }';
  const quoteOf = (promotionCode: string) => ours.guest.ok(document, { input: { ...orderOf(ours, { COFFEE: 1 }), promotionCodes: [promotionCode] } });
  expect(await quoteOf(code?.code ?? '')).toEqual(await quoteOf('NO-SUCH-CODE'));
});

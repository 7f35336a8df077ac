import { isDeepStrictEqual } from 'node:util';
import { apiOf } from './lib/api.ts';
import { startReference } from './lib/child.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { analyse, type Dapur, startDapur, startNode } from './lib/dapur.ts';
import { HttpConnection, postRequest } from './lib/http-connection.ts';
import { largeCatalogue, menuQuery } from './lib/menu-catalogue.ts';
import type { Effort } from './lib/options.ts';
import { changePrices } from './lib/price-changes.ts';
import { type Report, type Row, rowOf, type Verdict } from './lib/report.ts';
import { addProducts, openOutlet, openRestaurant, type Restaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

const CLIENTS = 16;

/** The measured servers, and the outlet of the menu. */
interface Setting {
  readonly scope: Scope;
  readonly effort: Effort;
  readonly warm: Dapur;
  readonly cold: Dapur;
  readonly restaurant: Restaurant;
  readonly outletId: string;
}

/** (a) The menu of an outlet with 20 categories × 10 products × 3 modifier groups × 4 options. */
export async function benchMenu(scope: Scope, effort: Effort): Promise<Report> {
  const warm = await startDapur(scope);
  const restaurant = await openRestaurant(apiOf(warm.port), 'bench-menu');
  const outlet = await openOutlet(restaurant, 1);
  const [product] = await addProducts<{ id: string; name: string }>(restaurant, largeCatalogue(), 'id name');
  if (!product) throw new Error('The menu has no product.');
  await analyse(warm);
  const cold = await startNode(scope, warm, { KEPT_ANSWERS: 'off' });

  const rows: Row[] = [];
  const verdicts: Verdict[] = [];
  const notes = [`${CLIENTS} keep-alive connections. Every answer is compared byte by byte with the first, and the first with that of the SQL statements.`];
  for (const ids of effort.menusWithIds) {
    const compared = await compareMenus({ scope, effort, warm, cold, restaurant, outletId: outlet.id }, ids);
    rows.push(...compared.rows);
    verdicts.push(...compared.verdicts);
    notes.push(compared.note);
  }
  notes.push(await changePrices(restaurant, warm.port, outlet.id, product, effort));
  return { title: 'Menu of one outlet (20 × 10 × 3 × 4)', operation: ['request', 'requests'], rows, verdicts, notes };
}

async function compareMenus(setting: Setting, ids: boolean): Promise<{ rows: Row[]; verdicts: Verdict[]; note: string }> {
  const { scope, effort, warm, cold, restaurant, outletId } = setting;
  const label = ids ? 'with ids' : 'no ids';
  const asker: Asker = { scope, tenantId: restaurant.tenantId, body: JSON.stringify({ query: menuQuery(ids), variables: { outletId } }) };
  const sql = { url: warm.connection.runtimeUrl, tenantId: restaurant.tenantId, outletId, ids };

  const kept = await contestant(asker, `Dapur, cached answer, ${label}`, warm);
  const memory = await startReference(scope, 'bytes', { body: kept.answer.toString('base64') });
  const bytes = await contestant(asker, `same bytes from memory, bare Fastify, ${label}`, memory);
  const executed = await contestant(asker, `Dapur, KEPT_ANSWERS=off, ${label}`, cold);
  const objects = await contestant(asker, `json_agg statement, bare Fastify, ${label}`, await startReference(scope, 'menu-sql', { ...sql, style: 'objects' }));
  const text = await contestant(asker, `string_agg statement, bare Fastify, ${label}`, await startReference(scope, 'menu-sql', { ...sql, style: 'text' }));
  for (const other of [bytes, executed, objects, text]) mustEqual(other, kept.answer);

  const all = [kept, bytes, executed, objects, text];
  const rounds = await interleave(all, { clients: CLIENTS, effort, postmaster: warm.postmaster });
  const compare = (one: Contestant, other: Contestant, figure: (round: Round) => number): number =>
    ratio(rounds.get(one) ?? [], rounds.get(other) ?? [], figure);
  const perSecond = (round: Round): number => round.perSecond;
  const cpu = (round: Round): number => round.cpuMicros;
  // The faster of the two statements is the reference.
  const statement = compare(text, objects, perSecond) >= 1 ? text : objects;
  const claim = (name: string): string => `${name}, ${label}`;
  return {
    rows: all.map((one) => rowOf(one.name, rounds.get(one) ?? [])),
    verdicts: [
      {
        claim: claim('cached answer / bytes from memory, requests/s'),
        measured: compare(kept, bytes, perSecond),
        unit: '×',
        target: { bound: 'at least', value: 0.8 },
      },
      { claim: claim('cached answer / bytes from memory, server CPU'), measured: compare(kept, bytes, cpu), unit: '×', target: null },
      {
        claim: claim('executed / faster SQL statement, requests/s'),
        measured: compare(executed, statement, perSecond),
        unit: '×',
        target: { bound: 'at least', value: 0.5 },
      },
    ],
    note: `${label}: ${Math.round(kept.answer.length / 1000)} kB of JSON; the faster statement is the one with ${statement === text ? 'string_agg' : 'json_agg'}.`,
  };
}

/** The request and its tenant. */
interface Asker {
  readonly scope: Scope;
  readonly tenantId: string;
  readonly body: string;
}

interface MenuContestant extends Contestant {
  /** Its first answer; all other answers must be the same bytes. */
  readonly answer: Buffer;
}

async function contestant({ scope, tenantId, body }: Asker, name: string, server: { readonly pid: number; readonly port: number }): Promise<MenuContestant> {
  const request = postRequest(server.port, '/graphql', { 'x-tenant-id': tenantId }, body);
  const connections = await openClients(scope, server.port, CLIENTS);
  const ask = async (connection: HttpConnection, expected: Buffer | null): Promise<Buffer> => {
    const answer = await connection.request(request, expected);
    if (answer.status !== 200) throw new Error(`${name} answered with status ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    return answer.body;
  };
  const answer = await ask(connectionOf(connections, 0), null);
  return { name, pid: server.pid, answer, operate: async (client) => void (await ask(connectionOf(connections, client), answer)) };
}

function mustEqual({ name, answer }: MenuContestant, expected: Buffer): void {
  const dataOf = (bytes: Buffer): unknown => (JSON.parse(bytes.toString()) as { data?: unknown }).data;
  if (!isDeepStrictEqual(dataOf(answer), dataOf(expected))) throw new Error(`${name} does not answer the same menu.`);
}

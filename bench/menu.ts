import { apiOf } from './lib/api.ts';
import { startReference } from './lib/child.ts';
import { analyse, type Dapur, startDapur, startNode } from './lib/dapur.ts';
import { largeCatalogue, menuQuery } from './lib/menu-catalogue.ts';
import { type Asker, CLIENTS, contestant, type Encoding, type MenuContestant, mustEqual } from './lib/menu-contestant.ts';
import type { Effort } from './lib/options.ts';
import { changePrices } from './lib/price-changes.ts';
import { type Report, type Row, rowOf, type Verdict } from './lib/report.ts';
import { addProducts, openOutlet, openRestaurant, type Restaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

const ENCODINGS: readonly Encoding[] = ['br', 'gzip', 'zstd'];
/** What cached answers must reach of the rate of a bare server that sends the same bytes. */
const NEAR_MEMORY = { bound: 'at least', value: 0.9 } as const;

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

interface Compared {
  readonly rows: readonly Row[];
  readonly verdicts: readonly Verdict[];
  readonly note: string;
}

async function compareMenus(setting: Setting, ids: boolean): Promise<Compared> {
  const { scope, effort, warm, cold, restaurant, outletId } = setting;
  const label = ids ? 'with ids' : 'no ids';
  const asker: Asker = { scope, tenantId: restaurant.tenantId, body: JSON.stringify({ query: menuQuery(ids), variables: { outletId } }), encoding: null };
  const sql = { url: warm.connection.runtimeUrl, tenantId: restaurant.tenantId, outletId, ids };

  const kept = await contestant(asker, `Dapur, cached answer, ${label}`, warm);
  const memory = await startReference(scope, 'bytes', { body: kept.answer.toString('base64') });
  const bytes = await contestant(asker, `same bytes from memory, bare Fastify, ${label}`, memory);
  const executed = await contestant(asker, `Dapur, KEPT_ANSWERS=off, ${label}`, cold);
  const objects = await contestant(asker, `json_agg statement, bare Fastify, ${label}`, await startReference(scope, 'menu-sql', { ...sql, style: 'objects' }));
  const text = await contestant(asker, `string_agg statement, bare Fastify, ${label}`, await startReference(scope, 'menu-sql', { ...sql, style: 'text' }));
  for (const other of [bytes, executed, objects, text]) mustEqual(other, kept);

  const all = [kept, bytes, executed, objects, text];
  const rounds = await interleave(all, { clients: CLIENTS, effort, postmaster: warm.postmaster });
  const compare = (one: Contestant, other: Contestant, figure: (round: Round) => number): number =>
    ratio(rounds.get(one) ?? [], rounds.get(other) ?? [], figure);
  const perSecond = (round: Round): number => round.perSecond;
  const cpu = (round: Round): number => round.cpuMicros;
  // The faster of the two statements is the reference.
  const statement = compare(text, objects, perSecond) >= 1 ? text : objects;
  const claim = (name: string): string => `${name}, ${label}`;
  const compressed: Compared[] = [];
  for (const encoding of ENCODINGS) compressed.push(await compareCompressed(setting, { ...asker, encoding }, encoding, label, kept));
  return {
    rows: [...all.map((one) => rowOf(one.name, rounds.get(one) ?? [])), ...compressed.flatMap(({ rows }) => rows)],
    verdicts: [
      {
        claim: claim('cached answer / bytes from memory, requests/s'),
        measured: compare(kept, bytes, perSecond),
        unit: '×',
        target: NEAR_MEMORY,
      },
      { claim: claim('cached answer / bytes from memory, server CPU'), measured: compare(kept, bytes, cpu), unit: '×', target: null },
      {
        claim: claim('executed / faster SQL statement, requests/s'),
        measured: compare(executed, statement, perSecond),
        unit: '×',
        target: { bound: 'at least', value: 0.5 },
      },
      ...compressed.flatMap(({ verdicts }) => verdicts),
    ],
    note: `${label}: ${Math.round(kept.answer.length / 1000)} kB of JSON; ${compressed.map(({ note }) => note).join(', ')}; the faster statement is the one with ${statement === text ? 'string_agg' : 'json_agg'}.`,
  };
}

/** A cached answer in a compressed form against the same bytes from memory. */
async function compareCompressed({ scope, effort, warm }: Setting, asker: Asker, encoding: Encoding, label: string, plain: MenuContestant): Promise<Compared> {
  const kept = await contestant(asker, `Dapur, cached answer, ${encoding}, ${label}`, warm);
  const memory = await startReference(scope, 'bytes', { body: kept.answer.toString('base64') });
  const bytes = await contestant(asker, `same bytes from memory, bare Fastify, ${encoding}, ${label}`, memory);
  for (const other of [kept, bytes]) mustEqual(other, plain);
  const rounds = await interleave([kept, bytes], { clients: CLIENTS, effort, postmaster: null });
  const [ours, theirs] = [rounds.get(kept) ?? [], rounds.get(bytes) ?? []];
  return {
    rows: [rowOf(kept.name, ours), rowOf(bytes.name, theirs)],
    verdicts: [
      {
        claim: `cached answer / bytes from memory, ${encoding}, requests/s, ${label}`,
        measured: ratio(ours, theirs, ({ perSecond }) => perSecond),
        unit: '×',
        target: NEAR_MEMORY,
      },
    ],
    note: `${Math.round(kept.answer.length / 1000)} kB by ${encoding}`,
  };
}

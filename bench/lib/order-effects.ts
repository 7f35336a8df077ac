import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { HttpConnection } from './http-connection.ts';

/** Rows that orders have created, by table. */
export type Effects = Readonly<Record<string, number>>;

const TABLES = ['order', 'order_line', 'payable', 'kitchen_ticket', 'kitchen_ticket_item', 'payment', 'event'] as const;

/** Counts a tenant's rows and the stock that was sold; throws when queue numbers or event sequences have gaps. */
export async function effectsOf(url: string, tenantId: string): Promise<Effects> {
  const client = new pg.Client({ connectionString: url, options: `-c app.tenant_id=${tenantId} -c statement_timeout=60000` });
  await client.connect();
  try {
    const counts = TABLES.map((table) => `(select count(*)::int from "${table}" where tenant_id = $1) as "${table}"`);
    const stock = '(select sum(100000000 - stock_quantity)::int from product_at_outlet where tenant_id = $1 and stock_quantity is not null) as "stock taken"';
    const { rows } = await client.query<Record<string, number>>(`select ${[...counts, stock].join(', ')}`, [tenantId]);
    await mustBeContiguous(client, tenantId, 'queue numbers', QUEUE_GAPS);
    await mustBeContiguous(client, tenantId, 'event sequences', SEQUENCE_GAPS);
    return rows[0] ?? {};
  } finally {
    await client.end();
  }
}

const QUEUE_GAPS = `select outlet_id from "order" where tenant_id = $1 group by outlet_id, business_date having max(queue_number) <> count(*)`;
const SEQUENCE_GAPS = `select stream_id from event where tenant_id = $1 group by stream_id having max(sequence) <> count(*)`;

async function mustBeContiguous(client: pg.Client, tenantId: string, what: string, gaps: string): Promise<void> {
  const { rowCount } = await client.query(gaps, [tenantId]);
  if (rowCount) throw new Error(`The ${what} of ${rowCount} outlets have gaps.`);
}

function difference(after: Effects, before: Effects): Effects {
  return Object.fromEntries(Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)]));
}

/** A server whose effects are compared. */
interface Subject {
  readonly tenantId: string;
  readonly server: { readonly port: number };
}

/** Does the same work with every server, the first of which is Dapur, and reports whether they create the same rows. */
export async function compareEffects<S extends Subject>(
  url: string,
  subjects: readonly S[],
  orders: number,
  one: (connection: HttpConnection, subject: S, n: number) => Promise<void>,
): Promise<string> {
  const effects: Effects[] = [];
  for (const subject of subjects) {
    const before = await effectsOf(url, subject.tenantId);
    const connection = new HttpConnection(subject.server.port);
    for (let n = 0; n < orders; n += 1) await one(connection, subject, n);
    connection.close();
    effects.push(difference(await effectsOf(url, subject.tenantId), before));
  }
  const printed = (rows: Effects | undefined): string => JSON.stringify(rows).replaceAll('"', '').replaceAll(',', ', ');
  const [own, ...references] = effects;
  if (references.every((other) => isDeepStrictEqual(other, own))) return `${orders} equal orders leave the same rows with all of them: ${printed(own)}.`;
  return `${orders} equal orders leave different rows: Dapur ${printed(own)}, hand-written ${printed(references[0])}.`;
}

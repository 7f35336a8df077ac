import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import pg from 'pg';
import { settings } from './listen.ts';

/** The usual server: Apollo as it comes, a resolver for each relation, and a DataLoader with one statement for each of them. */
const { url, tenantId } = await settings<{ url: string; tenantId: string }>();
const pool = new pg.Pool({ connectionString: url, max: 16, options: `-c app.tenant_id=${tenantId}` });

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const typeDefs = `
type Query { orders(filter: OrderFilter, first: Int!): Orders! }
input OrderFilter { outletId: ID }
type Orders { nodes: [Order!]! }
type Order { id: ID! number: String queueNumber: Int status: String! paymentStatus: String! placedAt: String! totals: Totals! cashier: User lines: [Line!]! tickets: [Ticket!]! payments: [Payment!]! }
type Totals { subtotal: Float! serviceCharge: Float! tax: Float! total: Float! }
type User { id: ID! name: String! }
type Line { id: ID! productName: String! quantity: Int! unitPrice: Float! total: Float! modifiers: [Modifier!]! }
type Modifier { name: String! quantity: Int! }
type Ticket { id: ID! status: String! station: Station! items: [Item!]! }
type Station { id: ID! name: String! }
type Item { id: ID! name: String! quantity: Int! status: String! }
type Payment { id: ID! method: String! status: String! amount: Float! }`;

async function rowsOf(table: string, column: string, keys: readonly string[], order: string): Promise<Row[]> {
  return (await pool.query<Row>(`select * from ${table} where tenant_id = $1 and ${column} = any($2::uuid[]) order by ${order}`, [tenantId, keys])).rows;
}

/** Rows of one table, by the key that each of them has in this column. */
function listsOf(table: string, column: string, order: string): DataLoader<string, Row[]> {
  return new DataLoader(async (keys) => {
    const byKey = Map.groupBy(await rowsOf(table, column, keys, order), (row) => row[column]);
    return keys.map((key) => byKey.get(key) ?? []);
  });
}

function rowOf(table: string): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => {
    const byId = new Map((await rowsOf(table, 'id', keys, 'id')).map((row) => [row.id, row]));
    return keys.map((key) => byId.get(key) ?? null);
  });
}

function loaders() {
  return {
    lines: listsOf('order_line', 'order_id', 'position'),
    tickets: listsOf('kitchen_ticket', 'order_id', 'id'),
    items: listsOf('kitchen_ticket_item', 'ticket_id', 'position'),
    payments: listsOf('payment', 'order_id', 'id'),
    users: rowOf('"user"'),
    stations: rowOf('kitchen_station'),
  };
}
type Loaders = ReturnType<typeof loaders>;

const resolvers = {
  Query: {
    orders: async (_: unknown, { filter, first }: { filter: { outletId: string }; first: number }) => ({
      nodes: (
        await pool.query<Row>('select * from "order" where tenant_id = $1 and outlet_id = $2 order by placed_at desc, id desc limit $3', [
          tenantId,
          filter.outletId,
          first,
        ])
      ).rows,
    }),
  },
  Order: {
    queueNumber: (order: Row) => order.queue_number,
    paymentStatus: (order: Row) => order.payment_status,
    placedAt: (order: Row) => (order.placed_at as Date).toISOString(),
    totals: (order: Row) => ({ subtotal: order.subtotal, serviceCharge: order.service_charge, tax: order.tax, total: order.total }),
    cashier: (order: Row, _: unknown, { users }: Loaders) => order.cashier_id && users.load(order.cashier_id as string),
    lines: (order: Row, _: unknown, { lines }: Loaders) => lines.load(order.id),
    tickets: (order: Row, _: unknown, { tickets }: Loaders) => tickets.load(order.id),
    payments: (order: Row, _: unknown, { payments }: Loaders) => payments.load(order.id),
  },
  Line: { productName: (line: Row) => line.product_name, unitPrice: (line: Row) => line.unit_price },
  Ticket: {
    station: (ticket: Row, _: unknown, { stations }: Loaders) => stations.load(ticket.station_id as string),
    items: (ticket: Row, _: unknown, { items }: Loaders) => items.load(ticket.id),
  },
};

const server = new ApolloServer<Loaders>({ typeDefs, resolvers });
const { url: address } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 }, context: async () => loaders() });
process.on('disconnect', () => process.exit(0));
process.send?.({ port: Number(new URL(address).port) });

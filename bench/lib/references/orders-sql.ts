import pg from 'pg';
import { bareFastify, listen, settings } from './listen.ts';
import { ORDERS } from './orders-statement.ts';

/** One SQL statement builds the whole answer, behind bare Fastify. */
const { url, tenantId } = await settings<{ url: string; tenantId: string }>();
// Row-level security applies as it does for Dapur; the tenant is set once per connection, so a request is one statement.
const pool = new pg.Pool({ connectionString: url, max: 16, options: `-c app.tenant_id=${tenantId}` });

const app = bareFastify();
app.post<{ Body: { variables: { outletId: string; first: number } } }>('/graphql', async ({ body }, reply) => {
  const { outletId, first } = body.variables;
  const { rows } = await pool.query<{ answer: string }>({ name: 'orders', text: ORDERS, values: [tenantId, outletId, first] });
  return reply.header('content-type', 'application/json; charset=utf-8').send(rows[0]?.answer);
});
await listen(app);

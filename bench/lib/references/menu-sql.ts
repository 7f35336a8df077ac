import pg from 'pg';
import { bareFastify, listen, settings } from './listen.ts';
import { menuByObjects, menuByText } from './menu-statements.ts';

/** One SQL statement builds the whole answer, behind bare Fastify. */
const { url, tenantId, outletId, style, ids } = await settings<{ url: string; tenantId: string; outletId: string; style: 'objects' | 'text'; ids: boolean }>();
// Row-level security applies as it does for Dapur; the tenant is set once per connection, so a request is one statement.
const pool = new pg.Pool({ connectionString: url, max: 16, options: `-c app.tenant_id=${tenantId}` });
const text = style === 'text' ? menuByText(ids) : menuByObjects(ids);

const app = bareFastify();
app.post('/graphql', async (_request, reply) => {
  const { rows } = await pool.query<{ answer: string }>({ name: 'menu', text, values: [tenantId, outletId] });
  return reply.header('content-type', 'application/json; charset=utf-8').send(rows[0]?.answer);
});
await listen(app);

import pg from 'pg';
import type { OrderInput } from '../order-catalogue.ts';
import { bareFastify, listen, settings } from './listen.ts';
import { inTransaction, placeOrder } from './order-transactions.ts';

/** A hand-written transaction with the effects of placeOrder, behind bare Fastify. */
const { url, tenantId, cashierId, poolSize, prepared } = await settings<{
  url: string;
  tenantId: string;
  cashierId: string;
  poolSize: number;
  prepared: boolean;
}>();
const pool = new pg.Pool({ connectionString: url, max: poolSize });

const app = bareFastify();
app.post<{ Body: { variables: { input: OrderInput } } }>('/graphql', async ({ body }) => {
  const order = await inTransaction(pool, tenantId, prepared, (run) => placeOrder(run, tenantId, cashierId, body.variables.input));
  return { data: { placeOrder: { order, userErrors: [] } } };
});
await listen(app);

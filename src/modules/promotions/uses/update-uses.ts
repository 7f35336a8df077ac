import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import type { UsedPromotions } from './count-uses.ts';

/** The order was priced again: stores what each of its promotions takes off now (0 when nothing any more), and the order's total. */
export async function updateUses(ctx: Context, { orderId, revenue, promotions }: Omit<UsedPromotions, 'customerKey'>): Promise<void> {
  const uses = promotions.map(({ id, amount }) => ({ id, amount }));
  await ctx.em.execute(UPDATE, [JSON.stringify(uses), revenue, tenantOf(ctx), orderId]);
}

const UPDATE = `
with given as (select * from jsonb_to_recordset(?::jsonb) as g(id uuid, amount bigint))
update promotion_use u set revenue = ?, discount = coalesce((select g.amount from given g where g.id = u.promotion_id), 0)
where u.tenant_id = ? and u.order_id = ?`;

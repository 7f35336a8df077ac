import type { Invariant } from '../../kernel/check-invariants.ts';

/** Invariants of stock and its ledger, and of archived objects. */
export const menuInvariants: readonly Invariant[] = [
  {
    id: 'I1',
    description: 'stock is what its ledger adds up to, and not below nothing',
    sql: `select s.tenant_id, 'stock of product ' || s.product_id || ' at outlet ' || s.outlet_id, coalesce(m.balance, 0) || ' after ' || coalesce(m.rows, 0) || ' movements',
        coalesce(s.stock_quantity, 0) || ' after ' || s.movements
      from product_at_outlet s left join (select tenant_id, outlet_id, product_id, sum(delta) as balance, count(*) as rows from stock_movement group by 1, 2, 3) m
        on m.tenant_id = s.tenant_id and m.outlet_id = s.outlet_id and m.product_id = s.product_id
      where coalesce(m.balance, 0) <> coalesce(s.stock_quantity, 0) or coalesce(m.rows, 0) <> s.movements or s.stock_quantity < 0`,
  },
  {
    id: 'I1',
    description: 'every row of the ledger goes on where the one before it ended',
    sql: `select tenant_id, 'movement ' || id || ' of product ' || product_id, before + delta, balance
      from (select *, coalesce(lag(balance) over (partition by tenant_id, outlet_id, product_id order by id), 0) as before from stock_movement) m
      where balance <> before + delta`,
  },
  {
    id: 'I1',
    description: 'a ledger is of stock that there is',
    sql: `select m.tenant_id, 'movements of product ' || m.product_id || ' at outlet ' || m.outlet_id, 'its stock', 'none' from stock_movement m
      where not exists (select from product_at_outlet s where s.tenant_id = m.tenant_id and s.outlet_id = m.outlet_id and s.product_id = m.product_id)
      group by m.tenant_id, m.outlet_id, m.product_id`,
  },
  {
    id: 'I1',
    description: 'a sale takes, a return gives, and both name their order',
    sql: `select tenant_id, 'movement ' || id, reason, delta || ' of order ' || coalesce(order_id::text, 'none') from stock_movement
      where (reason = 'SALE' and (delta >= 0 or order_id is null)) or (reason = 'RETURN' and (delta < 0 or order_id is null))`,
  },
  {
    id: 'I9',
    description: 'a product in use stands in a category in use',
    sql: `select p.tenant_id, 'product ' || p.id, 'a category in use', 'one that was archived at ' || c.archived_at
      from product p join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
      where p.archived_at is null and c.archived_at is not null`,
  },
];

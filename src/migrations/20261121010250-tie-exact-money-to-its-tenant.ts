import { Migration } from '@mikro-orm/migrations';
import { compositeForeignKey, tenantForeignKey } from '../kernel/database/composite-keys.ts';

/** References between tables of a tenant: table, column, target. */
const references: readonly (readonly [table: string, column: string, target: string])[] = [
  ['outlet', 'tax_regime_id', 'tax_regime'],
  ['tax_rate', 'regime_id', 'tax_regime'],
  ['promotion_code', 'promotion_id', 'promotion'],
  ['promotion_use', 'promotion_id', 'promotion'],
  ['promotion_use', 'order_id', 'order'],
  ['promotion_customer', 'promotion_id', 'promotion'],
  ['audit_entry', 'user_id', 'user'],
  ['audit_entry', 'approver_id', 'user'],
  ['audit_entry', 'outlet_id', 'outlet'],
  ['audit_entry', 'device_id', 'device'],
];

/** Keys that tie tax regimes, promotions and the audit log to their tenant. */
export class Migration20261121010250_tie_exact_money_to_its_tenant extends Migration {
  override name = 'Migration20261121010250_tie_exact_money_to_its_tenant';

  override up(): void {
    // Adding a key looks at the rows, as the owner, whom row-level security binds too; of the new columns there are none.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    for (const table of ['tax_regime', 'promotion', 'audit_entry']) this.addSql(tenantForeignKey(table));
    for (const [table, column, target] of references) this.addSql(compositeForeignKey(table, column, target));
  }
}

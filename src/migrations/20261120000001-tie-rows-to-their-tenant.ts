import { Migration } from '@mikro-orm/migrations';
import { compositeForeignKey, tenantForeignKey } from '../kernel/database/composite-keys.ts';

/** References between tables of a tenant: table, column, target. */
const references: readonly (readonly [table: string, column: string, target: string])[] = [
  ['kitchen_station', 'outlet_id', 'outlet'],
  ['user', 'outlet_id', 'outlet'],
  ['user_session', 'user_id', 'user'],
  ['refresh_token', 'session_id', 'user_session'],
  ['device', 'outlet_id', 'outlet'],
  ['product', 'category_id', 'category'],
  ['product', 'outlet_id', 'outlet'],
  ['product_modifier_group', 'product_id', 'product'],
  ['product_modifier_group', 'group_id', 'modifier_group'],
  ['modifier_option', 'group_id', 'modifier_group'],
  ['product_at_outlet', 'product_id', 'product'],
  ['product_at_outlet', 'outlet_id', 'outlet'],
  ['option_at_outlet', 'option_id', 'modifier_option'],
  ['option_at_outlet', 'outlet_id', 'outlet'],
  ['payable', 'outlet_id', 'outlet'],
  ['payment', 'order_id', 'payable'],
  ['payment', 'outlet_id', 'outlet'],
  ['payment', 'cashier_id', 'user'],
  ['payment', 'device_id', 'device'],
  ['order', 'outlet_id', 'outlet'],
  ['order', 'cashier_id', 'user'],
  ['order', 'device_id', 'device'],
  ['order_line', 'order_id', 'order'],
  ['order_line', 'product_id', 'product'],
  ['order_line', 'station_id', 'kitchen_station'],
  ['queue_counter', 'outlet_id', 'outlet'],
  ['kitchen_ticket', 'order_id', 'order'],
  ['kitchen_ticket', 'outlet_id', 'outlet'],
  ['kitchen_ticket', 'station_id', 'kitchen_station'],
  ['kitchen_ticket_item', 'ticket_id', 'kitchen_ticket'],
  ['kitchen_ticket_item', 'line_id', 'order_line'],
];

/** Tables that hang on the tenant itself; the others hang on one of these. */
const roots = ['outlet', 'user', 'category', 'modifier_group', 'event_stream', 'event'];

/** What the entities do not say: keys that tie every row to its tenant, rules of one table, and the one look across tenants. */
export class Migration20261120000001_tie_rows_to_their_tenant extends Migration {
  override name = 'Migration20261120000001_tie_rows_to_their_tenant';

  override up(): void {
    // Adding a key looks at the rows, as the owner, whom row-level security binds too; there are none yet.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    // Ids that clients choose: unique within the tenant only, so that another tenant's id is no oracle.
    for (const table of ['order', 'payable']) this.addSql(`alter table "${table}" drop constraint "${table}_pkey", add constraint "${table}_pkey" primary key ("tenant_id", "id");`);
    for (const table of roots) this.addSql(tenantForeignKey(table));
    for (const [table, column, target] of references) this.addSql(compositeForeignKey(table, column, target));

    this.addSql('create unique index "kitchen_station_one_default" on "kitchen_station" ("tenant_id", "outlet_id") where "is_default";');
    this.addSql(`create index "kitchen_ticket_open" on "kitchen_ticket" ("tenant_id", "station_id", "fired_at") where "status" in ('QUEUED', 'PREPARING', 'READY');`);
    this.addSql('create index "order_customer_search" on "order" ("tenant_id", "customer_search") where "customer_search" is not null;');
    this.addSql('create index "order_customer_phone" on "order" ("tenant_id", "customer_phone") where "customer_phone" is not null;');

    // Before a request has a tenant, its id or slug must be found: this far, and no further, one may look across tenants.
    this.addSql(`create function tenant_by_key(key text) returns table (id uuid, slug text, status text)
      language sql stable security definer set search_path = pg_catalog, public
      as $$ select t.id, t.slug, t.status from public.tenant t
        where t.slug = key or t.id = case when key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then key::uuid end $$;`);
    this.addSql('create policy "tenant_directory" on "tenant" for select to current_user using (true);');
    this.addSql('revoke all on function tenant_by_key(text) from public;');
  }
}

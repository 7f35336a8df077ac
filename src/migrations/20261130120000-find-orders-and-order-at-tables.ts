import { Migration } from '@mikro-orm/migrations';
import { compositeForeignKey, tenantForeignKey } from '../kernel/database/composite-keys.ts';

/** References between tables of a tenant: table, column, target. */
const references: readonly (readonly [table: string, column: string, target: string])[] = [
  ['dining_table', 'outlet_id', 'outlet'],
  ['order', 'dining_table_id', 'dining_table'],
  ['order', 'customer_user_id', 'user'],
];

/** Of the orders that have such a column, newest first: the others are not written into its index. */
const OF_SOME = ['table_key', 'dining_table_id', 'cashier_id', 'device_id', 'customer_user_id'] as const;

export class Migration20261130120000_find_orders_and_order_at_tables extends Migration {
  override name = 'Migration20261130120000_find_orders_and_order_at_tables';

  override up(): void | Promise<void> {
    this.addSql(`create table "dining_table" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "name" text not null, "name_key" text not null, "seats" int not null, "active" boolean not null default true, "token_hash" text not null, "token_issued_at" timestamptz not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "dining_table" add constraint "dining_table_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "dining_table" add constraint "dining_table_tenant_id_outlet_id_name_key_unique" unique ("tenant_id", "outlet_id", "name_key");`);

    this.addSql(`alter table "outlet" add "complete_serves" boolean not null default false;`);

    this.addSql(`create index "payment_tenant_id_outlet_id_created_at_id_index" on "payment" ("tenant_id", "outlet_id", "created_at", "id");`);
    this.addSql(`create index "payment_tenant_id_status_created_at_id_index" on "payment" ("tenant_id", "status", "created_at", "id");`);
    this.addSql(`create index "payment_tenant_id_method_created_at_id_index" on "payment" ("tenant_id", "method", "created_at", "id");`);
    this.addSql(`create index "payment_tenant_id_provider_created_at_id_index" on "payment" ("tenant_id", "provider", "created_at", "id");`);
    this.addSql(`create index "payment_tenant_id_amount_id_index" on "payment" ("tenant_id", "amount", "id");`);

    this.addSql(`alter table "order" add "phone_key" text null, add "table_key" text null, add "dining_table_id" uuid null, add "customer_user_id" uuid null;`);
    this.addSql(`create index "order_tenant_id_updated_at_id_index" on "order" ("tenant_id", "updated_at", "id");`);
    this.addSql(`create index "order_tenant_id_total_id_index" on "order" ("tenant_id", "total", "id");`);
    this.addSql(`create index "order_tenant_id_queue_number_id_index" on "order" ("tenant_id", "queue_number", "id");`);

    this.addSql(`alter table "dining_table" add constraint "dining_table_seats_check" check (seats between 1 and 100);`);
    this.addSql(`alter table "dining_table" enable row level security;`);
    this.addSql(`alter table "dining_table" force row level security;`);
    this.addSql(`create policy "dining_table_tenant_policy" on "dining_table" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
    // Open bills are always a small part of the table; the condition is the filter's, word for word.
    this.addSql(`create index "order_due" on "order" ("tenant_id", "placed_at", "id") where payment_status in ('UNPAID', 'PARTIALLY_PAID') and status <> 'CANCELLED';`);
    // What is not completed is a small part as well, whichever of its states is asked for.
    this.addSql(`create index "order_not_completed" on "order" ("tenant_id", "placed_at", "id") where status <> 'COMPLETED';`);
    this.addSql('create index "order_service_mode" on "order" ("tenant_id", "service_mode", "placed_at", "id");');
    this.addSql('create index "order_channel" on "order" ("tenant_id", "channel", "placed_at", "id");');
    for (const column of OF_SOME) this.addSql(`create index "order_${column}" on "order" ("tenant_id", "${column}", "placed_at", "id") where "${column}" is not null;`);
    this.addSql('create index "order_phone_key" on "order" ("tenant_id", "phone_key") where "phone_key" is not null;');
    this.addSql('drop index "order_customer_phone";');
    this.addSql('create index "payment_with_credit" on "payment" ("tenant_id", "created_at", "id") where credit is not null;');

    // Adding a key looks at the rows, as the owner, whom row-level security binds too; of the new columns there are none.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    this.addSql(tenantForeignKey('dining_table'));
    for (const [table, column, target] of references) this.addSql(compositeForeignKey(table, column, target));
  }
}

import { Migration } from '@mikro-orm/migrations';
import { compositeForeignKey, tenantForeignKey } from '../kernel/database/composite-keys.ts';

/** References between tables of a tenant: table, column, target. */
const references: readonly (readonly [table: string, column: string, target: string])[] = [
  ['stock_movement', 'outlet_id', 'outlet'],
  ['stock_movement', 'product_id', 'product'],
  ['stock_movement', 'user_id', 'user'],
  ['stock_movement', 'device_id', 'device'],
  ['mailbox_proof', 'user_id', 'user'],
  ['device_pairing', 'approved_by_id', 'user'],
  ['device_pairing', 'device_id', 'device'],
  ['user_session', 'device_id', 'device'],
];

/**
 * Enters stock that changes without a row of the ledger: opening stock, and what a server of an earlier release or a hand
 * in the database does. Whoever enters the row itself counts it in `movements`.
 */
const LEDGER = `
create function enter_stock_movement() returns trigger language plpgsql as $$
declare
  before int := case when tg_op = 'UPDATE' then coalesce(old.stock_quantity, 0) else 0 end;
begin
  insert into stock_movement (id, tenant_id, outlet_id, product_id, delta, balance, reason, occurred_at)
  values (uuidv7(), new.tenant_id, new.outlet_id, new.product_id, coalesce(new.stock_quantity, 0) - before, coalesce(new.stock_quantity, 0),
    case when tg_op = 'INSERT' then 'OPENING' else 'UNKNOWN' end, clock_timestamp());
  new.movements := new.movements + 1;
  return new;
end $$;
create trigger stock_opened before insert on product_at_outlet for each row
  when (new.stock_quantity is not null and new.movements = 0) execute function enter_stock_movement();
create trigger stock_moved before update of stock_quantity on product_at_outlet for each row
  when (coalesce(new.stock_quantity, 0) <> coalesce(old.stock_quantity, 0) and new.movements = old.movements) execute function enter_stock_movement();
`;

/** The stock that is there opens the ledger: as the owner across tenants, so before row-level security binds the new table. */
const OPENINGS = `
alter table product_at_outlet no force row level security;
insert into stock_movement (id, tenant_id, outlet_id, product_id, delta, balance, reason, occurred_at)
  select uuidv7(), tenant_id, outlet_id, product_id, stock_quantity, stock_quantity, 'OPENING', now() from product_at_outlet where stock_quantity is not null;
update product_at_outlet set movements = 1 where stock_quantity is not null;
alter table product_at_outlet force row level security;
`;

export class Migration20261121132902_accounts_and_devices extends Migration {
  override name = 'Migration20261121132902_accounts_and_devices';

  override up(): void | Promise<void> {
    this.addSql(`create table "mail" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "kind" text not null, "subject_id" uuid not null, "due_at" timestamptz null, "attempts" int not null default 0, "created_at" timestamptz not null, "sent_at" timestamptz null, "failure" text null, primary key ("id"));`);
    this.addSql(`alter table "mail" add constraint "mail_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "server_secret" ("name" text not null, "sealed" text not null, "created_at" timestamptz not null, primary key ("name"));`);

    this.addSql(`create table "stock_movement" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "product_id" uuid not null, "delta" int not null, "balance" int not null, "reason" text not null, "order_id" uuid null, "user_id" uuid null, "device_id" uuid null, "note" text null, "occurred_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "stock_movement_tenant_id_outlet_id_product_id_id_index" on "stock_movement" ("tenant_id", "outlet_id", "product_id", "id");`);
    this.addSql(`alter table "stock_movement" add constraint "stock_movement_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "mailbox_proof" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "purpose" text not null, "user_id" uuid null, "email" text not null, "previous_email" text null, "name" text null, "phone" text null, "password_hash" text null, "bound_to" text null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "used_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "mailbox_proof_tenant_id_user_id_index" on "mailbox_proof" ("tenant_id", "user_id");`);
    this.addSql(`create index "mailbox_proof_tenant_id_expires_at_index" on "mailbox_proof" ("tenant_id", "expires_at");`);
    this.addSql(`alter table "mailbox_proof" add constraint "mailbox_proof_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "device_pairing" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "code_hash" text not null, "secret_hash" text not null, "kind" text not null, "name" text null, "ip" text null, "user_agent" text null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "interval" int not null default 5, "polled_at" timestamptz null, "denied_at" timestamptz null, "approved_at" timestamptz null, "approved_by_id" uuid null, "device_id" uuid null, "redeemed_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "device_pairing_tenant_id_expires_at_index" on "device_pairing" ("tenant_id", "expires_at");`);
    this.addSql(`alter table "device_pairing" add constraint "device_pairing_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "device_pairing" add constraint "device_pairing_tenant_id_code_hash_unique" unique ("tenant_id", "code_hash");`);

    this.addSql(`alter table "device" add "last_seen_at" timestamptz null, add "last_seen_ip" text null, add "app_version" text null, add "problems" text[] not null default '{}';`);

    this.addSql(`alter table "platform_session" add "last_used_at" timestamptz null;`);

    this.addSql(`alter table "platform_refresh_token" add "child_id" uuid null;`);

    this.addSql(`alter table "product_at_outlet" add "movements" int not null default 0;`);

    this.addSql(`alter table "user_session" add "device_id" uuid null, add "last_used_at" timestamptz null;`);

    this.addSql(`alter table "refresh_token" add "child_id" uuid null;`);

    this.addSql(`alter table "mail" enable row level security;`);
    this.addSql(`alter table "mail" force row level security;`);
    this.addSql(`create policy "mail_tenant_policy" on "mail" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "stock_movement" add constraint "stock_movement_balance_check" check (balance >= 0);`);
    this.addSql(`alter table "stock_movement" add constraint "stock_movement_reason_check" check (reason in ('OPENING', 'SALE', 'RETURN', 'ADJUSTMENT', 'COUNT', 'UNKNOWN'));`);
    this.addSql(OPENINGS);
    this.addSql(LEDGER);
    this.addSql(`alter table "stock_movement" enable row level security;`);
    this.addSql(`alter table "stock_movement" force row level security;`);
    this.addSql(`create policy "stock_movement_tenant_policy" on "stock_movement" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "mailbox_proof" add constraint "mailbox_proof_purpose_check" check (purpose in ('PASSWORD_RESET', 'SIGN_UP', 'EMAIL_CHANGE'));`);
    this.addSql(`alter table "mailbox_proof" enable row level security;`);
    this.addSql(`alter table "mailbox_proof" force row level security;`);
    this.addSql(`create policy "mailbox_proof_tenant_policy" on "mailbox_proof" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "device_pairing" add constraint "device_pairing_kind_check" check (kind in ('KIOSK', 'POS', 'KITCHEN_DISPLAY', 'ORDER_BOARD'));`);
    this.addSql(`alter table "device_pairing" enable row level security;`);
    this.addSql(`alter table "device_pairing" force row level security;`);
    this.addSql(`create policy "device_pairing_tenant_policy" on "device_pairing" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    // What is to be sent is always a small part of the table.
    this.addSql(`create index "mail_due" on "mail" ("tenant_id", "due_at") where due_at is not null;`);
    this.addSql(`create index "refresh_token_expired" on "refresh_token" ("tenant_id", "expires_at");`);

    // Adding a key looks at the rows, as the owner, whom row-level security binds too; of the new columns there are none.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    for (const table of ['mail', 'stock_movement', 'mailbox_proof', 'device_pairing']) this.addSql(tenantForeignKey(table));
    for (const [table, column, target] of references) this.addSql(compositeForeignKey(table, column, target));
  }
}

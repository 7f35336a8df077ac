import { Migration } from '@mikro-orm/migrations';
import { compositeForeignKey, tenantForeignKey } from '../kernel/database/composite-keys.ts';

/** References between tables of a tenant: table, column, target. */
const references: readonly (readonly [table: string, column: string, target: string])[] = [
  ['payment', 'shift_id', 'shift'],
  ['refund', 'payment_id', 'payment'],
  ['refund', 'order_id', 'payable'],
  ['refund', 'outlet_id', 'outlet'],
  ['refund', 'user_id', 'user'],
  ['refund', 'approver_id', 'user'],
  ['refund', 'device_id', 'device'],
  ['refund', 'shift_id', 'shift'],
  ['shift', 'outlet_id', 'outlet'],
  ['shift', 'opened_by_id', 'user'],
  ['shift', 'closed_by_id', 'user'],
  ['shift', 'device_id', 'device'],
  ['shift_entry', 'shift_id', 'shift'],
  ['shift_entry', 'user_id', 'user'],
  ['gateway_notification', 'payment_id', 'payment'],
];

export class Migration20261121035704_get_paid extends Migration {
  override name = 'Migration20261121035704_get_paid';

  override up(): void | Promise<void> {
    this.addSql(`create table "demo_charge" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "status" text not null, "method" text not null, "currency" text not null, "amount" bigint not null, "captured" bigint not null default '0', "refunds" jsonb not null, "manual_capture" boolean not null default false, "qr_string" text null, "expires_at" timestamptz null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "demo_charge" add constraint "demo_charge_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "gateway_account" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "provider" text not null, "mode" text not null, "active" boolean not null default true, "methods" text[] not null, "sealed_credentials" text not null, "version" int not null default 1, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "gateway_account" add constraint "gateway_account_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "gateway_account" add constraint "gateway_account_tenant_id_provider_unique" unique ("tenant_id", "provider");`);

    this.addSql(`create table "gateway_notification" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "provider" text not null, "event_key" text not null, "type" text not null, "payment_id" uuid null, "outcome" text not null, "body" bytea not null, "received_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "gateway_notification_tenant_id_received_at_id_index" on "gateway_notification" ("tenant_id", "received_at", "id");`);
    this.addSql(`alter table "gateway_notification" add constraint "gateway_notification_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "gateway_notification" add constraint "gateway_notification_tenant_id_provider_event_key_unique" unique ("tenant_id", "provider", "event_key");`);

    this.addSql(`create table "shift" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "number" int not null, "drawer_id" uuid not null, "currency" text not null, "float" bigint not null, "opened_by_id" uuid null, "device_id" uuid null, "opened_at" timestamptz not null, "closed_by_id" uuid null, "closed_at" timestamptz null, "counted" jsonb null, "report" jsonb null, "note" text null, primary key ("id"));`);
    this.addSql(`create index "shift_tenant_id_outlet_id_opened_at_id_index" on "shift" ("tenant_id", "outlet_id", "opened_at", "id");`);
    this.addSql(`alter table "shift" add constraint "shift_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "shift" add constraint "shift_tenant_id_outlet_id_number_unique" unique ("tenant_id", "outlet_id", "number");`);

    this.addSql(`create table "shift_entry" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "shift_id" uuid not null, "kind" text not null, "amount" bigint not null, "reason" text not null, "user_id" uuid null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "shift_entry_tenant_id_shift_id_created_at_index" on "shift_entry" ("tenant_id", "shift_id", "created_at");`);
    this.addSql(`alter table "shift_entry" add constraint "shift_entry_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "refund" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "payment_id" uuid not null, "order_id" uuid not null, "outlet_id" uuid not null, "method" text not null, "status" text not null, "effect" text not null, "amount" bigint not null, "rounding" bigint not null default '0', "parts" jsonb null, "reason" text not null, "provider_reference" text null, "failure_reason" text null, "user_id" uuid null, "approver_id" uuid null, "shift_id" uuid null, "device_id" uuid null, "created_at" timestamptz not null, "sent_at" timestamptz null, "settled_at" timestamptz null, "leased_until" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "refund_tenant_id_order_id_index" on "refund" ("tenant_id", "order_id");`);
    this.addSql(`create index "refund_tenant_id_payment_id_index" on "refund" ("tenant_id", "payment_id");`);
    this.addSql(`create index "refund_tenant_id_shift_id_index" on "refund" ("tenant_id", "shift_id");`);
    this.addSql(`alter table "refund" add constraint "refund_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`alter table "outlet" add "cash_needs_shift" boolean not null default false;`);

    this.addSql(`alter table "payable" add "refunded" bigint not null default '0';`);
    this.addSql(`alter table "payable" add constraint "payable_refunded_check" check (refunded >= 0);`);

    this.addSql(`alter table "tenant" add "late_payment_policy" text not null default 'REFUND';`);
    this.addSql(`alter table "tenant" add constraint "tenant_late_payment_policy_check" check (late_payment_policy in ('REFUND', 'REOPEN', 'CREDIT'));`);

    this.addSql(`alter table "payment" drop constraint "payment_refunded_check";`);
    this.addSql(`alter table "payment" add "captured" bigint null, add "credit" bigint null, add "capture_mode" text not null default 'AUTOMATIC', add "provider_data" jsonb null, add "provider_response" jsonb null, add "sealed_request" text null, add "review_reason" text null, add "failure_reason" text null, add "shift_id" uuid null, add "sent_at" timestamptz null, add "cancelled_at" timestamptz null, add "check_at" timestamptz null, add "checks" int not null default 0, add "looks_begun" int not null default 0, add "looks_applied" int not null default 0;`);
    this.addSql(`create index "payment_tenant_id_provider_reference_index" on "payment" ("tenant_id", "provider_reference");`);
    this.addSql(`create index "payment_tenant_id_created_at_id_index" on "payment" ("tenant_id", "created_at", "id");`);
    this.addSql(`create index "payment_tenant_id_shift_id_index" on "payment" ("tenant_id", "shift_id");`);
    this.addSql(`alter table "payment" add constraint "payment_refunded_check" check (refunded between 0 and coalesce(captured, amount));`);

    this.addSql(`alter table "order" add "refunded_amount" bigint not null default '0';`);

    this.addSql(`alter table "order_line" add "restocked" int not null default 0;`);

    this.addSql(`alter table "demo_charge" add constraint "demo_charge_status_check" check (status in ('PENDING', 'AUTHORIZED', 'PAID', 'DECLINED', 'CANCELLED', 'EXPIRED'));`);
    this.addSql(`alter table "demo_charge" enable row level security;`);
    this.addSql(`alter table "demo_charge" force row level security;`);
    this.addSql(`create policy "demo_charge_tenant_policy" on "demo_charge" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "gateway_account" add constraint "gateway_account_mode_check" check (mode in ('TEST', 'LIVE'));`);
    this.addSql(`alter table "gateway_account" enable row level security;`);
    this.addSql(`alter table "gateway_account" force row level security;`);
    this.addSql(`create policy "gateway_account_tenant_policy" on "gateway_account" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "gateway_notification" add constraint "gateway_notification_outcome_check" check (outcome in ('ACCEPTED', 'MISMATCH', 'UNMATCHED', 'IGNORED'));`);
    this.addSql(`alter table "gateway_notification" enable row level security;`);
    this.addSql(`alter table "gateway_notification" force row level security;`);
    this.addSql(`create policy "gateway_notification_tenant_policy" on "gateway_notification" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "shift" add constraint "shift_float_check" check ("float" >= 0);`);
    this.addSql(`alter table "shift" enable row level security;`);
    this.addSql(`alter table "shift" force row level security;`);
    this.addSql(`create policy "shift_tenant_policy" on "shift" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "shift_entry" add constraint "shift_entry_kind_check" check (kind in ('PAY_IN', 'PAY_OUT', 'NO_SALE'));`);
    this.addSql(`alter table "shift_entry" add constraint "shift_entry_amount_check" check (amount >= 0);`);
    this.addSql(`alter table "shift_entry" enable row level security;`);
    this.addSql(`alter table "shift_entry" force row level security;`);
    this.addSql(`create policy "shift_entry_tenant_policy" on "shift_entry" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "refund" add constraint "refund_status_check" check (status in ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED'));`);
    this.addSql(`alter table "refund" add constraint "refund_effect_check" check (effect in ('RETURN', 'REOPEN', 'NONE'));`);
    this.addSql(`alter table "refund" add constraint "refund_amount_check" check (amount > 0);`);
    this.addSql(`alter table "refund" enable row level security;`);
    this.addSql(`alter table "refund" force row level security;`);
    this.addSql(`create policy "refund_tenant_policy" on "refund" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    // One open attempt per order and method, whatever tills and kiosks do at the same time.
    this.addSql(`create unique index "payment_one_open_attempt" on "payment" ("tenant_id", "order_id", "method") where status in ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN');`);
    // What is to be looked at is always a small part of the table.
    this.addSql(`create index "payment_to_check" on "payment" ("tenant_id", "check_at") where check_at is not null;`);
    this.addSql(`create unique index "shift_one_open_drawer" on "shift" ("tenant_id", "outlet_id", "drawer_id") where closed_at is null;`);

    // Adding a key looks at the rows, as the owner, whom row-level security binds too; of the new columns there are none.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    for (const table of ['gateway_account', 'gateway_notification', 'demo_charge']) this.addSql(tenantForeignKey(table));
    for (const [table, column, target] of references) this.addSql(compositeForeignKey(table, column, target));
  }
}

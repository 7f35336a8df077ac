import { Migration } from '@mikro-orm/migrations';

export class Migration20261121010249_exact_money extends Migration {

  override name = 'Migration20261121010249_exact_money';

  override up(): void | Promise<void> {
    this.addSql(`create table "promotion" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "description" text null, "type" text not null, "needs_code" boolean not null default false, "rate" int null, "amount" bigint null, "buy_quantity" int null, "get_quantity" int null, "free_units" text null, "bundle_items" jsonb null, "minimum_purchase" bigint not null default '0', "maximum_discount" bigint null, "product_ids" uuid[] null, "category_ids" uuid[] null, "outlet_ids" uuid[] null, "service_modes" text[] null, "channels" text[] null, "starts_at" timestamptz null, "ends_at" timestamptz null, "hours" jsonb null, "usage_limit" int null, "usage_limit_per_customer" int null, "used" int not null default 0, "priority" int not null default 0, "exclusive" boolean not null default false, "combination_group" text null, "active" boolean not null default true, "version" int not null default 1, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "promotion_tenant_id_active_index" on "promotion" ("tenant_id", "active");`);
    this.addSql(`create index "promotion_tenant_id_created_at_id_index" on "promotion" ("tenant_id", "created_at", "id");`);
    this.addSql(`alter table "promotion" add constraint "promotion_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "promotion_code" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "promotion_id" uuid not null, "code" text not null, "batch_id" uuid null, "usage_limit" int null, "used" int not null default 0, "active" boolean not null default true, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "promotion_code_tenant_id_promotion_id_created_at_id_index" on "promotion_code" ("tenant_id", "promotion_id", "created_at", "id");`);
    this.addSql(`alter table "promotion_code" add constraint "promotion_code_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "promotion_code" add constraint "promotion_code_tenant_id_code_unique" unique ("tenant_id", "code");`);

    this.addSql(`create table "promotion_customer" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "promotion_id" uuid not null, "customer_key" text not null, "used" int not null, primary key ("id"));`);
    this.addSql(`alter table "promotion_customer" add constraint "promotion_customer_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "promotion_customer" add constraint "promotion_customer_tenant_id_promotion_id_customer_key_unique" unique ("tenant_id", "promotion_id", "customer_key");`);

    this.addSql(`create table "promotion_use" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "promotion_id" uuid not null, "order_id" uuid not null, "code" text null, "customer_key" text null, "discount" bigint not null, "revenue" bigint not null, "created_at" timestamptz not null, "returned_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "promotion_use_tenant_id_order_id_index" on "promotion_use" ("tenant_id", "order_id");`);
    this.addSql(`alter table "promotion_use" add constraint "promotion_use_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "promotion_use" add constraint "promotion_use_tenant_id_promotion_id_order_id_unique" unique ("tenant_id", "promotion_id", "order_id");`);

    this.addSql(`create table "tax_regime" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "preset" text null, "default_group" text not null, "withholding_rate" int not null default 0, "withholding_above" bigint not null default '0', "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "tax_regime" add constraint "tax_regime_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "tax_regime" add constraint "tax_regime_tenant_id_name_unique" unique ("tenant_id", "name");`);

    this.addSql(`create table "tax_rate" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "regime_id" uuid not null, "tax_group" text not null, "name" text not null, "rate" int not null, "base_numerator" int not null default 1, "base_denominator" int not null default 1, "valid_from" date null, "valid_until" date null, "active" boolean not null default true, primary key ("id"));`);
    this.addSql(`create index "tax_rate_tenant_id_regime_id_index" on "tax_rate" ("tenant_id", "regime_id");`);
    this.addSql(`alter table "tax_rate" add constraint "tax_rate_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "audit_entry" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "occurred_at" timestamptz not null, "action" text not null, "actor" text not null, "user_id" uuid null, "device_id" uuid null, "platform_user_id" uuid null, "approver_id" uuid null, "outlet_id" uuid null, "entity_type" text not null, "entity_id" uuid not null, "reason" text null, "before" jsonb null, "after" jsonb null, "ip" text null, "request_id" text not null, primary key ("id"));`);
    this.addSql(`create index "audit_entry_tenant_id_occurred_at_id_index" on "audit_entry" ("tenant_id", "occurred_at", "id");`);
    this.addSql(`create index "audit_entry_tenant_id_entity_id_occurred_at_index" on "audit_entry" ("tenant_id", "entity_id", "occurred_at");`);
    this.addSql(`alter table "audit_entry" add constraint "audit_entry_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`alter table "outlet" add "tax_regime_id" uuid null, add "service_charge_taxable" boolean not null default true, add "service_charge_basis" text not null default 'AFTER_DISCOUNTS', add "delivery_fee" bigint not null default '0', add "delivery_fee_taxable" boolean not null default false, add "packaging_fee" bigint not null default '0', add "packaging_fee_taxable" boolean not null default false, add "cash_rounding_mode" text not null default 'NEAREST';`);
    this.addSql(`alter table "outlet" add constraint "outlet_service_charge_basis_check" check (service_charge_basis in ('AFTER_DISCOUNTS', 'BEFORE_DISCOUNTS'));`);
    this.addSql(`alter table "outlet" add constraint "outlet_delivery_fee_check" check (delivery_fee >= 0);`);
    this.addSql(`alter table "outlet" add constraint "outlet_packaging_fee_check" check (packaging_fee >= 0);`);
    this.addSql(`alter table "outlet" add constraint "outlet_cash_rounding_mode_check" check (cash_rounding_mode in ('NEAREST', 'DOWN', 'UP'));`);

    this.addSql(`alter table "product" add "tax_group" text null;`);

    this.addSql(`alter table "tenant" add "pricing_version" int not null default 1;`);

    this.addSql(`alter table "user" add "pin_hash" text null;`);

    this.addSql(`alter table "order_line" add "menu_price" bigint null;`);

    this.addSql(`alter table "promotion" add constraint "promotion_type_check" check (type in ('PERCENTAGE', 'FIXED_AMOUNT', 'BUY_X_GET_Y', 'BUNDLE_PRICE'));`);
    this.addSql(`alter table "promotion" add constraint "promotion_rate_check" check (rate between 1 and 10000);`);
    this.addSql(`alter table "promotion" add constraint "promotion_amount_check" check (amount >= 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_buy_quantity_check" check (buy_quantity > 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_get_quantity_check" check (get_quantity > 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_free_units_check" check (free_units in ('CHEAPEST', 'EVERY_NTH'));`);
    this.addSql(`alter table "promotion" add constraint "promotion_minimum_purchase_check" check (minimum_purchase >= 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_maximum_discount_check" check (maximum_discount > 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_usage_limit_check" check (usage_limit > 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_usage_limit_per_customer_check" check (usage_limit_per_customer > 0);`);
    this.addSql(`alter table "promotion" add constraint "promotion_used_check" check (used >= 0);`);
    this.addSql(`alter table "promotion" enable row level security;`);
    this.addSql(`alter table "promotion" force row level security;`);
    this.addSql(`create policy "promotion_tenant_policy" on "promotion" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "promotion_code" add constraint "promotion_code_usage_limit_check" check (usage_limit > 0);`);
    this.addSql(`alter table "promotion_code" add constraint "promotion_code_used_check" check (used >= 0);`);
    this.addSql(`alter table "promotion_code" enable row level security;`);
    this.addSql(`alter table "promotion_code" force row level security;`);
    this.addSql(`create policy "promotion_code_tenant_policy" on "promotion_code" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "promotion_customer" add constraint "promotion_customer_used_check" check (used >= 0);`);
    this.addSql(`alter table "promotion_customer" enable row level security;`);
    this.addSql(`alter table "promotion_customer" force row level security;`);
    this.addSql(`create policy "promotion_customer_tenant_policy" on "promotion_customer" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "promotion_use" enable row level security;`);
    this.addSql(`alter table "promotion_use" force row level security;`);
    this.addSql(`create policy "promotion_use_tenant_policy" on "promotion_use" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "tax_regime" add constraint "tax_regime_withholding_rate_check" check (withholding_rate between 0 and 10000);`);
    this.addSql(`alter table "tax_regime" add constraint "tax_regime_withholding_above_check" check (withholding_above >= 0);`);
    this.addSql(`alter table "tax_regime" enable row level security;`);
    this.addSql(`alter table "tax_regime" force row level security;`);
    this.addSql(`create policy "tax_regime_tenant_policy" on "tax_regime" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "tax_rate" add constraint "tax_rate_rate_check" check (rate between 0 and 10000);`);
    this.addSql(`alter table "tax_rate" add constraint "tax_rate_base_numerator_check" check (base_numerator > 0);`);
    this.addSql(`alter table "tax_rate" add constraint "tax_rate_base_denominator_check" check (base_denominator >= base_numerator);`);
    this.addSql(`alter table "tax_rate" enable row level security;`);
    this.addSql(`alter table "tax_rate" force row level security;`);
    this.addSql(`create policy "tax_rate_tenant_policy" on "tax_rate" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "audit_entry" enable row level security;`);
    this.addSql(`alter table "audit_entry" force row level security;`);
    this.addSql(`create policy "audit_entry_tenant_policy" on "audit_entry" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "promotion" cascade;`);
    this.addSql(`drop table if exists "promotion_code" cascade;`);
    this.addSql(`drop table if exists "promotion_customer" cascade;`);
    this.addSql(`drop table if exists "promotion_use" cascade;`);
    this.addSql(`drop table if exists "tax_regime" cascade;`);
    this.addSql(`drop table if exists "tax_rate" cascade;`);
    this.addSql(`drop table if exists "audit_entry" cascade;`);

    this.addSql(`alter table "order_line" drop column "menu_price";`);

    this.addSql(`alter table "outlet" drop constraint "outlet_service_charge_basis_check";`);
    this.addSql(`alter table "outlet" drop constraint "outlet_delivery_fee_check";`);
    this.addSql(`alter table "outlet" drop constraint "outlet_packaging_fee_check";`);
    this.addSql(`alter table "outlet" drop constraint "outlet_cash_rounding_mode_check";`);
    this.addSql(`alter table "outlet" drop column "tax_regime_id", drop column "service_charge_taxable", drop column "service_charge_basis", drop column "delivery_fee", drop column "delivery_fee_taxable", drop column "packaging_fee", drop column "packaging_fee_taxable", drop column "cash_rounding_mode";`);

    this.addSql(`alter table "product" drop column "tax_group";`);

    this.addSql(`alter table "tenant" drop column "pricing_version";`);

    this.addSql(`alter table "user" drop column "pin_hash";`);
  }

}

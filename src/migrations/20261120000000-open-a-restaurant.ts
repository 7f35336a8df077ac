import { Migration } from '@mikro-orm/migrations';

export class Migration20261120000000_open_a_restaurant extends Migration {

  override name = 'Migration20261120000000_open_a_restaurant';

  override up(): void | Promise<void> {
    this.addSql(`create table "category" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "description" text null, "image_url" text null, "sort_order" int not null default 0, "active" boolean not null default true, "station_code" text null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "category" add constraint "category_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "event_stream" ("tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "stream_id" uuid not null, "head" int not null default 0, primary key ("tenant_id", "stream_id"));`);

    this.addSql(`create table "idempotency_key" ("tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "actor_id" uuid not null, "field" text not null, "key" text not null, "fingerprint" text not null, "result_id" uuid null, "created_at" timestamptz not null default now(), primary key ("tenant_id", "actor_id", "field", "key"));`);
    this.addSql(`create index "idempotency_key_tenant_id_created_at_index" on "idempotency_key" ("tenant_id", "created_at");`);

    this.addSql(`create table "modifier_group" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "selection_type" text not null, "min_selections" int not null default 0, "max_selections" int not null default 1, "owned_by_product" boolean not null default false, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "modifier_group" add constraint "modifier_group_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "modifier_option" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "group_id" uuid not null, "name" text not null, "price_adjustment" bigint not null default '0', "is_default" boolean not null default false, "sort_order" int not null default 0, primary key ("id"));`);
    this.addSql(`create index "modifier_option_tenant_id_group_id_index" on "modifier_option" ("tenant_id", "group_id");`);
    this.addSql(`alter table "modifier_option" add constraint "modifier_option_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "outlet" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "code" text not null, "time_zone" text not null, "address" text null, "phone" text null, "latitude" double precision null, "longitude" double precision null, "legal_name" text null, "tax_id" text null, "service_modes" text[] not null, "prices_include_tax" boolean not null default false, "tax_name" text not null default 'Tax', "tax_rate" int not null default 0, "service_charge_rate" int not null default 0, "cash_rounding_step" bigint not null default '1', "day_starts_at" smallint not null default 4, "opening_hours" jsonb null, "opening_exceptions" jsonb not null default '[]', "channels" jsonb not null default '{}', "menu_version" int not null default 1, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "outlet" add constraint "outlet_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "outlet" add constraint "outlet_tenant_id_code_unique" unique ("tenant_id", "code");`);

    this.addSql(`create table "option_at_outlet" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "option_id" uuid not null, "outlet_id" uuid not null, "available" boolean not null default true, "available_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "option_at_outlet" add constraint "option_at_outlet_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "option_at_outlet" add constraint "option_at_outlet_tenant_id_outlet_id_option_id_unique" unique ("tenant_id", "outlet_id", "option_id");`);

    this.addSql(`create table "kitchen_station" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "name" text not null, "code" text not null, "is_default" boolean not null default false, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "kitchen_station" add constraint "kitchen_station_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "kitchen_station" add constraint "kitchen_station_tenant_id_outlet_id_code_unique" unique ("tenant_id", "outlet_id", "code");`);

    this.addSql(`create table "device" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "name" text not null, "kind" text not null, "station_ids" uuid[] not null, "secret_hash" text not null, "created_at" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "device_tenant_id_outlet_id_index" on "device" ("tenant_id", "outlet_id");`);
    this.addSql(`alter table "device" add constraint "device_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "payable" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "currency" text not null, "total" bigint not null, "paid" bigint not null default '0', "open" boolean not null default true, "version" int not null default 1, primary key ("id"));`);

    this.addSql(`create table "platform_user" ("id" uuid not null, "username" text not null, "email" text null, "name" text not null, "password_hash" text not null, "role" text not null, "active" boolean not null default true, "last_sign_in_at" timestamptz null, "last_sign_in_ip" text null, "last_sign_in_user_agent" text null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "platform_user" add constraint "platform_user_username_unique" unique ("username");`);
    this.addSql(`alter table "platform_user" add constraint "platform_user_email_unique" unique ("email");`);

    this.addSql(`create table "platform_session" ("id" uuid not null, "user_id" uuid not null, "remember_me" boolean not null default false, "ip" text null, "user_agent" text null, "created_at" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));`);

    this.addSql(`create table "platform_refresh_token" ("id" uuid not null, "session_id" uuid not null, "secret_hash" text not null, "expires_at" timestamptz not null, "created_at" timestamptz not null, "used_at" timestamptz null, primary key ("id"));`);

    this.addSql(`create table "product" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "category_id" uuid not null, "outlet_id" uuid null, "sku" text not null, "name" text not null, "description" text null, "image_url" text null, "price" bigint not null, "promo_price" bigint null, "promo_starts_at" timestamptz null, "promo_ends_at" timestamptz null, "active" boolean not null default true, "popular" boolean not null default false, "track_stock" boolean not null default false, "station_code" text null, "sort_order" int not null default 0, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "product_tenant_id_category_id_index" on "product" ("tenant_id", "category_id");`);
    this.addSql(`alter table "product" add constraint "product_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "product" add constraint "product_tenant_id_sku_unique" unique ("tenant_id", "sku");`);

    this.addSql(`create table "product_at_outlet" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "product_id" uuid not null, "outlet_id" uuid not null, "price" bigint null, "active" boolean null, "available" boolean not null default true, "available_at" timestamptz null, "stock_quantity" int null, primary key ("id"));`);
    this.addSql(`create index "product_at_outlet_tenant_id_product_id_index" on "product_at_outlet" ("tenant_id", "product_id");`);
    this.addSql(`alter table "product_at_outlet" add constraint "product_at_outlet_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "product_at_outlet" add constraint "product_at_outlet_tenant_id_outlet_id_product_id_unique" unique ("tenant_id", "outlet_id", "product_id");`);

    this.addSql(`create table "product_modifier_group" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "product_id" uuid not null, "group_id" uuid not null, "sort_order" int not null default 0, primary key ("id"));`);
    this.addSql(`create index "product_modifier_group_tenant_id_group_id_index" on "product_modifier_group" ("tenant_id", "group_id");`);
    this.addSql(`alter table "product_modifier_group" add constraint "product_modifier_group_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "product_modifier_group" add constraint "product_modifier_group_tenant_id_product_id_group_id_unique" unique ("tenant_id", "product_id", "group_id");`);

    this.addSql(`create table "queue_counter" ("tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "outlet_id" uuid not null, "business_date" date not null, "last" int not null default 0, primary key ("tenant_id", "outlet_id", "business_date"));`);

    this.addSql(`create table "event" ("tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "stream_id" uuid not null, "sequence" int not null, "type" text not null, "entity_id" uuid not null, "data" jsonb null, "occurred_at" timestamptz not null default now(), primary key ("tenant_id", "stream_id", "sequence"));`);
    this.addSql(`create index "event_tenant_id_occurred_at_index" on "event" ("tenant_id", "occurred_at");`);

    this.addSql(`create table "tenant" ("id" uuid not null, "slug" text not null, "name" text not null, "logo_url" text null, "currency" text not null, "country" text not null, "locale" text not null default 'en', "time_zone" text not null, "branding" jsonb null, "legal_name" text null, "tax_id" text null, "address" text null, "phone" text null, "email" text null, "status" text not null default 'ACTIVE', "menu_version" int not null default 1, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "tenant" add constraint "tenant_slug_unique" unique ("slug");`);

    this.addSql(`create table "user" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "username" text not null, "email" text null, "name" text not null, "phone" text null, "password_hash" text not null, "role" text not null, "outlet_id" uuid null, "accessible_outlet_ids" uuid[] not null, "active" boolean not null default true, "last_sign_in_at" timestamptz null, "last_sign_in_ip" text null, "last_sign_in_user_agent" text null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "user" add constraint "user_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "user" add constraint "user_tenant_id_username_unique" unique ("tenant_id", "username");`);
    this.addSql(`alter table "user" add constraint "user_tenant_id_email_unique" unique ("tenant_id", "email");`);

    this.addSql(`create table "payment" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "order_id" uuid not null, "outlet_id" uuid not null, "method" text not null, "provider" text not null, "status" text not null, "currency" text not null, "amount" bigint not null, "rounding" bigint not null default '0', "refunded" bigint not null default '0', "tendered" bigint null, "change" bigint null, "provider_reference" text null, "action" jsonb null, "cashier_id" uuid null, "device_id" uuid null, "created_at" timestamptz not null, "settled_at" timestamptz null, "expires_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "payment_tenant_id_order_id_index" on "payment" ("tenant_id", "order_id");`);
    this.addSql(`alter table "payment" add constraint "payment_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "order" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "number" text null, "queue_number" int null, "business_date" date null, "status" text not null, "payment_status" text not null default 'UNPAID', "version" int not null default 1, "outlet_id" uuid not null, "service_mode" text not null, "channel" text not null, "confirm_on" text not null, "currency" text not null, "customer_name" text null, "customer_phone" text null, "customer_search" text collate "C" null, "table_name" text null, "notes" text null, "cashier_id" uuid null, "device_id" uuid null, "token_secret" text not null, "input_hash" text not null, "menu_version" int null, "prices_include_tax" boolean not null, "subtotal" bigint not null, "discount" bigint not null, "service_charge" bigint not null, "tax" bigint not null, "delivery" bigint not null default '0', "packaging" bigint not null default '0', "tip" bigint not null default '0', "total" bigint not null, "paid_amount" bigint not null default '0', "pricing" jsonb not null, "placed_at" timestamptz not null, "confirmed_at" timestamptz null, "preparing_at" timestamptz null, "ready_at" timestamptz null, "served_at" timestamptz null, "completed_at" timestamptz null, "cancelled_at" timestamptz null, "cancel_reason" text null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "order_tenant_id_outlet_id_placed_at_id_index" on "order" ("tenant_id", "outlet_id", "placed_at", "id");`);
    this.addSql(`create index "order_tenant_id_placed_at_id_index" on "order" ("tenant_id", "placed_at", "id");`);
    this.addSql(`alter table "order" add constraint "order_tenant_id_number_unique" unique ("tenant_id", "number");`);
    this.addSql(`alter table "order" add constraint "order_tenant_id_outlet_id_business_date_queue_number_unique" unique ("tenant_id", "outlet_id", "business_date", "queue_number");`);

    this.addSql(`create table "order_line" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "order_id" uuid not null, "position" int not null, "product_id" uuid not null, "product_name" text not null, "sku" text not null, "quantity" int not null, "unit_price" bigint not null, "total" bigint not null, "discount" bigint not null, "service_charge" bigint not null, "tax" bigint not null, "modifiers" jsonb not null, "notes" text null, "voided" boolean not null default false, "station_id" uuid null, "stock_taken" boolean not null default false, "started_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "order_line_tenant_id_order_id_position_index" on "order_line" ("tenant_id", "order_id", "position");`);
    this.addSql(`alter table "order_line" add constraint "order_line_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "kitchen_ticket" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "order_id" uuid not null, "outlet_id" uuid not null, "station_id" uuid not null, "status" text not null default 'QUEUED', "version" int not null default 1, "fired_at" timestamptz not null, "preparing_at" timestamptz null, "ready_at" timestamptz null, "served_at" timestamptz null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "kitchen_ticket_tenant_id_order_id_index" on "kitchen_ticket" ("tenant_id", "order_id");`);
    this.addSql(`create index "kitchen_ticket_tenant_id_station_id_fired_at_index" on "kitchen_ticket" ("tenant_id", "station_id", "fired_at");`);
    this.addSql(`alter table "kitchen_ticket" add constraint "kitchen_ticket_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "kitchen_ticket_item" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "ticket_id" uuid not null, "line_id" uuid not null, "position" int not null, "name" text not null, "quantity" int not null, "modifiers" jsonb not null, "notes" text null, "status" text not null default 'QUEUED', primary key ("id"));`);
    this.addSql(`create index "kitchen_ticket_item_tenant_id_ticket_id_position_index" on "kitchen_ticket_item" ("tenant_id", "ticket_id", "position");`);
    this.addSql(`alter table "kitchen_ticket_item" add constraint "kitchen_ticket_item_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "user_session" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "user_id" uuid not null, "remember_me" boolean not null default false, "ip" text null, "user_agent" text null, "created_at" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "user_session_tenant_id_user_id_index" on "user_session" ("tenant_id", "user_id");`);
    this.addSql(`alter table "user_session" add constraint "user_session_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`create table "refresh_token" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "session_id" uuid not null, "secret_hash" text not null, "expires_at" timestamptz not null, "created_at" timestamptz not null, "used_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "refresh_token_tenant_id_session_id_index" on "refresh_token" ("tenant_id", "session_id");`);
    this.addSql(`alter table "refresh_token" add constraint "refresh_token_tenant_id_id_unique" unique ("tenant_id", "id");`);

    this.addSql(`alter table "category" enable row level security;`);
    this.addSql(`alter table "category" force row level security;`);
    this.addSql(`create policy "category_tenant_policy" on "category" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "event_stream" enable row level security;`);
    this.addSql(`alter table "event_stream" force row level security;`);
    this.addSql(`create policy "event_stream_tenant_policy" on "event_stream" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "idempotency_key" enable row level security;`);
    this.addSql(`alter table "idempotency_key" force row level security;`);
    this.addSql(`create policy "idempotency_key_tenant_policy" on "idempotency_key" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "modifier_group" add constraint "modifier_group_selection_type_check" check (selection_type in ('SINGLE', 'MULTIPLE', 'QUANTITY', 'TEXT'));`);
    this.addSql(`alter table "modifier_group" add constraint "modifier_group_min_selections_check" check (min_selections >= 0);`);
    this.addSql(`alter table "modifier_group" add constraint "modifier_group_max_selections_check" check (max_selections >= 1);`);
    this.addSql(`alter table "modifier_group" enable row level security;`);
    this.addSql(`alter table "modifier_group" force row level security;`);
    this.addSql(`create policy "modifier_group_tenant_policy" on "modifier_group" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "modifier_option" enable row level security;`);
    this.addSql(`alter table "modifier_option" force row level security;`);
    this.addSql(`create policy "modifier_option_tenant_policy" on "modifier_option" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "outlet" add constraint "outlet_tax_rate_check" check (tax_rate between 0 and 10000);`);
    this.addSql(`alter table "outlet" add constraint "outlet_service_charge_rate_check" check (service_charge_rate between 0 and 10000);`);
    this.addSql(`alter table "outlet" add constraint "outlet_cash_rounding_step_check" check (cash_rounding_step > 0);`);
    this.addSql(`alter table "outlet" add constraint "outlet_day_starts_at_check" check (day_starts_at between 0 and 23);`);
    this.addSql(`alter table "outlet" enable row level security;`);
    this.addSql(`alter table "outlet" force row level security;`);
    this.addSql(`create policy "outlet_tenant_policy" on "outlet" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "option_at_outlet" enable row level security;`);
    this.addSql(`alter table "option_at_outlet" force row level security;`);
    this.addSql(`create policy "option_at_outlet_tenant_policy" on "option_at_outlet" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "kitchen_station" enable row level security;`);
    this.addSql(`alter table "kitchen_station" force row level security;`);
    this.addSql(`create policy "kitchen_station_tenant_policy" on "kitchen_station" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "device" add constraint "device_kind_check" check (kind in ('KIOSK', 'POS', 'KITCHEN_DISPLAY', 'ORDER_BOARD'));`);
    this.addSql(`alter table "device" enable row level security;`);
    this.addSql(`alter table "device" force row level security;`);
    this.addSql(`create policy "device_tenant_policy" on "device" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "payable" add constraint "payable_total_check" check (total >= 0);`);
    this.addSql(`alter table "payable" add constraint "payable_paid_check" check (paid between 0 and total);`);
    this.addSql(`alter table "payable" enable row level security;`);
    this.addSql(`alter table "payable" force row level security;`);
    this.addSql(`create policy "payable_tenant_policy" on "payable" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "platform_user" add constraint "platform_user_role_check" check (role in ('ADMIN', 'SUPER_ADMIN'));`);

    this.addSql(`alter table "platform_session" add constraint "platform_session_user_id_foreign" foreign key ("user_id") references "platform_user" ("id");`);

    this.addSql(`alter table "platform_refresh_token" add constraint "platform_refresh_token_session_id_foreign" foreign key ("session_id") references "platform_session" ("id");`);

    this.addSql(`alter table "product" add constraint "product_price_check" check (price >= 0);`);
    this.addSql(`alter table "product" add constraint "product_promo_price_check" check (promo_price >= 0);`);
    this.addSql(`alter table "product" enable row level security;`);
    this.addSql(`alter table "product" force row level security;`);
    this.addSql(`create policy "product_tenant_policy" on "product" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "product_at_outlet" add constraint "product_at_outlet_price_check" check (price >= 0);`);
    this.addSql(`alter table "product_at_outlet" add constraint "product_at_outlet_stock_quantity_check" check (stock_quantity >= 0);`);
    this.addSql(`alter table "product_at_outlet" enable row level security;`);
    this.addSql(`alter table "product_at_outlet" force row level security;`);
    this.addSql(`create policy "product_at_outlet_tenant_policy" on "product_at_outlet" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "product_modifier_group" enable row level security;`);
    this.addSql(`alter table "product_modifier_group" force row level security;`);
    this.addSql(`create policy "product_modifier_group_tenant_policy" on "product_modifier_group" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "queue_counter" enable row level security;`);
    this.addSql(`alter table "queue_counter" force row level security;`);
    this.addSql(`create policy "queue_counter_tenant_policy" on "queue_counter" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "event" enable row level security;`);
    this.addSql(`alter table "event" force row level security;`);
    this.addSql(`create policy "event_tenant_policy" on "event" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "tenant" add constraint "tenant_status_check" check (status in ('ACTIVE', 'SUSPENDED'));`);
    this.addSql(`alter table "tenant" enable row level security;`);
    this.addSql(`alter table "tenant" force row level security;`);
    this.addSql(`create policy "tenant_tenant_policy" on "tenant" using ("id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "user" add constraint "user_role_check" check (role in ('TENANT_OWNER', 'MANAGER', 'CASHIER', 'KITCHEN', 'CUSTOMER'));`);
    this.addSql(`alter table "user" enable row level security;`);
    this.addSql(`alter table "user" force row level security;`);
    this.addSql(`create policy "user_tenant_policy" on "user" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "payment" add constraint "payment_amount_check" check (amount > 0);`);
    this.addSql(`alter table "payment" add constraint "payment_refunded_check" check (refunded between 0 and amount);`);
    this.addSql(`alter table "payment" enable row level security;`);
    this.addSql(`alter table "payment" force row level security;`);
    this.addSql(`create policy "payment_tenant_policy" on "payment" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "order" add constraint "order_status_check" check (status in ('DRAFT', 'PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED', 'CANCELLED'));`);
    this.addSql(`alter table "order" add constraint "order_payment_status_check" check (payment_status in ('UNPAID', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'));`);
    this.addSql(`alter table "order" add constraint "order_total_check" check (total >= 0);`);
    this.addSql(`alter table "order" enable row level security;`);
    this.addSql(`alter table "order" force row level security;`);
    this.addSql(`create policy "order_tenant_policy" on "order" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "order_line" add constraint "order_line_quantity_check" check (quantity between 1 and 9999);`);
    this.addSql(`alter table "order_line" add constraint "order_line_unit_price_check" check (unit_price >= 0);`);
    this.addSql(`alter table "order_line" enable row level security;`);
    this.addSql(`alter table "order_line" force row level security;`);
    this.addSql(`create policy "order_line_tenant_policy" on "order_line" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "kitchen_ticket" add constraint "kitchen_ticket_status_check" check (status in ('QUEUED', 'PREPARING', 'READY', 'SERVED', 'VOIDED'));`);
    this.addSql(`alter table "kitchen_ticket" enable row level security;`);
    this.addSql(`alter table "kitchen_ticket" force row level security;`);
    this.addSql(`create policy "kitchen_ticket_tenant_policy" on "kitchen_ticket" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "kitchen_ticket_item" add constraint "kitchen_ticket_item_status_check" check (status in ('QUEUED', 'PREPARING', 'READY', 'SERVED', 'VOIDED'));`);
    this.addSql(`alter table "kitchen_ticket_item" enable row level security;`);
    this.addSql(`alter table "kitchen_ticket_item" force row level security;`);
    this.addSql(`create policy "kitchen_ticket_item_tenant_policy" on "kitchen_ticket_item" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "user_session" enable row level security;`);
    this.addSql(`alter table "user_session" force row level security;`);
    this.addSql(`create policy "user_session_tenant_policy" on "user_session" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "refresh_token" enable row level security;`);
    this.addSql(`alter table "refresh_token" force row level security;`);
    this.addSql(`create policy "refresh_token_tenant_policy" on "refresh_token" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "platform_session" drop constraint "platform_session_user_id_foreign";`);
    this.addSql(`alter table "platform_refresh_token" drop constraint "platform_refresh_token_session_id_foreign";`);

    this.addSql(`drop table if exists "category" cascade;`);
    this.addSql(`drop table if exists "event_stream" cascade;`);
    this.addSql(`drop table if exists "idempotency_key" cascade;`);
    this.addSql(`drop table if exists "modifier_group" cascade;`);
    this.addSql(`drop table if exists "modifier_option" cascade;`);
    this.addSql(`drop table if exists "outlet" cascade;`);
    this.addSql(`drop table if exists "option_at_outlet" cascade;`);
    this.addSql(`drop table if exists "kitchen_station" cascade;`);
    this.addSql(`drop table if exists "device" cascade;`);
    this.addSql(`drop table if exists "payable" cascade;`);
    this.addSql(`drop table if exists "platform_user" cascade;`);
    this.addSql(`drop table if exists "platform_session" cascade;`);
    this.addSql(`drop table if exists "platform_refresh_token" cascade;`);
    this.addSql(`drop table if exists "product" cascade;`);
    this.addSql(`drop table if exists "product_at_outlet" cascade;`);
    this.addSql(`drop table if exists "product_modifier_group" cascade;`);
    this.addSql(`drop table if exists "queue_counter" cascade;`);
    this.addSql(`drop table if exists "event" cascade;`);
    this.addSql(`drop table if exists "tenant" cascade;`);
    this.addSql(`drop table if exists "user" cascade;`);
    this.addSql(`drop table if exists "payment" cascade;`);
    this.addSql(`drop table if exists "order" cascade;`);
    this.addSql(`drop table if exists "order_line" cascade;`);
    this.addSql(`drop table if exists "kitchen_ticket" cascade;`);
    this.addSql(`drop table if exists "kitchen_ticket_item" cascade;`);
    this.addSql(`drop table if exists "user_session" cascade;`);
    this.addSql(`drop table if exists "refresh_token" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

/**
 * Fills the new columns in, tenant by tenant: row-level security binds the owner too, but for the list of tenants. Refunds that are there get the numbers
 * and days that they would have had. Of certificates that were taken several times the first keeps its number: which of
 * them was the true one nothing says any more.
 */
const FILLED = `
alter table tenant no force row level security;
do $$
declare tenant_of uuid;
begin
  for tenant_of in select id from tenant loop
    perform set_config('app.tenant_id', tenant_of::text, true);
    update refund r set sequence = n.sequence, business_date = n.business_date from (
      select r.id, row_number() over (partition by r.order_id order by r.created_at, r.id) as sequence,
        ((coalesce(r.settled_at, r.created_at) at time zone o.time_zone) - make_interval(hours => o.day_starts_at))::date as business_date
      from refund r join outlet o on o.tenant_id = r.tenant_id and o.id = r.outlet_id where r.tenant_id = tenant_of
    ) n where r.tenant_id = tenant_of and n.id = r.id;
    update payment p set certificate_key = n.key from (
      select distinct on (key) id, key from (
        select id, created_at, upper(regexp_replace(normalize(provider_reference, nfkc), '[^[:alnum:]]', '', 'g')) as key
        from payment where tenant_id = tenant_of and provider = 'withholding' and status <> 'REFUNDED') w
      where key <> '' order by key, created_at, id
    ) n where p.tenant_id = tenant_of and n.id = p.id;
  end loop;
end $$;
alter table tenant force row level security;`;

export class Migration20261130130000_charges_and_weights extends Migration {
  override name = 'Migration20261130130000_charges_and_weights';

  override up(): void | Promise<void> {
    this.addSql(`alter table "outlet" add "service_charge_by_mode" jsonb not null default '{}', add "day_starts_at_minute" smallint not null default 0;`);
    this.addSql(`alter table "outlet" add constraint "outlet_day_starts_at_minute_check" check (day_starts_at_minute between 0 and 59);`);

    this.addSql(`alter table "product" add "sold_by" text not null default 'PIECE', add "measure_step" int null;`);
    this.addSql(`alter table "product" add constraint "product_sold_by_check" check (sold_by in ('PIECE', 'KG', 'G', 'L', 'ML', 'M'));`);
    this.addSql(`alter table "product" add constraint "product_measure_step_check" check ((measure_step is null) = (sold_by = 'PIECE') and measure_step between 1 and 999000);`);

    this.addSql(`alter table "payment" add "certificate_key" text collate "C" null;`);
    this.addSql(`alter table "refund" add "sequence" int null, add "business_date" date null;`);
    this.addSql(FILLED);

    this.addSql(`alter table "payment" add constraint "payment_tenant_id_certificate_key_unique" unique ("tenant_id", "certificate_key");`);
    // The unique index of its order and sequence finds a refund by its order as well.
    this.addSql(`drop index "refund_tenant_id_order_id_index";`);
    this.addSql(`create index "refund_tenant_id_created_at_id_index" on "refund" ("tenant_id", "created_at", "id");`);
    this.addSql(`create index "refund_tenant_id_outlet_id_business_date_index" on "refund" ("tenant_id", "outlet_id", "business_date");`);
    this.addSql(`alter table "refund" add constraint "refund_tenant_id_order_id_sequence_unique" unique ("tenant_id", "order_id", "sequence");`);
    this.addSql(`alter table "refund" add constraint "refund_sequence_check" check (sequence > 0);`);

    this.addSql(`alter table "order_line" add "measure" int null, add "measure_unit" text not null default 'PIECE', add "measure_price" bigint null;`);
    this.addSql(`alter table "kitchen_ticket_item" add "measure" int null, add "measure_unit" text not null default 'PIECE';`);
    // Not read through, while orders wait: the rows that are there have the defaults.
    this.addSql(`alter table "order_line" add constraint "order_line_measure_check" check ((measure is null) = (measure_unit = 'PIECE') and (measure is null or quantity = 1) and measure between 1 and 999000) not valid;`);
    this.addSql(`alter table "order_line" add constraint "order_line_measure_unit_check" check (measure_unit in ('PIECE', 'KG', 'G', 'L', 'ML', 'M')) not valid;`);
  }
}

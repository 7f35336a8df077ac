import { Migration } from '@mikro-orm/migrations';
import { tenantForeignKey } from '../kernel/database/composite-keys.ts';

export class Migration20261130170000_parcel_types extends Migration {

  override name = 'Migration20261130170000_parcel_types';

  override up(): void | Promise<void> {
    this.addSql(`create table "parcel_type" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "name" text not null, "description" text null, "image_url" text null, "active" boolean not null default true, "fee" bigint not null default '0', "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "parcel_type" add constraint "parcel_type_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "parcel_type" add constraint "parcel_type_tenant_id_name_unique" unique ("tenant_id", "name");`);

    this.addSql(`alter table "parcel_type" add constraint "parcel_type_fee_check" check (fee >= 0);`);
    this.addSql(`alter table "parcel_type" enable row level security;`);
    this.addSql(`alter table "parcel_type" force row level security;`);
    this.addSql(`create policy "parcel_type_tenant_policy" on "parcel_type" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
    this.addSql(tenantForeignKey('parcel_type'));
  }

}

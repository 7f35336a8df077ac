import { Migration } from '@mikro-orm/migrations';
import { tenantForeignKey } from '../kernel/database/composite-keys.ts';

export class Migration20261130160000_archive_and_find extends Migration {
  override name = 'Migration20261130160000_archive_and_find';

  override up(): void | Promise<void> {
    this.addSql(`create table "search_word" ("id" uuid not null, "tenant_id" uuid not null default (current_setting('app.tenant_id'::text))::uuid, "kind" text not null, "word" text collate "C" not null, "subject_id" uuid not null, primary key ("id"));`);
    this.addSql(`create index "search_word_tenant_id_subject_id_index" on "search_word" ("tenant_id", "subject_id");`);
    this.addSql(`alter table "search_word" add constraint "search_word_tenant_id_id_unique" unique ("tenant_id", "id");`);
    this.addSql(`alter table "search_word" add constraint "search_word_tenant_id_kind_word_subject_id_unique" unique ("tenant_id", "kind", "word", "subject_id");`);

    this.addSql(`alter table "category" add "archived_at" timestamptz null;`);

    this.addSql(`alter table "modifier_group" add "name_key" text collate "C" not null default '', add "archived_at" timestamptz null;`);
    this.addSql(`create index "modifier_group_tenant_id_name_key_id_index" on "modifier_group" ("tenant_id", "name_key", "id");`);

    this.addSql(`alter table "modifier_option" add "archived_at" timestamptz null;`);

    this.addSql(`alter table "outlet" add "archived_at" timestamptz null;`);

    this.addSql(`alter table "kitchen_station" add "archived_at" timestamptz null;`);
    this.addSql(`alter table "kitchen_station" add constraint "kitchen_station_archived_at_check" check (archived_at is null or not is_default);`);

    this.addSql(`alter table "product" add "name_key" text collate "C" not null default '', add "archived_at" timestamptz null;`);
    this.addSql(`create index "product_tenant_id_name_key_id_index" on "product" ("tenant_id", "name_key", "id");`);
    this.addSql(`create index "product_tenant_id_price_id_index" on "product" ("tenant_id", "price", "id");`);

    this.addSql(`alter table "tenant" add "name_key" text collate "C" not null default '';`);
    this.addSql(`create index "tenant_name_key_id_index" on "tenant" ("name_key", "id");`);

    this.addSql(`alter table "user" add "name_key" text collate "C" not null default '', add "archived_at" timestamptz null;`);
    this.addSql(`create index "user_tenant_id_name_key_id_index" on "user" ("tenant_id", "name_key", "id");`);
    this.addSql(`alter table "user" add constraint "user_archived_at_check" check (archived_at is null or not active);`);

    this.addSql(`alter table "search_word" enable row level security;`);
    this.addSql(`alter table "search_word" force row level security;`);
    this.addSql(`create policy "search_word_tenant_policy" on "search_word" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    // Adding a key looks at the rows, as the owner, whom row-level security binds too; of the new table there are none.
    this.addSql(`select set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);`);
    this.addSql(tenantForeignKey('search_word'));
  }
}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261130210000_sweep_by_time extends Migration {
  override name = 'Migration20261130210000_sweep_by_time';

  override up(): void | Promise<void> {
    // Old rows are looked for across tenants. The tables that are large on a busy server get their indexes later: `indexes` in src/migrations.ts.
    // What is sent or given up is most of the table, but what is old of it is little.
    this.addSql(`create index "mail_finished" on "mail" ("created_at") where due_at is null;`);
    this.addSql(`drop index "mailbox_proof_tenant_id_expires_at_index";`);
    this.addSql(`create index "mailbox_proof_expires_at_index" on "mailbox_proof" ("expires_at");`);
    this.addSql(`drop index "device_pairing_tenant_id_expires_at_index";`);
    this.addSql(`create index "device_pairing_expires_at_index" on "device_pairing" ("expires_at");`);

    this.addSql(`create index "platform_session_created_at_index" on "platform_session" ("created_at");`);
    this.addSql(`create index "platform_session_last_used_at_index" on "platform_session" ("last_used_at");`);
    this.addSql(`create index "platform_session_revoked_at_index" on "platform_session" ("revoked_at");`);
    this.addSql(`create index "platform_refresh_token_session_id_index" on "platform_refresh_token" ("session_id");`);
    this.addSql(`create index "platform_refresh_token_expires_at_index" on "platform_refresh_token" ("expires_at");`);

    // Lists that had no index of their order.
    this.addSql(`create index "device_tenant_id_created_at_id_index" on "device" ("tenant_id", "created_at", "id");`);
    this.addSql(`create index "shift_tenant_id_opened_at_id_index" on "shift" ("tenant_id", "opened_at", "id");`);
  }
}

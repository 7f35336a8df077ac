import { domainToASCII } from 'node:url';
import { Migration } from '@mikro-orm/migrations';

interface Account {
  readonly id: string;
  readonly tenant_id: string;
  readonly email: string;
}

/** Addresses of accounts that may be another way to write one: with a character outside ASCII, or a dot at the end. */
const UNUSUAL = `select id, tenant_id, email from "user" where email !~ '^[ -~]*[^.]$' order by created_at, id`;
const IS_TAKEN = 'select 1 from "user" where tenant_id = ? and id <> ? and (email = ? or username = ?)';
const RENAME = 'update "user" set username = case when username = email then ? else username end, email = ? where tenant_id = ? and id = ?';

/** As `normalEmail` was when this was written. */
function normalForm(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).replace(/\.$/, '');
  return `${email.slice(0, at)}@${domainToASCII(domain) || domain}`.normalize('NFC').toLowerCase();
}

export class Migration20261130150000_one_mailbox_one_address extends Migration {
  override name = 'Migration20261130150000_one_mailbox_one_address';

  override async up(): Promise<void> {
    this.addSql(`create index "user_session_tenant_id_device_id_index" on "user_session" ("tenant_id", "device_id");`);
    // As the owner across tenants, whom row-level security binds otherwise; nobody else reaches the locked tables meanwhile.
    await this.execute('alter table "user" no force row level security');
    for (const account of (await this.execute(UNUSUAL)) as Account[]) await this.#normalise(account);
    await this.execute('alter table "user" force row level security');
  }

  /** Where two accounts have one mailbox both stay as they are: who of them it belongs to is for their owner to say. */
  async #normalise({ id, tenant_id: tenantId, email }: Account): Promise<void> {
    const normal = normalForm(email);
    if (normal === email) return;
    const taken = await this.execute(IS_TAKEN, [tenantId, id, normal, normal]);
    if (taken.length === 0) await this.execute(RENAME, [normal, normal, tenantId, id]);
    else process.stderr.write(`dapur: user ${id} keeps an e-mail address that another user of tenant ${tenantId} has too, written otherwise.\n`);
  }
}

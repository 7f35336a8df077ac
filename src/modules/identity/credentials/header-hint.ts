import type { Context } from '../../../kernel/request/context.ts';
import { realmOf } from '../model/realm.ts';
import { verifyPassword } from './password.ts';
import type { AccountKey } from './password-attempts.ts';

/** Maximum number of accounts with the same name that are checked. */
const MOST = 5;

/**
 * A hint for developers whose name and password are right, but in another tenant or on the platform: they forgot to send
 * X-Tenant-ID, or to remove it. Empty otherwise, and always in production, where it would reveal which accounts exist.
 */
export async function headerHint({ services }: Context, { realm, name }: AccountKey, password: string): Promise<string> {
  if (services.settings.production || name.includes('\0')) return '';
  const column = name.includes('@') ? 'email' : 'username';
  const found = await realmOf(null)
    .em(services)
    .execute<{ hash: string; ofPlatform: boolean }[]>(
      `select password_hash as hash, true as "ofPlatform" from platform_user where username = ? and ?::uuid is not null
       union all (select password_hash, false from "user" where case when ? = 'email' then email else username end = ? and tenant_id is distinct from ? limit ?)`,
      [name, realm.tenantId, column, name, realm.tenantId, MOST],
    );
  for (const { hash, ofPlatform } of found) {
    if (!(await verifyPassword(hash, password))) continue;
    if (realm.tenantId === null) return ' They are right for a user of a tenant: name it by the header X-Tenant-ID.';
    return ofPlatform ? ' They are right for a platform user: leave the header X-Tenant-ID out.' : ' They are right in another tenant than X-Tenant-ID names.';
  }
  return '';
}

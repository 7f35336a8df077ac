import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { secondsBefore } from '../model/session-lifetime.ts';

/** How long an address stays known after a device's heartbeat or a staff sign-in from it. */
const KNOWN_SECONDS = 30 * 24 * 3600;
const MAX_ADDRESSES = 10_000;

/** Known addresses of a tenant's devices and staff. Addresses of customers do not count, because anyone may sign up as a customer. */
export async function knownHosts(ctx: Context): Promise<ReadonlySet<string>> {
  const tenantId = tenantOf(ctx);
  const since = secondsBefore(ctx.services.clock.now(), KNOWN_SECONDS);
  const rows = await ctx.em.execute<{ ip: string }[]>(
    `select distinct last_seen_ip as ip from device where tenant_id = ? and revoked_at is null and last_seen_at > ? and last_seen_ip is not null
    union
    select distinct s.ip from user_session s join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id
    where s.tenant_id = ? and s.created_at > ? and s.ip is not null and u.role <> 'CUSTOMER'
    limit ?`,
    [tenantId, since, tenantId, since, MAX_ADDRESSES],
  );
  return new Set(rows.map(({ ip }) => hostKeyOf(ip)));
}

import type { Invariant } from '../../kernel/check-invariants.ts';

/** Rules for stored passwords and PINs, which are hashes only, and for sessions of archived users. */
export const identityInvariants: readonly Invariant[] = [
  {
    id: 'I11',
    description: 'passwords and PINs are kept as argon2id hashes only',
    sql: `select tenant_id, 'user ' || id, 'argon2id', 'something else' from "user"
        where password_hash not like '$argon2id$%' or pin_hash not like '%$argon2id$%'
      union all select tenant_id, 'mailed proof ' || id, 'argon2id', 'something else' from mailbox_proof where password_hash not like '$argon2id$%'
      union all select null, 'platform user ' || id, 'argon2id', 'something else' from platform_user where password_hash not like '$argon2id$%'`,
  },
  {
    id: 'I9',
    description: 'no session begins after its user was archived',
    sql: `select s.tenant_id, 'session ' || s.id || ' of user ' || u.id, 'begun by ' || u.archived_at, 'begun at ' || s.created_at
      from user_session s join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id
      where s.revoked_at is null and s.created_at > u.archived_at`,
  },
];

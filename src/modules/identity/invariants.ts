import type { Invariant } from '../../kernel/check-invariants.ts';

/** What holds of what people prove themselves with: it is kept hashed. */
export const identityInvariants: readonly Invariant[] = [
  {
    id: 'I11',
    says: 'passwords and PINs are kept as argon2id hashes only',
    sql: `select tenant_id, 'user ' || id, 'argon2id', 'something else' from "user"
        where password_hash not like '$argon2id$%' or pin_hash not like '%$argon2id$%'
      union all select tenant_id, 'mailed proof ' || id, 'argon2id', 'something else' from mailbox_proof where password_hash not like '$argon2id$%'
      union all select null, 'platform user ' || id, 'argon2id', 'something else' from platform_user where password_hash not like '$argon2id$%'`,
  },
];

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account, Realm } from './realm.ts';

/** The account of a username or e-mail address in lower case, with its password hash. */
export async function findAccount(em: EntityManager, realm: Realm, name: string): Promise<Account | null> {
  return em.findOne(realm.users, accountCondition(name) as never, { populate: ['passwordHash'] as never });
}

/** A username or e-mail address as a condition. */
export function accountCondition(name: string): { readonly email: string } | { readonly username: string } {
  return name.includes('@') ? { email: name } : { username: name };
}

import type { Context } from '../../../kernel/request/context.ts';
import { User } from './user.entity.ts';

/** The tenant's user who acts, to be referred to; null for devices and the platform, whose people are no tenant's. */
export function actingUser({ em, session }: Context): User | null {
  const { userId, homeTenantId } = session;
  return userId !== null && homeTenantId !== null ? em.getReference(User, userId) : null;
}

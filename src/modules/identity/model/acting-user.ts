import type { Context } from '../../../kernel/request/context.ts';
import { User } from './user.entity.ts';

/** Reference to the acting user of the tenant; null for devices, guests and platform users. */
export function actingUser({ em, session }: Context): User | null {
  const { userId, homeTenantId } = session;
  return userId !== null && homeTenantId !== null ? em.getReference(User, userId) : null;
}

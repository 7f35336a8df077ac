import { type Context, type Services, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { User } from '../model/user.entity.ts';
import { hashPin, isCurrentHash, verifyPin } from './pin.ts';

/** The user with this name and PIN, with the PIN's hash; null for unknown names, wrong PINs and users without a PIN, in the same time. */
export async function findUserByPin(ctx: Context, username: string, pin: string): Promise<User | null> {
  const { services } = ctx;
  const tenantId = tenantOf(ctx);
  const user = await tenantEntityManager(services, tenantId).findOne(User, { username }, { populate: ['pinHash'] });
  const hash = user?.pinHash ?? null;
  if (!(await verifyPin(services, hash, pin)) || user === null || hash === null) return null;
  if (!isCurrentHash(hash)) await rehash(services, user, hash, pin);
  return user;
}

/** Replaces the hash of an earlier release, unless another PIN was set in the meantime. */
async function rehash(services: Services, user: User, hash: string, pin: string): Promise<void> {
  const pinHash = await hashPin(services, pin);
  await tenantEntityManager(services, user.tenantId).nativeUpdate(User, { id: user.id, pinHash: hash }, { pinHash });
  user.pinHash = pinHash;
}

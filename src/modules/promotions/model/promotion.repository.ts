import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { type LockFor, lockRow } from '../../../kernel/request/lock-row.ts';
import { nodesOf } from '../../../kernel/request/nodes.ts';
import { requireVersion } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { Promotion, PromotionCode } from './promotion.entity.ts';
import { isInReach, requireManageable } from './promotion-permissions.ts';
import type { PromotionType } from './promotion-terms.ts';

/** One promotion in the caller's reach. */
export async function findPromotion(ctx: Context, id: string): Promise<Promotion | null> {
  tenantOf(ctx);
  const promotion = isId(id) ? await ctx.em.findOne(Promotion, { id }) : null;
  return promotion && isInReach(ctx, promotion) ? promotion : null;
}

export const promotionsInReach = nodesOf(Promotion);

/**
 * Locks a promotion that the caller may change until the transaction ends.
 * @throws NOT_FOUND, FORBIDDEN; STALE_VERSION when it is no longer the version that the client saw
 */
export async function lockedPromotion(
  ctx: Context,
  id: string,
  version?: number | null,
  { lock = 'change', field = ['id'] }: { readonly lock?: LockFor; readonly field?: FieldPath } = {},
): Promise<Promotion> {
  if (isId(id)) await lockRow(ctx, Promotion, id, lock);
  const promotion = await findPromotion(ctx, id);
  if (!promotion) throw notFound('Promotion', field);
  requireManageable(ctx, promotion);
  requireVersion('promotion', promotion, version);
  return promotion;
}

export interface PromotionFilter {
  readonly active?: boolean | null;
  readonly type?: readonly PromotionType[] | null;
  readonly runningNow?: boolean | null;
  readonly search?: string | null;
}

/** Promotions in the caller's reach, newest first, page by page. */
export async function findPromotions(ctx: Context, filter: PromotionFilter, page: PageArguments): Promise<Connection<Promotion>> {
  tenantOf(ctx);
  return findNewest(ctx.em, Promotion, 'createdAt', await conditions(ctx, filter), page);
}

async function conditions(ctx: Context, filter: PromotionFilter): Promise<FilterQuery<Promotion>[]> {
  const { outletIds } = ctx.session;
  const where: FilterQuery<Promotion>[] = [];
  if (outletIds !== 'all') where.push({ $or: [{ outletIds: null }, { outletIds: { $overlap: [...outletIds] } }] });
  if (filter.active != null) where.push({ active: filter.active });
  if (filter.type) where.push({ type: { $in: [...filter.type] } });
  if (filter.runningNow != null) where.push(running(ctx.services.clock.now(), filter.runningNow));
  if (filter.search?.trim()) where.push(await matching(ctx, filter.search.trim().slice(0, 120)));
  return where;
}

/** Promotions that are running (switched on, begun and not over), or all others. */
function running(now: Date, wanted: boolean): FilterQuery<Promotion> {
  const runs: FilterQuery<Promotion> = {
    active: true,
    $and: [{ $or: [{ startsAt: null }, { startsAt: { $lte: now } }] }, { $or: [{ endsAt: null }, { endsAt: { $gt: now } }] }],
  };
  return wanted ? runs : { $or: [{ active: false }, { startsAt: { $gt: now } }, { endsAt: { $lte: now } }] };
}

/** By the beginning of the name, or by one of its codes. A brand has a few hundred promotions, so the names need no index. */
async function matching(ctx: Context, text: string): Promise<FilterQuery<Promotion>> {
  const code = await ctx.em.findOne(PromotionCode, { code: text.toUpperCase() });
  const begins = `${text.replace(/[\\%_]/g, '\\$&')}%`;
  return { $or: [{ name: { $ilike: begins } }, ...(code ? [{ id: code.promotion.id }] : [])] };
}

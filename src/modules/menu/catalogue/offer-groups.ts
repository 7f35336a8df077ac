import type { Context } from '../../../kernel/request/context.ts';
import { checkList, invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { sharedGroups } from '../model/catalogue.repository.ts';
import { type Product, ProductModifierGroup } from '../model/product.entity.ts';
import { type CreateModifierGroup, newGroup } from './create-modifier-group.ts';

const MAX_GROUPS = 20;
const SHARED: FieldPath = ['modifierGroupIds'];
const OWNED: FieldPath = ['modifierGroups'];

/** Gives a new product its modifier groups: first shared groups, then groups that were created with it and that it alone offers. */
export async function offerGroups(ctx: Context, product: Product, ids: readonly string[], owned: readonly CreateModifierGroup[]): Promise<void> {
  checkGroupIds(ids, MAX_GROUPS);
  checkList(owned, OWNED, { max: MAX_GROUPS - ids.length });
  const groups = await sharedGroups(ctx, ids, SHARED);
  for (const [index, group] of owned.entries()) groups.push(await newGroup(ctx, group, [...OWNED, index], true));
  for (const [sortOrder, group] of groups.entries()) ctx.em.persist(ctx.em.create(ProductModifierGroup, { product, group, sortOrder }));
}

/** Replaces the shared groups of a product. Its own groups stay, behind the shared ones. */
export async function replaceSharedGroups(ctx: Context, product: Product, ids: readonly string[]): Promise<void> {
  const links = await product.groupLinks.loadItems({ populate: ['group'] });
  const owned = links.filter((link) => link.group.unwrap().ownedByProduct);
  checkGroupIds(ids, MAX_GROUPS - owned.length);
  const groups = await sharedGroups(ctx, ids, SHARED);
  for (const link of links) if (!owned.includes(link) && !groups.some(({ id }) => id === link.group.id)) ctx.em.remove(link);
  for (const [sortOrder, group] of groups.entries()) {
    const link = links.find((other) => other.group.id === group.id);
    if (link) link.sortOrder = sortOrder;
    else ctx.em.persist(ctx.em.create(ProductModifierGroup, { product, group, sortOrder }));
  }
  for (const [index, link] of owned.entries()) link.sortOrder = groups.length + index;
}

function checkGroupIds(ids: readonly string[], max: number): void {
  checkList(ids, SHARED, { max });
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (repeated >= 0) throw invalid([...SHARED, repeated], 'is named twice.');
}

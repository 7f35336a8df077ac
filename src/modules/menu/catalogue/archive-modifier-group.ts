import { isArchived, setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { lockGroup } from '../model/catalogue.repository.ts';
import { leastPricesWith } from '../model/least-price.repository.ts';
import { requireNotNegative } from '../model/least-price.ts';
import { type ModifierGroup, ModifierOption } from '../model/modifier.entity.ts';
import { MAX_OPTIONS } from './modifier-group-shape.ts';

interface OneId {
  readonly id: string;
}

/** Archives a group: the products that offer it do not ask for it any more. */
export async function archiveModifierGroup(ctx: Context, { id }: OneId): Promise<ModifierGroup> {
  const { group, outletId } = await lockGroup(ctx, id);
  if (await setArchived(ctx, group, true, { entityType: 'ModifierGroup', outletId })) await groupChanged(ctx, group, outletId);
  return group;
}

/** Unarchives a group: the products that offered it offer it again. */
export async function unarchiveModifierGroup(ctx: Context, { id }: OneId): Promise<ModifierGroup> {
  const { group, outletId } = await lockGroup(ctx, id);
  if (!(await setArchived(ctx, group, false, { entityType: 'ModifierGroup', outletId }))) return group;
  await requirePrices(ctx, group);
  await groupChanged(ctx, group, outletId);
  return group;
}

/** Archives an option: it cannot be chosen any more. Items whose group has too few options left say so on the menu. */
export async function archiveModifierOption(ctx: Context, { id }: OneId): Promise<ModifierGroup> {
  const { group, option, outletId } = await lockedOption(ctx, id);
  if (await setArchived(ctx, option, true, { entityType: 'ModifierOption', outletId })) await groupChanged(ctx, group, outletId);
  return group;
}

/** Offers an archived option again. */
export async function unarchiveModifierOption(ctx: Context, { id }: OneId): Promise<ModifierGroup> {
  const { group, option, outletId } = await lockedOption(ctx, id);
  if (!isArchived(option)) return group;
  const max = group.selectionType === 'TEXT' ? 1 : MAX_OPTIONS;
  if (group.options.getItems().filter((other) => !isArchived(other)).length >= max) {
    throw new UserFailure('LIMIT_EXCEEDED', `${group.name} has ${max === 1 ? 'an option' : `${max} options`} in use: archive one first.`, {
      field: ['id'],
      details: { max },
    });
  }
  await setArchived(ctx, option, false, { entityType: 'ModifierOption', outletId });
  await requirePrices(ctx, group);
  await groupChanged(ctx, group, outletId);
  return group;
}

async function lockedOption(ctx: Context, id: string): Promise<Awaited<ReturnType<typeof lockGroup>> & { readonly option: ModifierOption }> {
  const found = isId(id) ? await ctx.em.findOne(ModifierOption, { id }) : null;
  if (!found) throw notFound('Option', ['id']);
  const { group, outletId } = await lockGroup(ctx, found.group.id);
  const option = group.options.getItems().find((one) => one.id === found.id);
  if (!option) throw notFound('Option', ['id']);
  return { group, outletId, option: await ctx.em.refreshOrFail(option) };
}

/** A group or option that returns may make a choice cost less than 0. */
async function requirePrices(ctx: Context, group: ModifierGroup): Promise<void> {
  for (const least of await leastPricesWith(ctx, group.id)) requireNotNegative(null, least, ['id']);
}

async function groupChanged(ctx: Context, group: ModifierGroup, outletId: string | null): Promise<void> {
  await catalogueChanged(ctx, outletId, { type: 'MENU_CHANGED', entityId: group.id });
}

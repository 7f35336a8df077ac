import { ARCHIVED_ARGUMENT } from '../../../kernel/graphql/archive.type.ts';
import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { isArchived } from '../../../kernel/request/archive.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { outletOf } from '../model/catalogue.repository.ts';
import { ModifierGroupType, ModifierOptionType } from '../model/catalogue.type.ts';
import {
  CreateModifierGroupInput,
  CreateModifierGroupPayload,
  UpdateModifierGroupInput,
  UpdateModifierGroupPayload,
} from '../model/category-and-group.type.ts';
import { ModifierGroup, type ModifierOption } from '../model/modifier.entity.ts';
import { createModifierGroup } from './create-modifier-group.ts';
import { updateModifierGroup } from './update-modifier-group.ts';

@Resolver(() => ModifierGroupType)
export class ModifierGroupResolver {
  @Mutation(() => CreateModifierGroupPayload, { description: 'Adds a modifier group that any product may offer. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  createModifierGroup(
    @Ctx() ctx: Context,
    @Arg('input', () => CreateModifierGroupInput) input: CreateModifierGroupInput,
  ): Promise<ValueOf<typeof CreateModifierGroupPayload>> {
    const run = () => createModifierGroup(ctx, input);
    return command(ctx, { field: 'createModifierGroup', input, of: ModifierGroup, run, payload: (modifierGroup) => ({ modifierGroup }) });
  }

  @Mutation(() => UpdateModifierGroupPayload, {
    description: "Changes a modifier group and its options. TENANT_OWNER; MANAGER for the own groups of an outlet's products.",
  })
  @Authorized('MANAGE_OUTLET')
  updateModifierGroup(
    @Ctx() ctx: Context,
    @Arg('input', () => UpdateModifierGroupInput) input: UpdateModifierGroupInput,
  ): Promise<ValueOf<typeof UpdateModifierGroupPayload>> {
    const run = () => updateModifierGroup(ctx, input);
    const authorize = (group: ModifierGroup): unknown => outletOf(ctx, group);
    return command(ctx, { field: 'updateModifierGroup', input, of: ModifierGroup, run, authorize, payload: (modifierGroup) => ({ modifierGroup }) });
  }

  @FieldResolver(() => [ModifierOptionType], { description: 'Options of the group in the order of the menu; at most 50 in use.' })
  async options(@Root() group: ModifierGroup, @Arg('archived', () => Boolean, ARCHIVED_ARGUMENT) archived: boolean | null): Promise<ModifierOption[]> {
    return (await group.options.loadItems()).filter((option) => isArchived(option) === (archived ?? false));
  }
}

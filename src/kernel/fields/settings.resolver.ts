import { Arg, Authorized, type ClassType, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from '../graphql/decorators.ts';
import { payloadType } from '../graphql/payload.type.ts';
import { command, DELETED, type Payload } from '../request/command.ts';
import type { Context } from '../request/context.ts';
import type { WithId } from '../request/nodes.ts';
import type { FieldTable, InputOf } from './field-table.ts';
import { createInputOf, deleteInputOf, objectTypeOf, updateInputOf } from './field-table.type.ts';
import { allOf, createSetting, deleteSetting, findSetting, type Settings, type SettingsRow, updateSetting } from './settings.ts';

/** Descriptions that the field table does not have. */
export interface SettingsDescriptions {
  readonly description: string;
  /** The lowest role that may read, and that may change, as descriptions end: "CASHIER". */
  readonly readers: string;
  readonly managers: string;
}

/** The queries and mutations of a plain settings entity: a list, one by its id, create, update, delete. */
export function settingsApi<E extends SettingsRow<T>, T extends FieldTable>(
  settings: Settings<E, T>,
  words: SettingsDescriptions,
): { type: ClassType; resolver: new () => object } {
  const { name, what, entity, fields, most } = settings;
  const one = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const type = objectTypeOf(name, fields, words);
  const [CreateInput, UpdateInput, DeleteInput] = [createInputOf(name, what, fields), updateInputOf(name, what, fields), deleteInputOf(name, what)];
  const CreatePayload: ClassType = payloadType(`Create${name}`, { [one]: () => type });
  const UpdatePayload: ClassType = payloadType(`Update${name}`, { [one]: () => type });
  const deleted = { type: () => ID, description: `UUID of the ${what} that was deleted; null when userErrors has an entry.` };
  const DeletePayload: ClassType = payloadType(`Delete${name}`, { [`${one}Id`]: deleted });
  const payload = (row: E) => ({ [one]: row });

  @Resolver(() => type)
  class SettingsResolver {
    @Query(() => [type], { name: `${one}s`, description: `All ${what}s of the brand, by name; at most ${most}. ${words.readers}.` })
    @Authorized(settings.read)
    all(@Ctx() ctx: Context): Promise<E[]> {
      return allOf(ctx, settings);
    }

    @Query(() => type, { name: one, nullable: true, description: `One ${what}; null when there is none of this id. ${words.readers}.` })
    @Authorized(settings.read)
    one(@Ctx() ctx: Context, @Arg('id', () => ID, { description: `UUID of the ${what}.` }) id: string): Promise<E | null> {
      return findSetting(ctx, settings, id);
    }

    @Mutation(() => CreatePayload, { name: `create${name}`, description: `Creates a ${what}; a brand has at most ${most}. ${words.managers}.` })
    @Authorized(settings.manage)
    create(@Ctx() ctx: Context, @Arg('input', () => CreateInput) input: object): Promise<Payload<Record<string, E>>> {
      return command(ctx, { field: `create${name}`, input, of: entity, run: () => createSetting(ctx, settings, input as InputOf<T>), payload });
    }

    @Mutation(() => UpdatePayload, { name: `update${name}`, description: `Changes a ${what}. ${words.managers}.` })
    @Authorized(settings.manage)
    update(@Ctx() ctx: Context, @Arg('input', () => UpdateInput) input: object): Promise<Payload<Record<string, E>>> {
      return command(ctx, { field: `update${name}`, input, of: entity, run: () => updateSetting(ctx, settings, input as InputOf<T> & WithId), payload });
    }

    @Mutation(() => DeletePayload, { name: `delete${name}`, description: `Deletes a ${what}. ${words.managers}.` })
    @Authorized(settings.manage)
    delete(@Ctx() ctx: Context, @Arg('input', () => DeleteInput) input: object): Promise<Payload<Record<string, string>>> {
      const wanted = input as WithId;
      return command(ctx, {
        field: `delete${name}`,
        input,
        of: DELETED,
        run: () => deleteSetting(ctx, settings, wanted),
        payload: ({ id }) => ({ [`${one}Id`]: id }),
      });
    }
  }
  showFields(SettingsResolver, fields);
  return { type, resolver: SettingsResolver };
}

/** Adds a field resolver for each field whose shown value differs from the stored one. */
function showFields(resolver: ClassType, fields: FieldTable): void {
  const prototype = resolver.prototype as Record<string, unknown>;
  for (const [field, spec] of Object.entries(fields)) {
    const { type, nullable, description, show } = spec;
    if (!show) continue;
    prototype[field] = (row: Record<string, unknown>, ctx: Context): unknown => show(ctx, row[field] ?? null);
    Root()(prototype, field, 0);
    Ctx()(prototype, field, 1);
    FieldResolver(type as () => ClassType, { nullable, description: `${description}.` })(prototype, field, {});
  }
}

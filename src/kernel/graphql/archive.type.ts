import type { EntityClass } from '@mikro-orm/postgresql';
import { command, type Payload } from '../request/command.ts';
import type { Context } from '../request/context.ts';
import type { Permission } from '../request/permissions.ts';
import { Arg, Authorized, type ClassType, Ctx, Field, ID, InputType, Mutation, Resolver, type Shown } from './decorators.ts';
import { spacedName } from './descriptions.ts';
import { payloadType } from './payload.type.ts';

/** The argument of a plain list whose entries can be archived. */
export const ARCHIVED_ARGUMENT = { nullable: true, defaultValue: false, description: 'True: archived entries. False: entries in use.' } as const;

interface OneId {
  readonly id: string;
}

/** How objects of one kind are archived. */
export interface ArchiveOptions<E extends OneId, I extends OneId, T extends object> {
  /** Name of the type and in the mutations, e.g. `Product`. */
  readonly name: string;
  /** Name of the payload's field. */
  readonly field: string;
  readonly type: () => ClassType<T>;
  readonly of: EntityClass<E>;
  readonly permission: Permission;
  /** The checks of the use cases in addition to the permission and the reach: a replay makes them again. */
  readonly authorize?: (ctx: Context, object: E) => unknown;
  /** The input of `archive`, if it has more than the id. */
  readonly input?: ClassType<I>;
  readonly archive: { readonly description: string; run(ctx: Context, input: I): Promise<E> };
  readonly unarchive: { readonly description: string; run(ctx: Context, input: OneId): Promise<E> };
}

/** The mutations `archive<Name>` and `unarchive<Name>` with their inputs and payloads. */
export function archiveMutations<E extends OneId & Shown<T>, T extends object, I extends OneId = OneId>(archiving: ArchiveOptions<E, I, T>): ClassType {
  const { name, field, type, of, permission, archive, unarchive } = archiving;
  const [archiveName, unarchiveName] = [`archive${name}`, `unarchive${name}`];
  const ArchiveInput = archiving.input ?? idInput(`Archive${name}Input`, spacedName(name), 'to archive');
  const UnarchiveInput = idInput(`Unarchive${name}Input`, spacedName(name), 'to take back into use');
  const ArchivePayload: ClassType = payloadType(`Archive${name}`, { [field]: type });
  const UnarchivePayload: ClassType = payloadType(`Unarchive${name}`, { [field]: type });
  const payload = (object: E) => ({ [field]: object });
  const about = (ctx: Context) => ({ of, payload, authorize: (object: E) => archiving.authorize?.(ctx, object) });

  @Resolver()
  class ArchiveResolver {
    @Mutation(() => ArchivePayload, { name: archiveName, description: archive.description })
    @Authorized(permission)
    archive(@Ctx() ctx: Context, @Arg('input', () => ArchiveInput) input: object): Promise<Payload<Record<string, E>>> {
      return command(ctx, { ...about(ctx), field: archiveName, input, run: () => archive.run(ctx, input as I) });
    }

    @Mutation(() => UnarchivePayload, { name: unarchiveName, description: unarchive.description })
    @Authorized(permission)
    unarchive(@Ctx() ctx: Context, @Arg('input', () => UnarchiveInput) input: object): Promise<Payload<Record<string, E>>> {
      return command(ctx, { ...about(ctx), field: unarchiveName, input, run: () => unarchive.run(ctx, input as OneId) });
    }
  }
  return ArchiveResolver;
}

function idInput(name: string, what: string, purpose: string): ClassType {
  @InputType(name, { description: `The ${what} ${purpose}.` })
  class IdInput {
    @Field(() => ID, { description: `UUID of the ${what}.` })
    id!: string;
  }
  return IdInput;
}

import type { Context } from '../request/context.ts';
import { typeNameOf } from '../request/nodes.ts';
import { Field, ID, InterfaceType } from './decorators.ts';
import { shared } from './descriptions.ts';

@InterfaceType({
  description: 'An object with an id of its own, as Relay defines it. The id is a UUID, unique among all objects of a tenant.',
  resolveType: (object: object, ctx: Context) => typeNameOf(ctx, object) ?? '',
})
export abstract class Node {
  @Field(() => ID, { description: shared.id })
  id!: string;
}

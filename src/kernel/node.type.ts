import { Field, ID, InterfaceType } from 'type-graphql';
import type { Context } from './context.ts';
import { shared } from './descriptions.ts';
import { typeNameOf } from './nodes.ts';

@InterfaceType({
  description: 'An object with an id of its own, as Relay defines it. The id is a UUID, unique among all objects of a tenant.',
  resolveType: (thing: object, ctx: Context) => typeNameOf(ctx, thing) ?? '',
})
export abstract class Node {
  @Field(() => ID, { description: shared.id })
  id!: string;
}

import { Field, ID, InterfaceType } from 'type-graphql';
import type { Context } from './context.ts';
import { typeNameOf } from './nodes.ts';

@InterfaceType({
  description: 'Something with an id of its own, as Relay defines it. The id is a UUID, unique among all things of a tenant.',
  resolveType: (thing: object, ctx: Context) => typeNameOf(ctx, thing) ?? '',
})
export abstract class Node {
  @Field(() => ID, { description: 'UUID of the thing; the same for as long as it exists.' })
  id!: string;
}

import type { Context } from '../request/context.ts';
import { findNode, findNodes, type WithId } from '../request/nodes.ts';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from './decorators.ts';
import { shared } from './descriptions.ts';
import { Node } from './node.type.ts';

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'One object by its id alone; null when it does not exist or the caller may not see it. Every caller, as far as the role allows.',
  })
  @Authorized('PUBLIC')
  node(@Ctx() ctx: Context, @Arg('id', () => ID, { description: shared.id }) id: string): Promise<WithId | null> {
    return findNode(ctx, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'Several objects by their ids, in the same order; null in the place of each that does not exist or that the caller may not see.',
  })
  @Authorized('PUBLIC')
  nodes(@Ctx() ctx: Context, @Arg('ids', () => [ID], { description: 'UUIDs of the objects, at most 100.' }) ids: string[]): Promise<(WithId | null)[]> {
    return findNodes(ctx, ids);
  }
}

import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from './context.ts';
import { Node } from './node.type.ts';
import { findNode, findNodes } from './nodes.ts';

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'One thing by its id alone; null when it does not exist or the caller may not see it. Everybody, each what the role allows.',
  })
  @Authorized('PUBLIC')
  node(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'UUID of the thing.' }) id: string): Promise<object | null> {
    return findNode(ctx, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'Several things by their ids, in the same order; null in the place of each that does not exist or that the caller may not see.',
  })
  @Authorized('PUBLIC')
  nodes(@Ctx() ctx: Context, @Arg('ids', () => [ID], { description: 'UUIDs of the things, at most 100.' }) ids: string[]): Promise<(object | null)[]> {
    return findNodes(ctx, ids);
  }
}

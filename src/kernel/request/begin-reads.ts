import { limitConcurrency } from '../concurrency/limit-concurrency.ts';
import { OperationReads } from '../database/operation-reads.ts';
import { PoolIsFull, WAITING_PER_CONNECTION } from '../database/pool.ts';
import { type Context, entityManagerFor, type Services } from './context.ts';
import { perApp } from './per-app.ts';

/** Connections that reads of operations leave free: such a read may wait for one that is shared with others and needs a connection itself. */
const LEFT_FREE = 4;

/** Lets so many operations of this node hold a connection for their reads. */
const limitOf = perApp(({ settings }: Services) => {
  const running = Math.max(1, settings.databasePool - LEFT_FREE);
  return limitConcurrency({ running, waiting: WAITING_PER_CONNECTION * running }, () => new PoolIsFull());
});

/** From here on the reads of the request share one transaction, until {@link endReads}; a mutation calls it after its command. */
export function beginReads(ctx: Context): void {
  ctx.reads?.end();
  ctx.reads = ctx.services.settings.fastPaths.operationReads ? new OperationReads(limitOf(ctx.services)) : null;
  ctx.em.reads = ctx.reads;
}

/** A fresh entity manager for the fields of the answer, which sees what the command has written. */
export function readAgain(ctx: Context): void {
  ctx.em = entityManagerFor(ctx.session, ctx.services);
  beginReads(ctx);
}

/** Gives the connection back. */
export function endReads(ctx: Context): void {
  ctx.reads?.end();
  ctx.reads = null;
  ctx.em.reads = null;
}

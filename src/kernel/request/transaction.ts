import { DEADLOCK, isConsequence, isStalePlan, SERIALIZATION_FAILURE, sqlState, UNIQUE_VIOLATION } from '../database/sql-state.ts';
import { type Hint } from '../events/event.ts';
import { type FieldPath, UserFailure } from '../values/errors.ts';
import { type Context, entityManagerFor, type Transaction } from './context.ts';
import { appendEvents } from './record-event.ts';
import { flushInserts } from './staged-inserts.ts';

const ATTEMPTS = 4;

/**
 * Runs `work` in one transaction, or joins the open one. At the end: new and changed rows, then the event log (its
 * counters are locked as late as possible), commit, then the work that waits for the commit, then the hints to feeds.
 * Deadlocks and serialization failures are retried with a fresh entity manager. After any error the entity manager is
 * replaced, because a failed flush spoils it.
 * @param name names its fault points
 */
export async function transact<T>(ctx: Context, work: () => Promise<T>, name = 'transaction'): Promise<T> {
  if (ctx.transaction) return work();
  for (let attempt = 1; ; attempt += 1) {
    const transaction: Transaction = { attempt, events: [], stagedInserts: [], sent: [], afterCommit: [] };
    ctx.em = entityManagerFor(ctx.session, ctx.services);
    ctx.transaction = transaction;
    let committed: { result: T; hints: readonly Hint[] };
    try {
      committed = await inTransaction(ctx, transaction, work, name);
    } catch (error) {
      ctx.transaction = null;
      ctx.em = entityManagerFor(ctx.session, ctx.services);
      if (attempt >= ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt));
      continue;
    }
    ctx.transaction = null;
    await ctx.services.faults?.(name, 'after-commit');
    for (const run of transaction.afterCommit) run();
    for (const hint of committed.hints) ctx.services.feeds.publish(hint);
    return committed.result;
  }
}

/** The last statements leave together with the commit, which fails if one of them did. */
export async function inTransaction<T>(
  ctx: Context,
  transaction: Transaction,
  work: () => Promise<T>,
  name: string,
): Promise<{ result: T; hints: readonly Hint[] }> {
  const { em } = ctx;
  try {
    return await em.inTransaction(async (commit) => {
      const result = await work();
      await flushInserts(ctx);
      await em.flush();
      const hints = appendEvents(ctx, transaction.events);
      send(ctx, hints);
      if (ctx.services.faults) {
        await Promise.all(transaction.sent);
        await ctx.services.faults(name, 'before-commit');
      }
      await commit();
      await Promise.all(transaction.sent);
      return { result, hints: await hints };
    });
  } catch (error) {
    throw await causeOf(error, transaction.sent);
  }
}

/**
 * Adds a statement whose answer the work does not need. It has been sent already; if it fails, the transaction does. So the work goes
 * on without waiting for its round trip.
 */
export function send(ctx: Context, statement: Promise<unknown>): void {
  if (!ctx.transaction) throw new Error('send outside a transaction');
  statement.catch(() => undefined);
  ctx.transaction.sent.push(statement);
}

/** The error of the statement that failed first: those after it only say that the transaction has failed. */
async function causeOf(error: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> {
  if (!isConsequence(error)) return error;
  const failed = (await Promise.allSettled(sent)).find((one) => one.status === 'rejected' && !isConsequence(one.reason));
  return failed?.status === 'rejected' ? failed.reason : error;
}

/** Flushes pending changes. If a name is taken, e.g. by a request at the same time, it throws CONFLICT at `field`. */
export async function flushOrConflict(ctx: Context, taken: string, field: FieldPath): Promise<void> {
  try {
    await ctx.em.flush();
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? new UserFailure('CONFLICT', taken, { field }) : error;
  }
}

/** Thrown by a use case that lost a race and would succeed on a second run: the transaction is run again. */
export class RetryTransaction extends Error {}

function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return error instanceof RetryTransaction || state === SERIALIZATION_FAILURE || state === DEADLOCK || isStalePlan(error);
}

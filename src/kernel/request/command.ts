import { createHash } from 'node:crypto';
import type { EntityClass } from '@mikro-orm/postgresql';
import { LOCK_NOT_AVAILABLE, sqlState } from '../database/sql-state.ts';
import { type FieldPath, notFound, RequestError, UserFailure } from '../values/errors.ts';
import { readAgain } from './begin-reads.ts';
import type { Context } from './context.ts';
import { findOfKind, kindOf } from './nodes.ts';
import { send, transact } from './transaction.ts';
import type { UserError } from './user-error.type.ts';

/** A mutation as its resolver describes it. */
export interface Command<E extends { id: string }, P extends object> {
  /** The root field's name: idempotency keys belong to one field. */
  readonly field: string;
  readonly input: unknown;
  /** Slow work that must not hold a transaction open, e.g. checking a password. A replay skips it. */
  readonly prepare?: (() => Promise<unknown>) | undefined;
  /** The use case. It runs in one transaction and returns the entity that it made or changed. */
  run(): Promise<E>;
  /**
   * Runs after the commit, also after a replay by a caller who may still see the entity: calls to third parties, which
   * must not hold a transaction open. It must be safe to run twice. Its errors do not undo the commit.
   */
  readonly after?: (entity: E) => Promise<E>;
  /** The class of the entity: a replay reads it again by its id, if the caller may still see it. */
  readonly of: EntityClass<E> | typeof DELETED;
  /**
   * The checks of the use case in addition to the field's permission and the reach of the entity. A replay makes them
   * again, because the rights of the caller may have changed. Throws the same errors as the use case.
   */
  readonly authorize?: (entity: E) => unknown;
  payload(entity: E): P | Promise<P>;
}

/** Stands for the class when a command deletes its entity: the answer has only the id. */
export const DELETED = Symbol('deleted');

/** Answer of a mutation. After a failure it has `userErrors` and the fields of `D` only. */
export type Payload<P, D extends Partial<P> = object> = { readonly [F in keyof P]: P[F] | (F extends keyof D ? D[F] : undefined) } & {
  readonly userErrors: UserError[];
};

/**
 * Carries out one root mutation field: one transaction, at most once per idempotency key, failures as `userErrors`. Later
 * reads of the same request use a fresh entity manager.
 */
export function command<E extends { id: string }, P extends object>(ctx: Context, spec: Command<E, P>): Promise<Payload<P>> {
  const carryOut = async (): Promise<E> => {
    if (spec.prepare && !(await isKnown(ctx, spec.field))) await spec.prepare();
    const entity = await transact(ctx, () => runOnce(ctx, spec), spec.field);
    readAgain(ctx);
    return spec.after ? spec.after(entity) : entity;
  };
  return mutationPayload(ctx, carryOut, spec.payload);
}

/**
 * The payload of a mutation: made from the result of `work`, or its {@link UserFailure} as `userErrors`. After a failure it
 * has the fields of `failed` too: those that are never null.
 */
export async function mutationPayload<T, P extends object, D extends Partial<P> = object>(
  ctx: Context,
  work: () => Promise<T>,
  payload: (result: T) => P | Promise<P>,
  failed?: D,
): Promise<Payload<P, D>> {
  try {
    return { ...(await payload(await work())), userErrors: [] } as Payload<P, D>;
  } catch (error) {
    if (error instanceof UserFailure) return { ...failed, userErrors: [userError(error)] } as unknown as Payload<P, D>;
    throw error;
  } finally {
    // A command has done so already: what it reads after the commit is part of the answer.
    if (!ctx.em.reads) readAgain(ctx);
  }
}

/** The idempotency key of a command with its scope; null: the request has no key, or its caller has no id. */
function keyOf({ session, idempotencyKey }: Context, field: string): readonly string[] | null {
  const actorId = session.deviceId ?? session.userId;
  return idempotencyKey === null || actorId === null ? null : [session.tenantId ?? NO_TENANT, actorId, field, idempotencyKey];
}

/** Whether the key was used before. It does not claim the key, so another request may still use it first. */
async function isKnown(ctx: Context, field: string): Promise<boolean> {
  const row = keyOf(ctx, field);
  if (!row) return false;
  const found = await ctx.em.execute<unknown[]>('select 1 from idempotency_key where tenant_id = ? and actor_id = ? and field = ? and key = ?', [...row]);
  return found.length > 0;
}

async function runOnce<E extends { id: string }, P extends object>(ctx: Context, spec: Command<E, P>): Promise<E> {
  const row = keyOf(ctx, spec.field);
  if (!row) return spec.run();
  const fingerprint = fingerprintOf(spec.input);
  const claimed = await claim(ctx, row, fingerprint);
  if (claimed) {
    await ctx.services.faults?.(spec.field, 'key-claimed');
    const entity = await spec.run();
    send(ctx, ctx.em.execute('update idempotency_key set result_id = ? where tenant_id = ? and actor_id = ? and field = ? and key = ?', [entity.id, ...row]));
    return entity;
  }
  const [earlier] = await ctx.em.execute<{ fingerprint: string; result_id: string }[]>(
    'select fingerprint, result_id from idempotency_key where tenant_id = ? and actor_id = ? and field = ? and key = ?',
    row,
  );
  if (earlier?.fingerprint !== fingerprint) throw new UserFailure('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was sent before with another input.');
  const entity = await replayed(ctx, spec, earlier.result_id);
  ctx.answer.replayed = true;
  return entity;
}

/** The current state of the entity that an earlier request made or changed. The caller must still be allowed to see it and to run the command. */
async function replayed<E extends { id: string }, P extends object>(ctx: Context, { of, input, authorize }: Command<E, P>, id: string): Promise<E> {
  if (of === DELETED) return { id } as E;
  const kind = kindOf(ctx, of);
  const entity = await findOfKind(ctx, kind, id);
  if (!entity) throw notFound(kind.name, fieldOf(input, id));
  await authorize?.(entity);
  return entity;
}

/** The path of the input field that has the id of the entity. */
function fieldOf(input: unknown, id: string): FieldPath | undefined {
  const field = Object.entries(input ?? {}).find(([, value]) => typeof value === 'string' && value.toLowerCase() === id);
  return field && [field[0]];
}

/** Stands for the tenant in the keys of platform commands. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** True for the first use of a key. A duplicate waits for the request in flight, at most for the lock timeout (5 s). */
async function claim(ctx: Context, row: readonly string[], fingerprint: string): Promise<boolean> {
  try {
    const inserted = await ctx.em.execute<unknown[]>(
      'insert into idempotency_key (tenant_id, actor_id, field, key, fingerprint) values (?, ?, ?, ?, ?) on conflict do nothing returning 1',
      [...row, fingerprint],
    );
    return inserted.length === 1;
  } catch (error) {
    if (sqlState(error) === LOCK_NOT_AVAILABLE)
      throw new RequestError('IDEMPOTENCY_IN_PROGRESS', 'The first request with this Idempotency-Key is still running; try again.');
    throw error;
  }
}

/** SHA-256 of an input; the order of its keys does not matter. */
export function fingerprintOf(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url');
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** A failure as an entry of `userErrors`. */
export function userError(failure: UserFailure): UserError {
  return { code: failure.code, field: failure.field as string[] | null, message: failure.message, details: failure.details };
}

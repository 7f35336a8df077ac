import { LockMode } from '@mikro-orm/core';
import { newId } from '../../../kernel/database/tenant-owned.ts';
import { sendMail } from '../../../kernel/mail/send-mail.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { stageInsert } from '../../../kernel/request/staged-inserts.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { equalSecrets, formatToken, hashSecret, parseToken } from '../../../kernel/secrets/secret-token.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { MailboxProof, type ProofPurpose } from './mailbox-proof.entity.ts';
import { User } from './user.entity.ts';

declare module '../../../kernel/database/server-secret.ts' {
  interface SecretPurposes {
    'mailbox-proof': true;
  }
}

const MINUTE_MS = 60_000;

/** Lifetime of a proof in milliseconds. */
const LIFETIME_MS: Readonly<Record<ProofPurpose, number>> = { PASSWORD_RESET: 30 * MINUTE_MS, SIGN_UP: 24 * 60 * MINUTE_MS, EMAIL_CHANGE: 24 * 60 * MINUTE_MS };

/** A request that waits until a mailbox is proven. */
export interface ProofRequest {
  readonly purpose: ProofPurpose;
  readonly email: string;
  readonly userId?: string;
  readonly boundTo?: string;
  readonly name?: string;
  readonly phone?: string | null;
  readonly passwordHash?: string;
}

/**
 * Stores a proof and sends its mail. The account of the address is read only when the mail is written, so that a request
 * does the same work in the same time whether or not there is an account.
 */
export function requestProof(ctx: Context, { userId, ...proof }: ProofRequest): Promise<void> {
  return transact(ctx, async () => {
    const now = ctx.services.clock.now();
    const id = newId();
    const user = userId === undefined ? null : ctx.em.getReference(User, userId);
    stageInsert(ctx, MailboxProof, { id, ...proof, user, createdAt: now, expiresAt: new Date(now.getTime() + LIFETIME_MS[proof.purpose]) });
    sendMail(ctx, { kind: proof.purpose, subjectId: id });
  });
}

/** The token in the mail. Its secret is derived from the proof's id and the server's key each time, and not stored. */
export function tokenOfProof(services: Services, { tenantId, id }: Pick<MailboxProof, 'tenantId' | 'id'>): string {
  return formatToken({ realm: tenantId, id, secret: secretOf(services, id) });
}

/** The proof's id in a token that this server issued for this tenant; reads no row. @throws INVALID_CREDENTIALS */
export function proofIdOf(ctx: Context, token: string): string {
  const { realm, id, secret } = parseToken(token.trim()) ?? {};
  if (!id || !secret || realm !== tenantOf(ctx) || !equalSecrets(secret, secretOf(ctx.services, id))) throw notProven();
  return id;
}

/**
 * Uses a proof, and with it all open proofs of the same mailbox and purpose: only one of several takes effect, also when
 * they are used at the same time. If the command fails later, the rollback leaves all of them open.
 * @throws INVALID_CREDENTIALS
 */
export async function useProof(ctx: Context, id: string, purpose: ProofPurpose): Promise<MailboxProof> {
  const now = ctx.services.clock.now();
  const proof = await ctx.em.findOne(MailboxProof, { id, purpose, usedAt: null, expiresAt: { $gt: now } }, { populate: ['passwordHash'] });
  if (!proof) throw notProven();
  const used = await ctx.em.execute<{ id: string }[]>(
    `update mailbox_proof set used_at = ?, password_hash = null
    where tenant_id = ? and purpose = ? and email = ? and used_at is null and expires_at > ? returning id`,
    [now, tenantOf(ctx), purpose, proof.email, now],
  );
  if (!used.some((row) => row.id === id)) throw notProven();
  return proof;
}

/** The active user of a proof, locked. @throws INVALID_CREDENTIALS when there is none, or the password has changed since */
export async function ownerOf(ctx: Context, { user, boundTo }: MailboxProof): Promise<User> {
  const found = user && (await ctx.em.findOne(User, { id: user.id, active: true }, { populate: ['passwordHash'], lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!found || boundTo == null || !equalSecrets(boundTo, bindingTo(found))) throw notProven();
  return found;
}

/** A digest that changes with the password and does not reveal it. */
export function bindingTo({ passwordHash }: Pick<User, 'passwordHash'>): string {
  return hashSecret(passwordHash);
}

/** Voids the open proofs of a user: they were requested under the old password or the old address. */
export async function voidProofs(ctx: Context, userId: string, email: string | null): Promise<void> {
  const now = ctx.services.clock.now();
  const open = { usedAt: null, expiresAt: { $gt: now } };
  await ctx.em.nativeUpdate(MailboxProof, { ...open, user: userId }, { usedAt: now });
  // Proofs whose mail is not written yet have no user.
  if (email !== null) await ctx.em.nativeUpdate(MailboxProof, { ...open, user: null, purpose: 'PASSWORD_RESET', email }, { usedAt: now });
}

/** The same error for tokens that are wrong, of another tenant, for another purpose, used, void or too old. */
export function notProven(): UserFailure {
  return new UserFailure('INVALID_CREDENTIALS', 'The token is not valid any more: ask for a new one.', { field: ['token'] });
}

function secretOf(services: Services, id: string): string {
  return services.secret.derive('mailbox-proof', id);
}

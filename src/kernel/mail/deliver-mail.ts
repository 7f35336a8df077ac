import { type Context, contextFor, type Services, tenantOf } from '../request/context.ts';
import { guestSession } from '../request/session.ts';
import { transact } from '../request/transaction.ts';
import { MailRejected } from './mail-rejected.ts';
import type { MailTransport } from './mail-transport.ts';
import type { MailTexts, RenderedMail } from './rendered-mail.ts';

/** The parts that delivery of mails needs. */
export interface MailDelivery {
  readonly transport: MailTransport;
  readonly texts: MailTexts;
  /** Deadline of handing over one mail. */
  readonly deadlineMilliseconds: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** Waiting times after each failed attempt: eight attempts in 22 hours, then the mail is given up. */
const WAITS_MS = [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS, 420 * MINUTE_MS, 720 * MINUTE_MS];
const ATTEMPTS = WAITS_MS.length + 1;
/** Longer than an attempt can take: a node that has not stored the result by then has crashed. */
const LEASE_BEYOND_DEADLINE_MS = 30 * SECOND_MS;

interface Claimed {
  readonly kind: string;
  readonly subject_id: string;
  readonly attempts: number;
}

/** The failure of an attempt; null: it succeeded. */
type Failed = { readonly failure: string; readonly isFinal: boolean } | null;

/** Sends one mail that is due, unless another node sends it; stores the result, and when to try again. */
export async function deliverMail(services: Services, post: MailDelivery, tenantId: string, id: string): Promise<void> {
  const ctx = contextFor(guestSession(tenantId), services, { requestId: id });
  const claimed = await transact(ctx, () => claim(ctx, id, post.deadlineMilliseconds));
  if (!claimed) return;
  const { kind, attempts } = claimed;
  let failed: Failed = null;
  let isSent = false;
  try {
    if (attempts > ATTEMPTS) throw new MailRejected('CRASHED');
    const mail = await written(ctx, post.texts, claimed);
    if (mail) await post.transport.send(id, mail);
    isSent = mail !== null;
  } catch (error) {
    failed = { failure: failureText(error), isFinal: error instanceof MailRejected || attempts >= ATTEMPTS };
    services.logger.warn({ tenantId, mailId: id, kind, attempts, ...failed }, failed.isFinal ? 'a mail was given up' : 'a mail was not sent; again later');
  }
  await transact(ctx, () => note(ctx, id, attempts, isSent, failed));
}

/** Claims the mail for as long as an attempt may take. */
async function claim(ctx: Context, id: string, deadlineMilliseconds: number): Promise<Claimed | null> {
  const now = ctx.services.clock.now();
  const leaseEnd = new Date(now.getTime() + deadlineMilliseconds + LEASE_BEYOND_DEADLINE_MS);
  const [row] = await ctx.em.execute<Claimed[]>(
    'update mail set due_at = ?, attempts = attempts + 1, failure = null where tenant_id = ? and id = ? and due_at <= ? returning kind, subject_id, attempts',
    [leaseEnd, tenantOf(ctx), id, now],
  );
  return row ?? null;
}

function written(ctx: Context, texts: MailTexts, { kind, subject_id: subjectId }: Claimed): Promise<RenderedMail | null> {
  const write = texts[kind];
  if (!write) throw new MailRejected('NO_TEXT');
  return transact(ctx, () => write(ctx, subjectId));
}

/** Stores the result of an attempt, unless another attempt has begun meanwhile because this one was too slow. */
async function note(ctx: Context, id: string, attempts: number, isSent: boolean, failed: Failed): Promise<void> {
  const now = ctx.services.clock.now();
  const again = failed && !failed.isFinal ? new Date(now.getTime() + (WAITS_MS[attempts - 1] ?? MINUTE_MS)) : null;
  await ctx.em.execute('update mail set due_at = ?, sent_at = ?, failure = ? where tenant_id = ? and id = ? and attempts = ?', [
    again,
    isSent ? now : null,
    failed?.failure ?? null,
    tenantOf(ctx),
    id,
    attempts,
  ]);
}

/** The code of an error: its text may hold mail addresses. */
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return 'ERROR';
  const { code } = error as { code?: unknown };
  const isPlain = /^[A-Z_]+( \d{3})?$/.test(error.message);
  return isPlain ? error.message : typeof code === 'string' ? code : error.name;
}

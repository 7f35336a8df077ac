import { afterCommit, type Context, type Services } from '../request/context.ts';
import { perApp } from '../request/per-app.ts';
import { stageInsert } from '../request/staged-inserts.ts';
import { Mail } from './mail.entity.ts';

export interface MailToSend {
  /** Which text. */
  readonly kind: string;
  /** The row that the text is written from. */
  readonly subjectId: string;
}

/**
 * Has a mail sent once the open transaction has committed, and not if it rolls back. It is sent at least once: a crash
 * between sending and noting it sends it again, with the same Message-ID.
 */
export function sendMail(ctx: Context, { kind, subjectId }: MailToSend): void {
  const { clock, settings } = ctx.services;
  const now = clock.now();
  stageInsert(ctx, Mail, { kind, subjectId, createdAt: now, ...(settings.mailIsOff ? { dueAt: null, failure: 'OFF' } : { dueAt: now }) });
  afterCommit(ctx, () => pokeMails(ctx.services));
}

const watches = perApp(() => new Set<() => void>());

/** Wakes this node's watch of mails; nothing is lost when it sleeps on, it looks by itself soon. */
export function pokeMails(services: Services): void {
  for (const wake of watches(services)) wake();
}

/** Has `wake` called when there is something to send; returns how to stop. */
export function onMailPoke(services: Services, wake: () => void): () => void {
  watches(services).add(wake);
  return () => watches(services).delete(wake);
}

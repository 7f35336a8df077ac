import { afterCommit, type Context, type Services } from '../request/context.ts';
import { perApp } from '../request/per-app.ts';
import { stageInsert } from '../request/staged-inserts.ts';
import { Mail } from './mail.entity.ts';

export interface MailToSend {
  /** Kind of the text. */
  readonly kind: string;
  /** The row that the text is written from. */
  readonly subjectId: string;
}

/**
 * Sends a mail after the open transaction has committed, and not if it rolls back. It is sent at least once: after a
 * crash between sending and storing the result it is sent again, with the same Message-ID.
 */
export function sendMail(ctx: Context, { kind, subjectId }: MailToSend): void {
  const { clock, settings } = ctx.services;
  const now = clock.now();
  stageInsert(ctx, Mail, { kind, subjectId, createdAt: now, ...(settings.mailIsOff ? { dueAt: null, failure: 'OFF' } : { dueAt: now }) });
  afterCommit(ctx, () => pokeMails(ctx.services));
}

const watches = perApp(() => new Set<() => void>());

/** Wakes this node's mail watcher. A lost call does no harm: the watcher polls every second. */
export function pokeMails(services: Services): void {
  for (const wake of watches(services)) wake();
}

/** Calls `wake` when there is a mail to send; returns how to stop. */
export function onMailPoke(services: Services, wake: () => void): () => void {
  watches(services).add(wake);
  return () => watches(services).delete(wake);
}

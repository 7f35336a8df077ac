import type { RenderedMail } from './rendered-mail.ts';

/** As nodemailer takes it. The address goes in as a whole: read as a list it could become several. */
export function asMessage(id: string, { to, subject, text }: RenderedMail, from: string) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    // The same in each attempt, so that a reader's program can tell that two are one.
    messageId: `<${id}@${/@([^\s<>]+)/.exec(from)?.[1] ?? 'localhost'}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

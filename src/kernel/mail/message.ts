import type { RenderedMail } from './rendered-mail.ts';

/** The mail in the form of nodemailer. The address is passed as an object: parsed as a list it could become several. */
export function asMessage(id: string, { to, subject, text }: RenderedMail, from: string) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    // The same in each attempt, so that mail programs can tell that two copies are one mail.
    messageId: `<${id}@${/@([^\s<>]+)/.exec(from)?.[1] ?? 'localhost'}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

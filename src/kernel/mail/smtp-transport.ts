import { createTransport } from 'nodemailer';
import { MailRejected } from './mail-rejected.ts';
import type { MailTransport } from './mail-transport.ts';
import { asMessage } from './message.ts';

export interface SmtpSettings {
  /** smtps://… uses TLS from the beginning; smtp://… uses TLS if the server has it, with ?requireTLS=true always. */
  readonly url: string;
  readonly from: string;
  readonly deadlineMilliseconds: number;
}

/** Mails sent at the same time, each on a connection that is kept for the next. */
export const AT_ONCE = 4;

/** Sends mails over SMTP. Every attempt ends at its deadline, even if the server does not answer. */
export function smtpTransport({ url, from, deadlineMilliseconds }: SmtpSettings): MailTransport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: AT_ONCE,
    maxRequeues: 0,
    connectionTimeout: deadlineMilliseconds,
    greetingTimeout: deadlineMilliseconds,
    socketTimeout: deadlineMilliseconds,
    dnsTimeout: deadlineMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // `sendMail` reports errors of connections.
  pool.on('error', () => undefined);
  return {
    async send(id, mail) {
      try {
        await pool.sendMail({ ...asMessage(id, mail, from), signal: AbortSignal.timeout(deadlineMilliseconds) });
      } catch (error) {
        throw deliveryError(error);
      }
    },
    stop: () => pool.close({ force: true }),
  };
}

/**
 * Refusals of this mail, 5xx to its recipient or its text, are final. Errors of the server, the account or the sender may
 * be repaired, so another attempt follows.
 */
function deliveryError(error: unknown): Error {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  const what = [code ?? 'ERROR', responseCode].filter(Boolean).join(' ');
  const isOfMail = (code === 'EENVELOPE' && command !== 'MAIL FROM') || code === 'EMESSAGE';
  const isFinal = isOfMail && responseCode !== undefined && responseCode >= 500;
  return isFinal ? new MailRejected(what) : new Error(what);
}

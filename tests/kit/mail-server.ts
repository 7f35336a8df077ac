import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { expect } from 'vitest';
import type { TestApp } from './app.ts';

export interface ReceivedMail {
  readonly to: string;
  /** The raw mail with its headers. */
  readonly raw: string;
  readonly subject: string;
  readonly text: string;
  /** The token in the mail. */
  readonly token: string;
}

/** What the server does with a mail: accepts it, refuses it with this code, or does not answer. */
export type Behaviour = 'take' | 'stall' | number;

/** A mail server of the test, over real SMTP. */
export interface MailServer {
  /** Environment of the server under test. */
  readonly environment: { readonly SMTP_URL: string; readonly MAIL_FROM: string };
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Number of SMTP sessions. */
  readonly sessions: number;
  /** Behaviour by address of recipient or sender; mails of other addresses are accepted. */
  readonly behaviour: Map<string, Behaviour>;
  /** The next unread mail to an address. */
  next(to: string): Promise<ReceivedMail>;
  stop(): Promise<void>;
}

export async function startMailServer({ port = 0, secure = false } = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const behaviour = new Map<string, Behaviour>();
  const taken = new Set<ReceivedMail>();
  let sessions = 0;
  const answer = ({ address }: SMTPServerAddress, done: (error?: Error | null) => void): void => {
    const does = behaviour.get(address);
    if (does === 'stall') return;
    done(typeof does === 'number' ? Object.assign(new Error(`<${address}> is not wanted here`), { responseCode: does }) : null);
  };
  const server = new SMTPServer({
    secure,
    disabledCommands: ['AUTH', ...(secure ? [] : ['STARTTLS'])],
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      sessions += 1;
      done();
    },
    onMailFrom: (from, _session, done) => answer(from, done),
    onRcptTo: (to, _session, done) => answer(to, done),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push(readMail(Buffer.concat(parts).toString(), session));
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const at = (server.server.address() as AddressInfo).port;
  return {
    environment: { SMTP_URL: `smtp${secure ? 's' : ''}://127.0.0.1:${at}`, MAIL_FROM: 'Dapur <no-reply@dapur.example>' },
    port: at,
    received,
    get sessions() {
      return sessions;
    },
    behaviour,
    async next(to) {
      const found = await expect
        .poll(() => received.find((mail) => mail.to === to && !taken.has(mail)), { timeout: 5000, interval: 5, message: `a mail to ${to}` })
        .toBeDefined()
        .then(() => received.find((mail) => mail.to === to && !taken.has(mail)));
      taken.add(found as ReceivedMail);
      return found as ReceivedMail;
    },
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

/** Waits until no mail is left to send. */
export async function mailsSent(app: TestApp): Promise<void> {
  const open = async (): Promise<number> => (await app.sql('select 1 from mail where due_at is not null')).length;
  await expect.poll(open, { timeout: 5000, interval: 10 }).toBe(0);
}

function readMail(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  const split = raw.indexOf('\r\n\r\n');
  const [head, body] = [raw.slice(0, split), raw.slice(split + 4)];
  const text = /quoted-printable/i.test(head) ? unquoted(body) : body;
  const subject = /^subject: (.*(?:\r\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
  return {
    to: envelope.rcptTo.map(({ address }) => address).join(),
    raw,
    subject: subject.replace(/\r\n[ \t]/g, ' '),
    text,
    token: /[0-9a-f-]{36}\.[0-9a-f-]{36}\.[\w-]{43}/.exec(text)?.[0] ?? '',
  };
}

function unquoted(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

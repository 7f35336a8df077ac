import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { memoize } from '../concurrency/memoize.ts';
import type { MailSettings, MailTransport } from './mail-transport.ts';
import { asMessage } from './message.ts';

/** Number of mails that are kept; ids rise with time, so the first names are the oldest. */
const KEPT = 100;

/** Writes mails to files, for development: `<DATA_DIR>/mails/<id>.eml`, and a line to the log, on a laptop with the link of the mail. */
export function folderTransport({ dataDir, logsLinks }: Pick<MailSettings, 'dataDir' | 'logsLinks'>, logger: Logger): MailTransport {
  const folder = join(dataDir, 'mails');
  // Loaded with the first mail, not at the start.
  const composer = memoize(async () => {
    const { createTransport } = await import('nodemailer');
    return createTransport({ streamTransport: true, buffer: true, disableFileAccess: true, disableUrlAccess: true });
  });
  return {
    async send(id, mail) {
      const { message } = await (await composer()).sendMail(asMessage(id, mail, 'Dapur <dapur@localhost>'));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = `${id}.eml`;
      await writeFile(join(folder, file), withPlainText(message as Buffer, mail.text), { mode: 0o600 });
      const all = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
      for (const name of all.slice(0, -KEPT)) await rm(join(folder, name), { force: true });
      logger.info({ to: mail.to, subject: mail.subject, file, ...(logsLinks && { link: mail.link }) }, `mail written to ${folder}: SMTP_URL is not set`);
    },
    stop: () => undefined,
  };
}

/** Keeps the text unencoded: quoted-printable would break a token over several lines, and people copy it from the file. */
function withPlainText(message: Buffer, text: string): string {
  const [head = ''] = String(message).split('\r\n\r\n', 1);
  return `${head.replace(/^Content-Transfer-Encoding: .*$/m, 'Content-Transfer-Encoding: 8bit')}\r\n\r\n${text.trimEnd().replace(/\r?\n/g, '\r\n')}\r\n`;
}

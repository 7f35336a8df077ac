import type { Logger } from 'pino';
import { folderTransport } from './folder-transport.ts';
import type { MailSettings, MailTransport } from './mail-transport.ts';

/** SMTP if it is configured, else a folder in development; null: no mail is sent. */
export async function makeMailTransport(settings: MailSettings, logger: Logger): Promise<MailTransport | null> {
  if (settings.smtp) {
    // Its code is loaded only where it is configured: that takes a tenth of a second.
    const { smtpTransport } = await import('./smtp-transport.ts');
    return smtpTransport({ ...settings.smtp, deadlineMilliseconds: settings.mailDeadlineMilliseconds });
  }
  if (!settings.mailIsOff) return folderTransport(settings, logger);
  logger.warn('SMTP_URL is not set: no mail is sent, so customers cannot sign up, and forgotten passwords cannot be reset');
  return null;
}

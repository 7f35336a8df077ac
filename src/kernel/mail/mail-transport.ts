import type { RenderedMail } from './rendered-mail.ts';

export interface MailTransport {
  /**
   * Hands over one mail; resolves when another server has taken it.
   * @param id the same for each attempt at one mail
   * @throws MailRejected when another attempt would not help, any other error when it may
   */
  send(id: string, mail: RenderedMail): Promise<void>;
  stop(): void;
}

export interface MailSettings {
  readonly mailIsOff: boolean;
  readonly dataDir: string;
  /** Whether the log shows the links of mails that are written to files: on a laptop only. */
  readonly logsLinks: boolean;
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Deadline of handing over one mail. */
  readonly mailDeadlineMilliseconds: number;
}

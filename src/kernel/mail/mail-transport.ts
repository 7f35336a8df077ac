import type { RenderedMail } from './rendered-mail.ts';

/** Takes mails away. */
export interface MailTransport {
  /**
   * Hands over one mail; done when it is somebody else's to deliver.
   * @param id the same for each attempt at one mail
   * @throws MailRejected when another attempt would not help, anything else when it may
   */
  send(id: string, mail: RenderedMail): Promise<void>;
  stop(): void;
}

export interface MailSettings {
  readonly mailIsOff: boolean;
  readonly dataDir: string;
  /** Whether the log tells the links of mails that are written to files: on a laptop only. */
  readonly logsLinks: boolean;
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Of handing over one mail. */
  readonly mailDeadlineMilliseconds: number;
}

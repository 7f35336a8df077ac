import type { Context } from '../request/context.ts';

/** A mail ready to send: plain text to one address. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The link that the reader opens, or the token to paste where no URL of a page is configured; the text has it too. */
  readonly link: string | null;
}

/** Writes a mail from its row when it is sent, in a separate transaction in the tenant of the row. Null: the mail is no longer needed. */
export type MailRenderer = (ctx: Context, subjectId: string) => Promise<RenderedMail | null>;

/** Functions that write mails, by kind. */
export type MailTexts = Readonly<Record<string, MailRenderer>>;

import type { Context } from '../request/context.ts';

/** A mail as it goes out: plain text to one address. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What the reader is to open, or the token to paste where no address of a page is known; it stands in the text too. */
  readonly link: string | null;
}

/**
 * Writes a mail from the row it is about, when it is sent: in a transaction of its own, in that row's tenant. Null:
 * there is nothing to say any more.
 */
export type MailRenderer = (ctx: Context, subjectId: string) => Promise<RenderedMail | null>;

/** By kind. */
export type MailTexts = Readonly<Record<string, MailRenderer>>;

import type { MailTexts } from './kernel/mail/written-mail.ts';
import { accountMails } from './modules/identity/index.ts';

/** Who writes which mail: each module those about its own rows. */
export const mailTexts: MailTexts = { ...accountMails };

import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable } from '../database/tenant-owned.ts';

const MailSchema = defineEntity({
  ...tenantTable,
  name: 'Mail',
  tableName: 'mail',
  properties: {
    /** Kind of the text; the manifest of a module (`mails`) has the function that writes it. */
    kind: p.text(),
    /** Id of the row that the mail is about: the text is written from that row when it is sent, so no secret is stored here. */
    subjectId: p.uuid(),
    /** When to send it, or try again; null: it is sent or given up. */
    dueAt: p.datetime().nullable(),
    attempts: p.integer().default(0),
    ...creationStamp,
    sentAt: p.datetime().nullable(),
    /** Why the last attempt failed, or why the mail was given up. */
    failure: p.text().nullable(),
  },
});

/** A mail to send. Its row says what is still to be done, as a payment's row does (docs/adr/0012). */
export class Mail extends MailSchema.class {}
MailSchema.setClass(Mail);

import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../database/tenant-owned.ts';

const MailSchema = defineEntity({
  ...tenantTable,
  name: 'Mail',
  tableName: 'mail',
  uniques: [{ properties: ['tenantId', 'id'] }],
  properties: {
    /** Which text; `src/mail-texts.ts` knows how each is written. */
    kind: p.text(),
    /** What it is about: the text is written from that row when it is sent, so no secret waits here. */
    subjectId: p.uuid(),
    /** When it is to be sent, or tried again; null: it is done with. */
    dueAt: p.datetime().nullable(),
    attempts: p.integer().default(0),
    createdAt: p.datetime().onCreate(() => new Date()),
    sentAt: p.datetime().nullable(),
    /** Why the last attempt failed, or why it was given up. */
    failure: p.text().nullable(),
  },
});

/** A mail to be sent. Its row says what is to be done about it, as a payment's does (docs/adr/0012). */
export class Mail extends MailSchema.class {}
MailSchema.setClass(Mail);

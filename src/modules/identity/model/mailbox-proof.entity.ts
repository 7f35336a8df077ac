import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
import { User } from './user.entity.ts';

/** What a proof of the mailbox will do. */
export const ProofPurpose = { PASSWORD_RESET: 'PASSWORD_RESET', SIGN_UP: 'SIGN_UP', EMAIL_CHANGE: 'EMAIL_CHANGE' } as const;
export type ProofPurpose = keyof typeof ProofPurpose;

const MailboxProofSchema = defineEntity({
  ...tenantTable,
  name: 'MailboxProof',
  tableName: 'mailbox_proof',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'user'] }, { properties: ['tenantId', 'expiresAt'] }],
  properties: {
    purpose: p.text().$type<ProofPurpose>().check("purpose in ('PASSWORD_RESET', 'SIGN_UP', 'EMAIL_CHANGE')"),
    /** Whose; null: of a sign-up, who is nobody yet. */
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    /** The address that is to be proven. */
    email: p.text(),
    /** Of an address that was changed: the one before, which is told. */
    previousEmail: p.text().nullable(),
    /** Of a sign-up: what the new user will be. */
    name: p.text().nullable(),
    phone: p.text().nullable(),
    passwordHash: p.text().nullable().lazy(),
    /** Digest of the password hash that the user had: a proof ends when the password changes. */
    boundTo: p.text().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});

/**
 * Something that waits until whoever asked for it proves that a mailbox is theirs. Its token's secret is derived from its
 * id and the server's key when the mail is sent: it is stored nowhere.
 */
export class MailboxProof extends MailboxProofSchema.class {}
MailboxProofSchema.setClass(MailboxProof);

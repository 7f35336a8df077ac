import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import { User } from './user.entity.ts';

/** What a mailbox proof is for. */
export const ProofPurpose = { PASSWORD_RESET: 'PASSWORD_RESET', SIGN_UP: 'SIGN_UP', EMAIL_CHANGE: 'EMAIL_CHANGE' } as const;
export type ProofPurpose = keyof typeof ProofPurpose;

const MailboxProofSchema = defineEntity({
  ...tenantTable,
  name: 'MailboxProof',
  tableName: 'mailbox_proof',
  indexes: [{ properties: ['tenantId', 'user'] }, { properties: ['expiresAt'] }],
  properties: {
    purpose: p.text().$type<ProofPurpose>().check("purpose in ('PASSWORD_RESET', 'SIGN_UP', 'EMAIL_CHANGE')"),
    /** User of the proof; null: a sign-up, which has no user yet, or a password reset whose mail is not written yet. */
    user: () => toOne(User).nullable(),
    /** Address to prove. */
    email: p.text(),
    /** For EMAIL_CHANGE: the address before the change, which gets a notice. */
    previousEmail: p.text().nullable(),
    /** For SIGN_UP: fields of the new user. */
    name: p.text().nullable(),
    phone: p.text().nullable(),
    passwordHash: p.text().nullable().lazy(),
    /** Digest of the password hash that the user had: a proof ends when the password changes. */
    boundTo: p.text().nullable(),
    ...creationStamp,
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});

/**
 * A request that takes effect when its user proves to own a mailbox. The secret of its token is derived from the id and
 * the server's key when the mail is sent; it is not stored.
 */
export class MailboxProof extends MailboxProofSchema.class {}
MailboxProofSchema.setClass(MailboxProof);

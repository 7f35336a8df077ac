/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  SIGNED_IN: 'A user signed in, with a password or at a till with a PIN.',
  SIGN_IN_REFUSED: 'Wrong passwords or PINs were sent so often that the next attempt had to wait.',
  SESSION_ENDED: 'A session was ended: signed out, revoked, or its refresh token came twice.',
  TOKEN_REUSED: 'A refresh token was used a second time from elsewhere: its session was ended.',
  SIGNED_UP: 'A customer created an account.',
  PASSWORD_CHANGED: 'A password was changed, or set again after it was forgotten.',
  EMAIL_CHANGED: 'An e-mail address was changed.',
  PIN_CHANGED: 'A PIN was set, changed or removed.',
  USER_CREATED: 'A user was created.',
  USER_CHANGED: 'A user was changed, disabled or enabled.',
  ROLE_CHANGED: 'The rights of a user were changed: role or outlets.',
  DEVICE_ADDED: 'A device got its token.',
  DEVICE_CHANGED: 'A device was renamed, moved, or given other stations.',
  DEVICE_REVOKED: 'The token of a device was ended.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}

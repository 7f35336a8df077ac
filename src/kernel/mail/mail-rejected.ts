/** A mail that its server will never take, e.g. because there is no such mailbox. The message names a code, never an address. */
export class MailRejected extends Error {}

/** The mail server will never take this mail, e.g. because the mailbox does not exist. The message names a code, never an address. */
export class MailRejected extends Error {}

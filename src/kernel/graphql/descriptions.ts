/** Descriptions of fields that mean the same everywhere. A field that needs more has its own description. */
export const shared = {
  id: 'UUID of the object; it never changes.',
  createdAt: 'Instant at which the object was created.',
  updatedAt: 'Instant of the last change.',
  version: 'Number that every change raises; a command may send the version that the client saw.',
  seenVersion: 'Version that the client saw; the command is refused with STALE_VERSION when there is a newer one.',
  currency: 'Currency of every amount of the object.',
  userErrors: 'Failures that a client can act on; empty on success. With a failure nothing was changed.',
  filter: 'Conditions that every entry meets; without a filter the list has all entries in reach.',
  outletId: 'UUID of the outlet.',
  orderId: 'UUID of the order.',
  paymentId: 'UUID of the payment.',
  productId: 'UUID of the product.',
  userId: 'UUID of the user.',
  feedAfter: 'Sequence of the last message that the client has seen; without it the feed begins with a snapshot.',
} as const;

/** The name of a type or field in words, for descriptions: ModifierOption becomes modifier option. */
export function spacedName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}

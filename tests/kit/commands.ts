import type { Client, Headers, UserError } from './client.ts';
import { mutationOf, resultNameOf } from './mutations.ts';
import { ORDER_FIELDS, PLACE_ORDER } from './restaurant.ts';

export const TICKET_FIELDS = 'id version status orderId station { code } items { id lineId name quantity status notes modifiers { name quantity text } }';
const PAYMENT_FIELDS = 'id method provider status amount rounding refunded tendered change currency { code } createdAt';

/** Commands on orders, tickets and payments, with the selected fields. */
const documents = {
  placeOrder: PLACE_ORDER,
  confirmOrder: mutationOf('confirmOrder', ORDER_FIELDS),
  serveOrder: mutationOf('serveOrder', ORDER_FIELDS),
  completeOrder: mutationOf('completeOrder', ORDER_FIELDS),
  cancelOrder: mutationOf('cancelOrder', `${ORDER_FIELDS} cancelReason`),
  bumpTicket: mutationOf('bumpTicket', TICKET_FIELDS),
  bumpTicketItem: mutationOf('bumpTicketItem', TICKET_FIELDS),
  recallTicket: mutationOf('recallTicket', TICKET_FIELDS),
  recallTicketItem: mutationOf('recallTicketItem', TICKET_FIELDS),
  payCash: mutationOf('payCash', PAYMENT_FIELDS, `order { ${ORDER_FIELDS} }`),
} as const;
export type CommandName = keyof typeof documents;

export function documentOf(name: CommandName): string {
  return documents[name];
}

/** Runs a command that must succeed; returns the changed object. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function act(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>, headers?: Headers): Promise<any> {
  return (await client.ok(documentOf(name), { input }, headers))[name][resultNameOf(name)];
}

/** Runs a command that must be refused; returns the error. */
export function refusal(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>, headers?: Headers): Promise<UserError> {
  return client.failure(documentOf(name), { input }, headers);
}

/** Outcome of a command. */
export interface Outcome {
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  readonly result: any;
  /** Code of a user error or top-level error; null: success. */
  readonly code: string | null;
  readonly error: UserError | null;
}

/** Runs a command that may succeed or fail. */
export async function attempt(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const { data, errors } = await client.send(documentOf(name), { input });
  const payload = data?.[name];
  const error: UserError | null = payload?.userErrors[0] ?? null;
  return { result: payload?.[resultNameOf(name)] ?? null, code: errors?.[0]?.extensions.code ?? error?.code ?? null, error };
}

/** The current state of an order. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function readOrder(client: Client, id: string, fields = ORDER_FIELDS): Promise<any> {
  return (await client.ok(`query ($id: ID!) { order(id: $id) { ${fields} } }`, { id })).order;
}

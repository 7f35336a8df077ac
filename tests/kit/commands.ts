import type { Client, Headers, UserError } from './client.ts';
import { commandOf, ORDER_FIELDS, PLACE_ORDER } from './restaurant.ts';

export const TICKET_FIELDS = 'id version status orderId station { code } items { id lineId name quantity status notes modifiers { name quantity text } }';
const PAYMENT_FIELDS = 'id method provider status amount rounding refunded tendered change currency { code } createdAt';

/** The commands on orders, tickets and payments, and what they answer with. */
const commands = {
  placeOrder: { document: PLACE_ORDER, thing: 'order' },
  confirmOrder: { document: commandOf('confirmOrder', 'OrderCommandInput', 'order', ORDER_FIELDS), thing: 'order' },
  serveOrder: { document: commandOf('serveOrder', 'OrderCommandInput', 'order', ORDER_FIELDS), thing: 'order' },
  completeOrder: { document: commandOf('completeOrder', 'OrderCommandInput', 'order', ORDER_FIELDS), thing: 'order' },
  cancelOrder: { document: commandOf('cancelOrder', 'CancelOrderInput', 'order', `${ORDER_FIELDS} cancelReason`), thing: 'order' },
  bumpTicket: { document: commandOf('bumpTicket', 'BumpTicketInput', 'ticket', TICKET_FIELDS), thing: 'ticket' },
  bumpTicketItem: { document: commandOf('bumpTicketItem', 'BumpTicketItemInput', 'ticket', TICKET_FIELDS), thing: 'ticket' },
  recallTicket: { document: commandOf('recallTicket', 'RecallTicketInput', 'ticket', TICKET_FIELDS), thing: 'ticket' },
  recallTicketItem: { document: commandOf('recallTicketItem', 'RecallTicketItemInput', 'ticket', TICKET_FIELDS), thing: 'ticket' },
  payCash: {
    document: `mutation ($input: PayCashInput!) { payCash(input: $input) { payment { ${PAYMENT_FIELDS} } order { ${ORDER_FIELDS} }
      userErrors { code field message details } } }`,
    thing: 'payment',
  },
} as const;
export type CommandName = keyof typeof commands;

export function documentOf(name: CommandName): string {
  return commands[name].document;
}

/** Carries out a command that must go well, and returns what it changed. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function act(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>, headers?: Headers): Promise<any> {
  return (await client.ok(documentOf(name), { input }, headers))[name][commands[name].thing];
}

/** Carries out a command that must be refused, and returns why. */
export function refusal(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>, headers?: Headers): Promise<UserError> {
  return client.failure(documentOf(name), { input }, headers);
}

/** How a command went. */
export interface Outcome {
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  readonly thing: any;
  /** Why not, of a user error or a top-level one; null when it went well. */
  readonly code: string | null;
  readonly error: UserError | null;
}

/** Carries out a command that may go either way. */
export async function attempt(client: Client, name: CommandName, input: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const { data, errors } = await client.send(documentOf(name), { input });
  const payload = data?.[name];
  const error: UserError | null = payload?.userErrors[0] ?? null;
  return { thing: payload?.[commands[name].thing] ?? null, code: errors?.[0]?.extensions.code ?? error?.code ?? null, error };
}

/** An order as it is now. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function readOrder(client: Client, id: string, fields = ORDER_FIELDS): Promise<any> {
  return (await client.ok(`query ($id: ID!) { order(id: $id) { ${fields} } }`, { id })).order;
}

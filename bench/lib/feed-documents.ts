/** The subscription of a kitchen display. */
export const FEED = `subscription ($outletId: ID!, $stationIds: [ID!]) {
  kitchenFeed(outletId: $outletId, stationIds: $stationIds) {
    __typename
    ... on KitchenSnapshot { sequence tickets { ...shown } }
    ... on KitchenTicketChange { sequence ticket { ...shown } }
    ... on FeedHeartbeat { sequence }
  }
}
fragment shown on KitchenTicket {
  id version status queueNumber serviceMode tableName customerName firedAt
  items { id name quantity notes status modifiers { name quantity text } }
}`;

export const CHANGE = {
  bumpTicket: 'mutation ($input: BumpTicketInput!) { bumpTicket(input: $input) { ticket { id version status } userErrors { code message } } }',
  recallTicket: 'mutation ($input: RecallTicketInput!) { recallTicket(input: $input) { ticket { id version status } userErrors { code message } } }',
} as const;

const CHANGE_TYPE = '"__typename":"KitchenTicketChange"';

/** True for a ticket's change; false for a snapshot, a heartbeat and a protocol message. */
export function isChange(message: Buffer): boolean {
  return message.includes(CHANGE_TYPE, 0, 'latin1');
}

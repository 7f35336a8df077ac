// A kitchen display in thirty lines: node docs/watch-kitchen.mjs URL TOKEN OUTLET_ID [SECONDS]
// It remembers the last sequence it saw; after a lost connection it resumes there, and misses and doubles nothing.
// The closing code 4403 says that the token is gone (docs/closing-codes.md); after any other it connects again.
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const [url, token, outletId, seconds = '3600'] = process.argv.slice(2);
const DOCUMENT = `subscription ($outletId: ID!, $after: Int) {
  kitchenFeed(outletId: $outletId, after: $after) {
    ... on KitchenSnapshot { sequence tickets { queueNumber station { code } status } }
    ... on KitchenTicketChange { sequence ticket { queueNumber status station { code } items { name quantity status } } }
    ... on FeedHeartbeat { sequence }
  }
}`;

let after = null;
const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { Authorization: `Bearer ${token}` }, retryAttempts: 0 });

async function follow() {
  for await (const { data, errors } of client.iterate({ query: DOCUMENT, variables: { outletId, after } })) {
    if (errors) throw new Error(errors[0].message);
    const { sequence, tickets, ticket } = data.kitchenFeed;
    after = sequence;
    if (tickets) console.log(`#${sequence} ${tickets.length} open tickets`);
    if (ticket)
      console.log(
        `#${sequence} ticket ${ticket.queueNumber} at ${ticket.station.code}: ${ticket.status}, ${ticket.items.map((item) => `${item.quantity} ${item.name}`).join(', ')}`,
      );
  }
}

setTimeout(() => process.exit(0), Number(seconds) * 1000);
for (;;) {
  await follow().catch((error) => {
    console.error(error.message ?? error.reason ?? error);
    if (error.code === 4403) process.exit(1);
  });
  await new Promise((done) => setTimeout(done, 500 + Math.random() * 1000));
}

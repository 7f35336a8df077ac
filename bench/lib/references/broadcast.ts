import { WebSocketServer } from 'ws';
import { bareFastify, listen, settings } from './listen.ts';

/** Sends every text from the bench to all sockets: one string, one loop. */
await settings();
const app = bareFastify();
const sockets = new WebSocketServer({ server: app.server, path: '/graphql', perMessageDeflate: false });

process.on('message', (text) => {
  for (const socket of sockets.clients) socket.send(String(text));
});
await listen(app);

import { setPriority } from 'node:os';
import { type Caller, headersOf } from './api.ts';
import { floodDocuments } from './flood-documents.ts';
import { HttpConnection, postRequest } from './http-connection.ts';

/** Instructions for the flood. It runs in its own process, so that its answers do not slow down the measured clients. */
export interface FloodOrder {
  readonly port: number;
  readonly guest: Caller;
  readonly outletId: string;
  readonly connections: number;
  readonly seconds: number;
}

/** Number of answers by outcome. */
export type FloodAnswers = Readonly<Record<string, number>>;

const LOWEST = 19;
setPriority(LOWEST);

let sent = 0;

process.on('message', (order: FloodOrder) => {
  flood(order).then(
    (answers) => process.send?.(answers),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');

async function flood({ port, guest, outletId, connections, seconds }: FloodOrder): Promise<FloodAnswers> {
  const documents = floodDocuments(outletId);
  const headers = headersOf(guest);
  const answers: Record<string, number> = {};
  const end = performance.now() + seconds * 1000;
  const one = async (): Promise<void> => {
    const connection = new HttpConnection(port);
    await connection.opened();
    while (performance.now() < end) {
      const n = (sent += 1);
      const body = JSON.stringify(documents[n % documents.length]?.(n));
      const { status, body: answer } = await connection.request(postRequest(port, '/graphql', headers, body));
      const code = status === 200 && !answer.subarray(0, 9).includes('errors') ? 'answered' : `HTTP ${status}`;
      answers[code] = (answers[code] ?? 0) + 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return answers;
}

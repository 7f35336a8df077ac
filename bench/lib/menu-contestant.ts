import { isDeepStrictEqual } from 'node:util';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { connectionOf, openClients } from './clients.ts';
import { type HttpConnection, postRequest } from './http-connection.ts';
import type { Contestant } from './rounds.ts';
import type { Scope } from './scope.ts';

/** Keep-alive connections of one contestant. */
export const CLIENTS = 16;

const decompress = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
export type Encoding = keyof typeof decompress;

/** The request and its tenant. */
export interface Asker {
  readonly scope: Scope;
  readonly tenantId: string;
  readonly body: string;
  /** Null: answers come as they are. */
  readonly encoding: Encoding | null;
}

export interface MenuContestant extends Contestant {
  /** Its first answer; all other answers must be the same bytes. */
  readonly answer: Buffer;
  /** The same, not compressed. */
  readonly text: string;
}

export async function contestant(
  { scope, tenantId, body, encoding }: Asker,
  name: string,
  server: { readonly pid: number; readonly port: number },
): Promise<MenuContestant> {
  const headers = { 'x-tenant-id': tenantId, ...(encoding && { 'accept-encoding': encoding }) };
  const request = postRequest(server.port, '/graphql', headers, body);
  const connections = await openClients(scope, server.port, CLIENTS);
  const ask = async (connection: HttpConnection, expected: Buffer | null): Promise<Buffer> => {
    const answer = await connection.request(request, expected);
    if (answer.status !== 200) throw new Error(`${name} answered with status ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    return answer.body;
  };
  const answer = await ask(connectionOf(connections, 0), null);
  const text = (encoding ? decompress[encoding](answer) : answer).toString();
  return { name, pid: server.pid, answer, text, operate: async (client) => void (await ask(connectionOf(connections, client), answer)) };
}

export function mustEqual({ name, text }: MenuContestant, expected: MenuContestant): void {
  const dataOf = (json: string): unknown => (JSON.parse(json) as { data?: unknown }).data;
  if (!isDeepStrictEqual(dataOf(text), dataOf(expected.text))) throw new Error(`${name} does not answer the same menu.`);
}

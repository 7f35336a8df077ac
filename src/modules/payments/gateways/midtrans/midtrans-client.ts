import { type Account, GatewayRefused, GatewayUnclear, GatewayUnreachable } from '../gateway.ts';
import type { ProviderHttp } from '../provider-http.ts';
import { type MidtransBody, statusOf } from './midtrans-state.ts';

/** Base URLs, without a slash at the end. */
export interface MidtransUrls {
  readonly live: string;
  readonly test: string;
  /** Base URL of Snap, which serves the hosted pages. */
  readonly snapLive: string;
  readonly snapTest: string;
}

/** An answer of Midtrans with a code below 500. */
interface MidtransAnswer {
  /** Midtrans's own code, which may differ from the HTTP status. */
  readonly code: number;
  readonly body: MidtransBody;
}

type MidtransClient = (
  account: Account,
  at: 'core' | 'snap',
  method: 'GET' | 'POST',
  path: string,
  call?: { readonly key: string; readonly body?: object },
) => Promise<MidtransAnswer>;

/** Calls Midtrans in the account's mode; a call without a key is read-only. It throws the same errors as {@link ProviderHttp}. */
export function midtransClient(http: ProviderHttp, urls: MidtransUrls): MidtransClient {
  return async ({ mode, credentials, notifyUrl }, at, method, path, call) => {
    const host = at === 'core' ? (mode === 'LIVE' ? urls.live : urls.test) : mode === 'LIVE' ? urls.snapLive : urls.snapTest;
    const headers = {
      authorization: `Basic ${Buffer.from(`${credentials.serverKey}:`).toString('base64')}`,
      accept: 'application/json',
      ...(call && { 'content-type': 'application/json', 'idempotency-key': call.key }),
      ...(call && notifyUrl !== null && { 'x-override-notification': notifyUrl }),
    };
    const { status, body } = await http.send({
      ...{ method, url: host + path, headers, repeatable: true },
      ...(method === 'POST' && { body: JSON.stringify(call?.body ?? {}) }),
    });
    const own = Number(body.status_code);
    const code = Number.isInteger(own) ? own : status;
    if (code === 429) throw new GatewayUnreachable('Midtrans has too much to do (429).');
    if (code >= 500) throw new GatewayUnclear(`Midtrans failed (${code}).`);
    // The first call with the same key is not done yet.
    if (status === 202 && statusOf(body) === '') throw new GatewayUnclear('Midtrans is still processing the first call.');
    return { code, body };
  };
}

/** The answer's transaction. @throws GatewayRefused, GatewayUnclear when the answer has none */
export function transactionOf(answer: MidtransAnswer): MidtransBody {
  if (statusOf(answer.body) !== '') return answer.body;
  if (answer.code >= 400) throw refusal(answer);
  throw new GatewayUnclear('Midtrans answered no transaction.');
}

/** The error for a refused call, with Midtrans's reasons for staff. */
export function refusal({ code, body }: MidtransAnswer): GatewayRefused {
  const details: unknown[] = Array.isArray(body.validation_messages) ? body.validation_messages : [];
  return new GatewayRefused([body.status_message ?? 'It was refused.', ...details].join(' '), String(code));
}

import { type Account, GatewayRefused, GatewayUnclear } from '../gateway.ts';
import type { ProviderAnswer, ProviderHttp } from '../provider-http.ts';

/** An entity of Razorpay's answer, unchanged. */
export type RazorpayEntity = ProviderAnswer['body'];

export interface RazorpayCall {
  /** Path below the API version, with a leading slash. */
  readonly path: string;
  /** Body of a POST; a call without a body is a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Idempotency key of a refund. */
  readonly refundKey?: string;
}

export type RazorpayApi = (account: Account, call: RazorpayCall) => Promise<ProviderAnswer>;

/**
 * Razorpay's API. Every call may be repeated: receipts of orders are unique, refunds have a key, and a second capture is
 * refused. The caller checks for refusals with {@link requireEntity}.
 */
export function razorpayApi(http: ProviderHttp, url: string): RazorpayApi {
  return async ({ credentials }, { path, body, refundKey }) => {
    const answer = await http.send({
      method: body === undefined ? 'GET' : 'POST',
      url: url + path,
      headers: {
        // The scheme's first letter must be upper-case.
        authorization: `Basic ${Buffer.from(`${credentials.keyId}:${credentials.keySecret}`).toString('base64')}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(refundKey !== undefined && { 'x-refund-idempotency': refundKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      repeatable: true,
    });
    // The first call with this key is still running, or had another body: its outcome is not known.
    if (answer.status === 409) throw new GatewayUnclear(messageOf(answer));
    return answer;
  };
}

/** The requested entity. @throws GatewayRefused when Razorpay refused, GatewayUnclear when the answer is another entity */
export function requireEntity(answer: ProviderAnswer, entity: 'order' | 'payment' | 'refund' | 'collection'): RazorpayEntity {
  if (answer.status >= 300) throw new GatewayRefused(messageOf(answer), String(answer.body.error?.reason ?? answer.body.error?.code ?? answer.status));
  if (answer.body.entity !== entity) throw new GatewayUnclear(`Razorpay answered no ${entity}.`);
  return answer.body;
}

/** The entity requested by its id; null: there is none, which Razorpay answers with a 400. */
export function entityOrNull(answer: ProviderAnswer, entity: 'order' | 'payment' | 'refund'): RazorpayEntity | null {
  const isMissing = answer.status === 404 || (answer.status === 400 && /does not exist|not a valid id/i.test(String(answer.body.error?.description)));
  return isMissing ? null : requireEntity(answer, entity);
}

export function requireList(answer: ProviderAnswer): RazorpayEntity[] {
  const { items } = requireEntity(answer, 'collection');
  if (!Array.isArray(items)) throw new GatewayUnclear('Razorpay answered a collection without items.');
  return items;
}

function messageOf({ status, body }: ProviderAnswer): string {
  return `Razorpay: ${body.error?.description ?? `status ${status}`}`;
}

import { type Account, GatewayRefused, GatewayUnclear } from '../gateway.ts';
import type { ProviderAnswer, ProviderHttp } from '../provider-http.ts';

/** Version that the adapter is written for: older ones report the uncaptured rest as a refund, and place charges elsewhere. */
const API_VERSION = '2026-10-28.endive';

/** An object of Stripe's answer, unchanged. */
export type StripeObject = ProviderAnswer['body'];

export interface StripeCall {
  readonly method: 'GET' | 'POST';
  /** Path below /v1/. */
  readonly path: string;
  /** Form fields by name; undefined fields are left out. */
  readonly params?: Readonly<Record<string, string | number | undefined>>;
  /** Idempotency key; a POST without one must be harmless when it is repeated. */
  readonly key?: string;
}

export type StripeApi = (account: Account, call: StripeCall) => Promise<ProviderAnswer>;

/** Stripe's API: forms in, JSON out. The caller checks for refusals with {@link requireObject}. */
export function stripeApi(http: ProviderHttp, url: string): StripeApi {
  return async ({ credentials }, { method, path, params = {}, key }) => {
    const entries = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
    const form = new URLSearchParams(entries).toString();
    const isPost = method === 'POST';
    const answer = await http.send({
      method,
      url: `${url}/v1/${path}${isPost || form === '' ? '' : `?${form}`}`,
      headers: {
        authorization: `Bearer ${credentials.secretKey}`,
        'stripe-version': API_VERSION,
        ...(isPost && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(isPost && { body: form }),
      repeatable: true,
    });
    // The first call with this key is still running, or had other parameters: its outcome is not known.
    if (answer.status === 409 || answer.body.error?.type === 'idempotency_error') throw new GatewayUnclear(messageOf(answer));
    return answer;
  };
}

/** The requested object. @throws GatewayRefused when Stripe refused, GatewayUnclear when the answer is another object */
export function requireObject(answer: ProviderAnswer, object: string): StripeObject {
  if (answer.status >= 300) {
    const { decline_code: decline, code, type } = answer.body.error ?? {};
    throw new GatewayRefused(messageOf(answer), String(decline ?? code ?? type ?? answer.status));
  }
  if (answer.body.object !== object) throw new GatewayUnclear(`Stripe answered no ${object}.`);
  return answer.body;
}

/** The object requested by its id; null: there is none. */
export function objectOrNull(answer: ProviderAnswer, object: string): StripeObject | null {
  return answer.status === 404 ? null : requireObject(answer, object);
}

/** The objects of a list, or of a search. */
export function requireList(answer: ProviderAnswer, object: 'list' | 'search_result' = 'list'): StripeObject[] {
  const { data } = requireObject(answer, object);
  if (!Array.isArray(data)) throw new GatewayUnclear('Stripe answered a list without data.');
  return data;
}

/** The id of an object that Stripe sends as an id or as a whole object; null: neither. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : null;
}

function messageOf({ status, body }: ProviderAnswer): string {
  return `Stripe: ${body.error?.message ?? `status ${status}`}`;
}

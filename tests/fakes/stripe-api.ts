import type { FakeAnswer, FakeRequest } from './fake-server.ts';
import { type Form, fingerprint, readForm } from './stripe-form.ts';
import type { Intent, StripeState } from './stripe-state.ts';

const INTENT_PARAMS =
  'amount currency capture_method automatic_payment_methods confirm metadata description payment_method payment_method_data return_url expand'.split(' ');

interface StoredAnswer {
  readonly fingerprint: string;
  readonly answer: FakeAnswer;
}

/** Settings of the fake API that tests may change. */
export interface StripeSwitches {
  /** Number of next POSTs that are carried out, but answered with a 500, which is stored under their key. */
  failures: number;
  /** Whether the search finds recent objects. */
  searchable: boolean;
  /** Size of one page of a list; null: as requested. */
  pageSize: number | null;
}

/** Answers requests like Stripe's API: authentication, forms, keys, errors. */
export function stripeAnswers(state: StripeState, secretKey: string, switches: StripeSwitches): (request: FakeRequest) => FakeAnswer {
  const stored = new Map<string, StoredAnswer>();
  return (request) => {
    if (request.headers.authorization !== `Bearer ${secretKey}`)
      return problem(401, 'Invalid API Key provided: sk_test_****', { type: 'invalid_request_error' });
    if (request.method === 'GET') return read(state, request, switches);
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return problem(400, 'Invalid request: send a form.');
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return write(state, request.path, readForm(request.body)).answer;
    if (key.length > 255) return problem(400, 'Idempotency keys are at most 255 characters long.');
    const mine = fingerprint(request.path, request.body);
    const known = stored.get(key);
    if (known && known.fingerprint !== mine) {
      return problem(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`,
        {
          type: 'idempotency_error',
        },
      );
    }
    if (known) return known.answer;
    const done = write(state, request.path, readForm(request.body));
    const fails = done.begun && switches.failures > 0;
    if (fails) switches.failures -= 1;
    const answer = fails ? problem(500, 'An unknown error occurred', { type: 'api_error' }) : done.answer;
    // Requests refused before execution are not stored. The stored answer is the original one, not the object's later state.
    if (done.begun) stored.set(key, { fingerprint: mine, answer: structuredClone(answer) });
    return answer;
  };
}

function read(state: StripeState, { path, query }: FakeRequest, { searchable, pageSize }: StripeSwitches): FakeAnswer {
  const params = readForm(query.toString());
  const [, , kind, id] = path.split('/');
  if (kind === 'payment_intents' && id === 'search') {
    const wanted = /^metadata\['payment_id'\]:'([^']+)'$/.exec(String(params.query))?.[1];
    if (wanted === undefined) return problem(400, 'We were unable to parse your search query.');
    const data = searchable ? state.intents.filter(({ metadata }) => metadata.payment_id === wanted) : [];
    return { status: 200, body: { object: 'search_result', url: path, has_more: false, data } };
  }
  const all = { payment_intents: state.intents, refunds: state.refunds, disputes: state.disputes, charges: state.charges }[kind ?? ''];
  if (!all) return problem(404, `Unrecognized request URL (GET: ${path}).`);
  if (id === undefined) return page(path, all, params, pageSize);
  const found = all.find((object) => object.id === id);
  if (!found) return problem(404, `No such ${kind?.slice(0, -1)}: '${id}'`, { code: 'resource_missing', param: 'id' });
  return { status: 200, body: found.object === 'payment_intent' ? expanded(state, found, params) : found };
}

type Listed = StripeState['intents' | 'refunds' | 'disputes' | 'charges'][number];

function page(path: string, all: readonly Listed[], params: Form, pageSize: number | null): FakeAnswer {
  const limit = Math.min(Number(params.limit ?? 10), pageSize ?? 100);
  const created = (params.created ?? {}) as Form;
  const fits = (object: Listed): boolean =>
    (params.payment_intent === undefined || ('payment_intent' in object && object.payment_intent === params.payment_intent)) &&
    (!('created' in object) || (object.created >= Number(created.gte ?? 0) && object.created <= Number(created.lte ?? Number.POSITIVE_INFINITY)));
  const newestFirst = all.filter(fits).reverse();
  const rest = params.starting_after === undefined ? newestFirst : newestFirst.slice(newestFirst.findIndex(({ id }) => id === params.starting_after) + 1);
  return { status: 200, body: { object: 'list', url: path, has_more: rest.length > limit, data: rest.slice(0, limit) } };
}

/** `begun`: execution started, so the answer is stored under the request's key. */
interface Done {
  readonly answer: FakeAnswer;
  readonly begun: boolean;
}

const refused = (answer: FakeAnswer): Done => ({ answer, begun: false });
const done = (answer: FakeAnswer): Done => ({ answer, begun: true });

function write(state: StripeState, path: string, params: Form): Done {
  const [, , kind, id, action] = path.split('/');
  if (kind === 'refunds' && id === undefined) return refund(state, params);
  if (kind !== 'payment_intents') return refused(problem(404, `Unrecognized request URL (POST: ${path}).`));
  if (id === undefined) return createIntent(state, params);
  const intent = state.intents.find((one) => one.id === id);
  if (!intent) return refused(problem(404, `No such payment_intent: '${id}'`, { code: 'resource_missing', param: 'intent' }));
  if (action === 'cancel') {
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) return done(unexpected(state, intent, 'canceled'));
    state.cancel(intent, String(params.cancellation_reason ?? 'requested_by_customer'));
  } else if (action === 'capture') {
    const amount = Number(params.amount_to_capture ?? intent.amount_capturable);
    if (intent.status !== 'requires_capture') return done(unexpected(state, intent, 'captured'));
    if (!Number.isInteger(amount) || amount > intent.amount_capturable)
      return done(problem(400, 'The amount to capture is greater than the capturable amount.', { code: 'amount_too_large', param: 'amount_to_capture' }));
    state.capture(intent, amount);
  } else return refused(problem(404, `Unrecognized request URL (POST: ${path}).`));
  return done({ status: 200, body: expanded(state, intent, params) });
}

function createIntent(state: StripeState, params: Form): Done {
  const unknown = Object.keys(params).find((name) => !INTENT_PARAMS.includes(name));
  if (unknown) return refused(problem(400, `Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown }));
  const { amount, currency } = params;
  if (!/^\d+$/.test(String(amount))) return refused(problem(400, `Invalid integer: ${amount}`, { code: 'parameter_invalid_integer', param: 'amount' }));
  if (!/^[a-z]{3}$/.test(String(currency))) return refused(problem(400, `Invalid currency: ${currency}.`, { param: 'currency' }));
  if (Number(amount) < 50) return refused(problem(400, 'Amount must be at least $0.50 usd', { code: 'amount_too_small', param: 'amount' }));
  if (Number(amount) > 99_999_999) return refused(problem(400, 'Amount must be no more than 999,999.99', { code: 'amount_too_large', param: 'amount' }));
  const automatic = params.automatic_payment_methods as Form | undefined;
  if (params.confirm === 'true' && params.return_url === undefined && automatic?.enabled === 'true' && automatic.allow_redirects !== 'never')
    return refused(problem(400, 'This PaymentIntent is configured to accept redirects. You must provide a `return_url`.', { param: 'return_url' }));
  const intent = state.makeIntent({
    ...{ amount: Number(amount), currency: String(currency), capture_method: String(params.capture_method ?? 'automatic_async') },
    metadata: (params.metadata ?? {}) as Record<string, string>,
  });
  if (params.confirm === 'true') {
    const method = params.payment_method_data as Form | undefined;
    const card = String(params.payment_method ?? (method?.card as Form | undefined)?.token);
    if (/declined$/i.test(card)) {
      state.decline(intent);
      const error = { ...intent.last_payment_error, payment_intent: structuredClone(expanded(state, intent, params)) };
      return done({ status: 402, body: { error } });
    }
    if (/authenticationRequired$/i.test(card)) {
      intent.status = 'requires_action';
      intent.next_action = params.return_url
        ? { type: 'redirect_to_url', redirect_to_url: { url: `https://hooks.stripe.test/3ds/${intent.id}`, return_url: params.return_url } }
        : { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } };
    } else if (/processing$/i.test(card)) intent.status = 'processing';
    else state.pay(intent);
  }
  return done({ status: 200, body: expanded(state, intent, params) });
}

function refund(state: StripeState, params: Form): Done {
  const intent = state.intents.find(({ id }) => id === params.payment_intent);
  if (!intent) return refused(problem(400, `No such payment_intent: '${params.payment_intent}'`, { code: 'resource_missing', param: 'payment_intent' }));
  const charge = state.chargeOf(intent);
  if (!charge?.captured) return done(problem(400, 'This PaymentIntent does not have a successful charge to refund.'));
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = Number(params.amount ?? left);
  if (left === 0) return done(problem(400, `Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' }));
  if (!Number.isInteger(amount) || amount <= 0 || amount > left)
    return done(problem(400, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' }));
  const made = state.createRefund(charge, amount, {
    metadata: (params.metadata ?? {}) as Record<string, string>,
    reason: params.reason === undefined ? null : String(params.reason),
  });
  return done({ status: 200, body: { ...made } });
}

/** An intent, with its charge where the request expands it. */
function expanded(state: StripeState, intent: Intent, params: Form): object {
  const wanted = Object.values((params.expand ?? {}) as Form);
  return { ...intent, latest_charge: wanted.includes('latest_charge') ? (state.chargeOf(intent) ?? null) : intent.latest_charge };
}

function unexpected(state: StripeState, intent: Intent, verb: string): FakeAnswer {
  return problem(400, `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
    payment_intent: expanded(state, intent, {}),
  });
}

function problem(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): FakeAnswer {
  return { status, body: { error: { type: 'invalid_request_error', message, ...more } } };
}

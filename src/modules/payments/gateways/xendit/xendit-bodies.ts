import { type Money, toProviderAmount } from '../../../../kernel/values/money.ts';
import type { PaymentMethod } from '../../model/payment-method.ts';
import { type Attempt, GatewayRefused, type PaymentOptions, type RefundAttempt } from '../gateway.ts';

type Body = Readonly<Record<string, unknown>>;

/** Xendit's names of the wallets in Indonesia. */
const WALLETS = ['DANA', 'OVO', 'SHOPEEPAY', 'LINKAJA', 'ASTRAPAY', 'JENIUSPAY', 'GOPAY'] as const;
/** Codes of the methods on an invoice page; those of wallets and banks have no suffix for their kind. */
const PAGE_METHODS: Readonly<Partial<Record<PaymentMethod, readonly string[]>>> = {
  QRIS: ['QRIS'],
  EWALLET: ['DANA', 'OVO', 'SHOPEEPAY', 'LINKAJA', 'ASTRAPAY', 'JENIUSPAY'],
  BANK_TRANSFER: ['BCA', 'BNI', 'BRI', 'MANDIRI', 'PERMATA', 'BSI', 'BJB', 'CIMB'],
  CARD: ['CREDIT_CARD'],
};
const MIN_PAGE_SECONDS = 60;

/** Xendit's amounts are whole rupiah, as numbers. */
export function rupiah(amount: Money): number {
  return toProviderAmount(amount, 'IDR', { exponent: 0 });
}

/** Whether the payment opens Xendit's own page: it was asked for, or there is no token of the card. */
export function isInvoice({ method }: Attempt, { hostedPage, cardToken }: PaymentOptions): boolean {
  return hostedPage === true || (method === 'CARD' && cardToken == null);
}

/** Body of a payment request (payments reference §3.3). @throws GatewayRefused when an option that the method needs is missing or wrong */
export function requestBody(attempt: Attempt, options: PaymentOptions): Body {
  const { channel, properties, token } = channelOf(attempt, options);
  return {
    ...{ reference_id: attempt.id, type: 'PAY', country: 'ID', currency: attempt.currency, request_amount: rupiah(attempt.amount) },
    ...{ capture_method: attempt.captureMode, channel_code: channel, channel_properties: properties },
    ...(token != null && { payment_token_id: token }),
    metadata: { order_id: attempt.orderId },
  };
}

interface Channel {
  readonly channel: string;
  readonly properties: Body;
  readonly token?: string | null;
}

function channelOf({ method, expiresAt }: Attempt, options: PaymentOptions): Channel {
  const { bank, wallet, cardToken, customerName, customerPhone, returnUrl } = options;
  const back = returnUrl == null ? {} : { success_return_url: returnUrl, failure_return_url: returnUrl };
  // The lifetime of a QR code cannot be set: the payment is cancelled when our time is over.
  if (method === 'QRIS') return { channel: 'QRIS', properties: {} };
  if (method === 'CARD') return { channel: 'CARDS', properties: { skip_three_ds: false, ...back }, token: cardToken ?? null };
  if (method === 'BANK_TRANSFER') {
    const name = bank ?? 'BCA';
    if (!/^[A-Z0-9]{2,15}$/.test(name)) throw new GatewayRefused('bank must be a name like BCA.', 'BANK');
    const properties = { display_name: (customerName ?? 'Customer').slice(0, 50), ...(expiresAt && { expires_at: expiresAt.toISOString() }) };
    return { channel: `${name}_VIRTUAL_ACCOUNT`, properties };
  }
  const channel = WALLETS.find((one) => one === (wallet ?? 'DANA'));
  if (channel === undefined) throw new GatewayRefused(`Wallets are ${WALLETS.join(', ')}.`, 'WALLET');
  if (channel === 'OVO') {
    if (customerPhone == null) throw new GatewayRefused("OVO asks for the customer's phone.", 'PHONE');
    return { channel, properties: { account_mobile_number: customerPhone, ...back } };
  }
  if (returnUrl == null) throw new GatewayRefused('A wallet asks where the customer comes back to.', 'RETURN_URL');
  return { channel, properties: back };
}

/** Body of an invoice: a page where the customer chooses a wallet, bank or card. @throws GatewayRefused for a manual capture */
export function invoiceBody(attempt: Attempt, { customerName, customerEmail, customerPhone, returnUrl }: PaymentOptions, now: Date): Body {
  if (attempt.captureMode === 'MANUAL') throw new GatewayRefused('Only a card that comes as a token can be captured later.', 'CAPTURE_MODE');
  const { expiresAt } = attempt;
  const customer = {
    ...(customerName != null && { given_names: customerName }),
    ...(customerEmail != null && { email: customerEmail }),
    ...(customerPhone != null && { mobile_number: customerPhone }),
  };
  return {
    ...{ external_id: attempt.id, amount: rupiah(attempt.amount), currency: attempt.currency, payment_methods: PAGE_METHODS[attempt.method] ?? [] },
    ...(expiresAt && { invoice_duration: Math.max(MIN_PAGE_SECONDS, Math.ceil((expiresAt.getTime() - now.getTime()) / 1000)) }),
    ...(returnUrl != null && { success_redirect_url: returnUrl, failure_redirect_url: returnUrl }),
    ...(Object.keys(customer).length > 0 && { customer }),
    metadata: { order_id: attempt.orderId },
  };
}

export function refundBody({ providerReference, currency }: Attempt, { id, amount, reason }: RefundAttempt, isOfInvoice: boolean): Body {
  return {
    ...(isOfInvoice ? { invoice_id: providerReference } : { payment_request_id: providerReference }),
    ...{ reference_id: id, amount: rupiah(amount), currency, reason: 'REQUESTED_BY_CUSTOMER', metadata: { reason: reason.slice(0, 500) } },
  };
}

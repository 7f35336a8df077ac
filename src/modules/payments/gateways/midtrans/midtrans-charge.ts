import { type Money, toProviderAmount } from '../../../../kernel/values/money.ts';
import type { PaymentMethod } from '../../model/payment-method.ts';
import { type Attempt, GatewayRefused, type PaymentOptions } from '../gateway.ts';

type Body = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
/** Minimum lifetime of a Snap page; Midtrans refuses less. A shorter attempt is cancelled by us when its time is over. */
const MIN_PAGE_MINUTES = 5;

/** Midtrans's amounts are whole rupiah. */
export function rupiah(amount: Money): number {
  return toProviderAmount(amount, 'IDR', { exponent: 0 });
}

/** Whether the payment opens Midtrans's own page: it was asked for, or there is no token of the card. */
export function isHosted({ method }: Attempt, { hostedPage, cardToken }: PaymentOptions): boolean {
  return hostedPage === true || (method === 'CARD' && cardToken == null);
}

/** Body of a charge. @throws GatewayRefused for a wallet or bank that Midtrans does not support */
export function chargeBody(attempt: Attempt, options: PaymentOptions, now: Date): Body {
  const minutes = minutesLeft(attempt, now);
  return {
    ...common(attempt, options),
    ...HOW[attempt.method]?.(attempt, options),
    ...(minutes !== null && { custom_expiry: { expiry_duration: minutes, unit: 'minute' } }),
  };
}

/** Body of a page where the customer chooses among the wallets, banks or cards of the method. @throws GatewayRefused for a manual capture */
export function pageBody(attempt: Attempt, options: PaymentOptions, now: Date): Body {
  if (attempt.captureMode === 'MANUAL') throw new GatewayRefused('Only a card that comes as a token can be captured later.', 'CAPTURE_MODE');
  const minutes = minutesLeft(attempt, now);
  return {
    ...common(attempt, options),
    enabled_payments: PAGE_METHODS[attempt.method] ?? [],
    ...(attempt.method === 'CARD' && { credit_card: { secure: true } }),
    ...(minutes !== null && { expiry: { unit: 'minutes', duration: Math.max(minutes, MIN_PAGE_MINUTES) } }),
    ...(options.returnUrl != null && { callbacks: { finish: options.returnUrl } }),
  };
}

const PAGE_METHODS: Readonly<Partial<Record<PaymentMethod, readonly string[]>>> = {
  QRIS: ['other_qris'],
  EWALLET: ['gopay', 'shopeepay'],
  BANK_TRANSFER: ['bca_va', 'bni_va', 'bri_va', 'permata_va', 'echannel'],
  CARD: ['credit_card'],
};

const BANKS = ['BCA', 'BNI', 'BRI', 'PERMATA', 'MANDIRI'] as const;

const HOW: Readonly<Partial<Record<PaymentMethod, (attempt: Attempt, options: PaymentOptions) => Body>>> = {
  QRIS: (_attempt, { wallet }) => ({ payment_type: 'qris', qris: { acquirer: wallet === 'SHOPEEPAY' ? 'airpay shopee' : 'gopay' } }),
  EWALLET: (_attempt, { wallet, returnUrl }) => {
    if (wallet === 'SHOPEEPAY') return { payment_type: 'shopeepay', ...(returnUrl != null && { shopeepay: { callback_url: returnUrl } }) };
    if (wallet != null && wallet !== 'GOPAY') throw new GatewayRefused('Wallets are GOPAY and SHOPEEPAY.', 'WALLET');
    return { payment_type: 'gopay', gopay: returnUrl == null ? { enable_callback: false } : { enable_callback: true, callback_url: returnUrl } };
  },
  BANK_TRANSFER: (_attempt, { bank }) => {
    const named = BANKS.find((name) => name === (bank ?? 'BCA'));
    if (named === undefined) throw new GatewayRefused(`Banks are ${BANKS.join(', ')}.`, 'BANK');
    if (named === 'MANDIRI') return { payment_type: 'echannel', echannel: { bill_info1: 'Payment:', bill_info2: 'Order' } };
    return { payment_type: 'bank_transfer', bank_transfer: { bank: named.toLowerCase() } };
  },
  CARD: ({ captureMode }, { cardToken }) => ({
    payment_type: 'credit_card',
    credit_card: { token_id: cardToken, authentication: true, ...(captureMode === 'MANUAL' && { type: 'authorize' }) },
  }),
};

function common({ id, amount }: Attempt, { customerName, customerEmail, customerPhone }: PaymentOptions): Body {
  const customer = {
    ...(customerName != null && { first_name: customerName }),
    ...(customerEmail != null && { email: customerEmail }),
    ...(customerPhone != null && { phone: customerPhone }),
  };
  return {
    transaction_details: { order_id: id, gross_amount: rupiah(amount) },
    ...(Object.keys(customer).length > 0 && { customer_details: customer }),
  };
}

function minutesLeft({ expiresAt }: Attempt, now: Date): number | null {
  return expiresAt && Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / MINUTE_MS));
}

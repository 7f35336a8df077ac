import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { PaymentType } from './payment.type.ts';

const PAYMENT = { payment: () => PaymentType };

export const PaymentPayload = payloadType('Payment', PAYMENT, { description: 'Answer of payCash: the payment, or the failures in userErrors.' });
export const CapturePaymentPayload = payloadType('CapturePayment', PAYMENT);
export const ReviewPaymentPayload = payloadType('ReviewPayment', PAYMENT);
export const PayWithCreditPayload = payloadType('PayWithCredit', PAYMENT);
export const StartPaymentPayload = payloadType('StartPayment', PAYMENT);
export const CancelPaymentPayload = payloadType('CancelPayment', PAYMENT);
export const CheckPaymentPayload = payloadType('CheckPayment', PAYMENT);
export const RecordWithholdingPayload = payloadType('RecordWithholding', PAYMENT);

/** Payloads to which other files add the same fields: the order, the shift's figures and warnings. */
export const paymentPayloads = [
  PaymentPayload,
  CapturePaymentPayload,
  ReviewPaymentPayload,
  PayWithCreditPayload,
  StartPaymentPayload,
  CancelPaymentPayload,
  CheckPaymentPayload,
  RecordWithholdingPayload,
];

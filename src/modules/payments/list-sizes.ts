/** Typical lengths of lists by `Type.field`, where they differ from the default: those of a busy restaurant, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'CancelPaymentPayload.warnings': 1,
  'CapturePaymentPayload.warnings': 1,
  'CheckPaymentPayload.warnings': 1,
  'PayWithCreditPayload.warnings': 1,
  'Payment.refunds': 1,
  'PaymentPayload.warnings': 1,
  'RecordWithholdingPayload.warnings': 1,
  'Refund.fees': 1,
  'Refund.lines': 2,
  'ReviewPaymentPayload.warnings': 1,
  'StartPaymentPayload.warnings': 1,
  'User.openShifts': 1,
};

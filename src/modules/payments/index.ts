import { PaymentResolver } from './payment.resolver.ts';

export { cancelPayment, refreshedPayment } from './cancel-payment.ts';
export { changePayable } from './change-payable.ts';
export { DemoCharge } from './demo-charge.entity.ts';
export { GatewayAccount } from './gateway-account.entity.ts';
export { GatewayNotification } from './gateway-notification.entity.ts';
export type { Gateways } from './gateways/gateway.ts';
export { makeGateways } from './gateways/make-gateways.ts';
export { closePayable, openPayable } from './open-payable.ts';
export { lockPayable, paymentsOfOrders } from './payable.repository.ts';
export { CaptureMode, Payable, Payment, PaymentMethod, PaymentStatus } from './payment.entity.ts';
export { findPayment } from './payment.repository.ts';
export { PaymentActionType, PaymentCommandInput, PaymentPayload, PaymentType } from './payment.type.ts';
export { type IncomingNotification, receiveNotification } from './receive-notification.ts';
export { Refund } from './refund.entity.ts';
export { Shift, ShiftEntry } from './shift.entity.ts';
export { beginPayment, type StartPayment, sendPayment } from './start-payment.ts';
export { watchPayments } from './watch-payments.ts';

export const paymentResolvers = [PaymentResolver];

import { DeviceDrawerResolver, UserDrawersResolver } from './drawer.resolver.ts';
import { GatewayAccountResolver, GatewayNotificationResolver } from './gateway-account.resolver.ts';
import { notificationConnection } from './gateway-account.type.ts';
import { PaymentResolver } from './payment.resolver.ts';
import { paymentConnection } from './payment.type.ts';
import { PaymentShiftResolver, paymentWarningsResolvers } from './payment-shift.resolver.ts';
import { PaymentRefundsResolver, RefundTypeResolver } from './refund.resolver.ts';
import { refundConnection } from './refund.type.ts';
import { SettleDemoPaymentResolver } from './settle-demo-payment.resolver.ts';
import { paidShiftResolvers, ShiftReportResolver, ShiftResolver, shiftPayloadResolvers } from './shift.resolver.ts';
import { shiftConnection } from './shift.type.ts';

export { cancelPayment, refreshedPayment } from './cancel-payment.ts';
export { type Certificate, checkCertificate, settleCertificate, withheldOf } from './certificate.ts';
export { changePayable } from './change-payable.ts';
export { DemoCharge } from './demo-charge.entity.ts';
export { GatewayAccount } from './gateway-account.entity.ts';
export { GatewayNotification } from './gateway-notification.entity.ts';
export { makeGateways } from './gateways/make-gateways.ts';
export { chooseWayBack, giveBack, sendRefund } from './give-back.ts';
export { paymentInvariants } from './invariants.ts';
export { keepDrawer } from './keep-drawer.ts';
export { paymentNodes } from './nodes.ts';
export { closePayable, openPayable } from './open-payable.ts';
export { payCash } from './pay-cash.ts';
export { lockPayable, paymentsOfOrders } from './payable.repository.ts';
export { CaptureMode, Payable, Payment, PaymentAlert, PaymentMethod, PaymentStatus } from './payment.entity.ts';
export { findPayment, isBeingReopened, lockPayment, refundsOfOrders } from './payment.repository.ts';
export { isSettled } from './payment.status.ts';
export { PaymentActionType, PaymentType } from './payment.type.ts';
export { CancelPaymentPayload, CheckPaymentPayload, paymentPayloads, RecordWithholdingPayload, StartPaymentPayload } from './payment-payload.type.ts';
export { receiveNotification } from './receive-notification.ts';
export { Refund, RefundEffect } from './refund.entity.ts';
export { findRefunds, type RefundsWanted } from './refund.repository.ts';
export { RefundFilter, RefundType, refundConnection } from './refund.type.ts';
export { resealAccounts } from './reseal-accounts.ts';
export { DemoOutcome, demoPayment, type PaymentAtDemo, settleDemoPayment } from './settle-demo-payment.ts';
export { leftToGiveBack } from './settle-refund.ts';
export { debtToSettle, payableOf } from './settle-tender.ts';
export { Shift, ShiftEntry } from './shift.entity.ts';
export { reportOfShift } from './shift-report.ts';
export { ShiftReportType } from './shift-report.type.ts';
export { beginPayment, type StartPayment, sendPayment } from './start-payment.ts';
export { watchPayments } from './watch-payments.ts';

export const paymentResolvers = [
  GatewayAccountResolver,
  GatewayNotificationResolver,
  notificationConnection.resolver,
  paymentConnection.resolver,
  PaymentResolver,
  PaymentShiftResolver,
  ...paymentWarningsResolvers,
  DeviceDrawerResolver,
  UserDrawersResolver,
  SettleDemoPaymentResolver,
  ShiftResolver,
  ShiftReportResolver,
  ...shiftPayloadResolvers,
  ...paidShiftResolvers,
  shiftConnection.resolver,
  PaymentRefundsResolver,
  RefundTypeResolver,
  refundConnection.resolver,
];

import type { Module } from '../../kernel/module.ts';
import { GatewayAccountResolver, GatewayNotificationResolver } from './accounts/gateway-account.resolver.ts';
import { notificationConnection } from './accounts/gateway-account.type.ts';
import { PaymentResolver } from './api/payment.resolver.ts';
import { PaymentRefundsResolver, RefundTypeResolver } from './api/refund.resolver.ts';
import { auditActions } from './audit-actions.ts';
import { paymentInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { DemoCharge } from './model/demo-charge.entity.ts';
import { GatewayAccount } from './model/gateway-account.entity.ts';
import { GatewayNotification } from './model/gateway-notification.entity.ts';
import { Payable, Payment } from './model/payment.entity.ts';
import { paymentConnection } from './model/payment.type.ts';
import { Refund } from './model/refund.entity.ts';
import { refundConnection } from './model/refund.type.ts';
import { Shift, ShiftEntry } from './model/shift.entity.ts';
import { paymentNodes } from './nodes.ts';
import { SettleDemoPaymentResolver } from './online/settle-demo-payment.resolver.ts';
import { watchPayments } from './online/watch-payments.ts';
import { paymentRetention } from './retention.ts';
import { demoGatewayRoutes } from './routes/demo-gateway.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { DeviceDrawerResolver, UserDrawersResolver } from './shifts/drawer.resolver.ts';
import { PaymentShiftResolver, paymentWarningsResolvers } from './shifts/payment-shift.resolver.ts';
import { paidShiftResolvers, ShiftReportResolver, ShiftResolver, shiftPayloadResolvers } from './shifts/shift.resolver.ts';
import { shiftConnection } from './shifts/shift.type.ts';

export { resealAccounts } from './accounts/reseal-accounts.ts';
export { makeGateways } from './gateways/make-gateways.ts';
export { lockPayable, paymentsOfOrder } from './model/payable.repository.ts';
export { CaptureMode, Payable, Payment, PaymentAlert, PaymentStatus } from './model/payment.entity.ts';
export { findPayment, isBeingReopened, lockPayment, refundsOfOrders } from './model/payment.repository.ts';
export { isSettled, UNDER_WAY } from './model/payment.status.ts';
export { PaymentActionType, PaymentType } from './model/payment.type.ts';
export { PaymentMethod } from './model/payment-method.ts';
export { CancelPaymentPayload, CheckPaymentPayload, paymentPayloads, RecordWithholdingPayload, StartPaymentPayload } from './model/payment-payload.type.ts';
export { Refund, RefundEffect } from './model/refund.entity.ts';
export { findRefunds, type RefundsWanted } from './model/refund.repository.ts';
export { RefundFilter, RefundType, refundConnection } from './model/refund.type.ts';
export { cancelPayment, refreshedPayment } from './online/cancel-payment.ts';
export { sendRefund } from './online/send-refund.ts';
export { beginPayment, type StartPayment, sendPayment } from './online/start-payment.ts';
export { chooseRefundRoute, issueRefund } from './refunds/issue-refund.ts';
export { refundableAmount } from './refunds/settle-refund.ts';
export { requireClosedDrawer } from './shifts/require-closed-drawer.ts';
export { reportOfShift, type ShiftReport } from './shifts/shift-report.ts';
export { ShiftReportType } from './shifts/shift-report.type.ts';
export { type Certificate, checkCertificate, settleCertificate, withheldAmount } from './tenders/certificate.ts';
export { changePayable } from './tenders/change-payable.ts';
export { closePayable, openPayable } from './tenders/open-payable.ts';
export { payCash } from './tenders/pay-cash.ts';
export { debtToSettle, payableOf } from './tenders/settle-tender.ts';

export const paymentModule: Module = {
  entities: [Shift, ShiftEntry, Payable, Payment, Refund, GatewayAccount, GatewayNotification, DemoCharge],
  resolvers: [
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
  ],
  nodes: paymentNodes,
  invariants: paymentInvariants,
  auditActions,
  listSizes,
  retention: paymentRetention,
  routes: [webhookRoutes, demoGatewayRoutes],
  start: [watchPayments],
};

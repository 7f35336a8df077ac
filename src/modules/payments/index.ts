import { PaymentResolver } from './payment.resolver.ts';

export { changePayable } from './change-payable.ts';
export { closePayable, openPayable } from './open-payable.ts';
export { lockPayable, paymentsOfOrders } from './payable.repository.ts';
export { Payable, Payment } from './payment.entity.ts';
export { PaymentPayload, PaymentType } from './payment.type.ts';

export const paymentResolvers = [PaymentResolver];

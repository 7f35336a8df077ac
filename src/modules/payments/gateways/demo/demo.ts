import { LockMode } from '@mikro-orm/core';
import type { Services } from '../../../../kernel/request/context.ts';
import { tenantEntityManager } from '../../../../kernel/request/context.ts';
import { sumOf } from '../../../../kernel/values/money.ts';
import { DemoCharge, type DemoChargeStatus } from '../../model/demo-charge.entity.ts';
import type { PaymentAction } from '../../model/payment.entity.ts';
import { type ProviderPaymentStatus } from '../../model/payment.status.ts';
import { type Account, type Attempt, type Capability, type Gateway, GatewayRefused, NotificationRefused, type ProviderPayment } from '../gateway.ts';
import { qrPayload, qrText } from '../qris.ts';

const capabilities: readonly Capability[] = [
  { method: 'QRIS', currencies: ['IDR'], manualCapture: false, refunds: 'PARTIAL' },
  { method: 'CARD', currencies: null, manualCapture: true, refunds: 'PARTIAL' },
  { method: 'EWALLET', currencies: null, manualCapture: false, refunds: 'PARTIAL' },
  { method: 'BANK_TRANSFER', currencies: null, manualCapture: false, refunds: 'NONE' },
];

const OBSERVED: Readonly<Record<DemoChargeStatus, ProviderPaymentStatus>> = {
  PENDING: 'REQUIRES_ACTION',
  AUTHORIZED: 'AUTHORIZED',
  PAID: 'PAID',
  DECLINED: 'FAILED',
  CANCELLED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
};

/**
 * A provider without a bank, for trials: it issues valid QR payloads, and its payments are settled by a page or a
 * mutation. It stores its charges in its own table, as a provider would.
 */
export function demoGateway(services: () => Services): Gateway {
  const observed = (charge: DemoCharge): ProviderPayment => providerPaymentOf(charge, services().ownUrl());
  const charges = (account: Account) => tenantEntityManager(services(), account.tenantId);
  const change = async (account: Account, id: string, work: (charge: DemoCharge) => void): Promise<ProviderPayment | null> => {
    const charge = await changeCharge(services(), account.tenantId, id, work);
    return charge && observed(charge);
  };
  return {
    provider: 'demo',
    capabilities,
    credentials: { needed: [], optional: [] },
    async create(account, attempt) {
      const { id, method, currency, amount, captureMode, expiresAt } = attempt;
      const qrString = method === 'QRIS' ? demoQr(attempt) : null;
      const values = [id, account.tenantId, method, currency, amount, qrString, captureMode === 'MANUAL', expiresAt, services().clock.now()];
      return charges(account).transactional(async (em) => {
        await em.execute(CREATE, values);
        return observed(await em.findOneOrFail(DemoCharge, { id }));
      });
    },
    async read(account, { id }) {
      const charge = await charges(account).findOne(DemoCharge, { id });
      return charge && observed(charge);
    },
    cancel: (account, { id }) =>
      change(account, id, (charge) => {
        if (charge.status === 'PENDING' || charge.status === 'AUTHORIZED') charge.status = 'CANCELLED';
      }),
    async capture(account, { id }, amount) {
      const providerPayment = await change(account, id, (charge) => {
        if (charge.status !== 'AUTHORIZED') throw new GatewayRefused(`The charge is ${charge.status}.`, 'NOT_AUTHORIZED');
        Object.assign(charge, { status: 'PAID', captured: amount });
      });
      if (!providerPayment) throw new GatewayRefused('There is no such charge.', 'NOT_FOUND');
      return providerPayment;
    },
    async refund(account, { id }, refund) {
      await change(account, id, (charge) => {
        const refunded = sumOf(Object.entries(charge.refunds).flatMap(([key, amount]) => (key === refund.id ? [] : [amount])));
        if (charge.status !== 'PAID' || refunded + refund.amount > charge.captured) throw new GatewayRefused('There is not so much to give back.', 'TOO_MUCH');
        charge.refunds = { ...charge.refunds, [refund.id]: refund.amount };
      });
      return { status: 'SUCCEEDED', providerReference: `demo-refund-${refund.id}` };
    },
    async readRefund(account, { id }, refund) {
      const charge = await charges(account).findOne(DemoCharge, { id });
      return charge?.refunds[refund.id] === undefined ? null : { status: 'SUCCEEDED', providerReference: `demo-refund-${refund.id}` };
    },
    readNotification() {
      throw new NotificationRefused(401, 'The demo gateway sends none.');
    },
  };
}

/** The same attempt again makes no second charge. */
const CREATE = `
insert into demo_charge (id, tenant_id, method, currency, amount, qr_string, manual_capture, expires_at, created_at, status, captured, refunds)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', 0, '{}') on conflict do nothing`;

/** Changes a charge under a row lock and returns it; null: there is none. */
export function changeCharge(services: Services, tenantId: string, id: string, work: (charge: DemoCharge) => void): Promise<DemoCharge | null> {
  return tenantEntityManager(services, tenantId).transactional(async (em) => {
    const charge = await em.findOne(DemoCharge, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!charge) return null;
    work(charge);
    await em.flush();
    return charge;
  });
}

function providerPaymentOf(charge: DemoCharge, ownUrl: string | null): ProviderPayment {
  const { id, status, currency, amount, captured, refunds, expiresAt, qrString } = charge;
  const page = demoPage(ownUrl, charge.tenantId, id);
  const action: PaymentAction | null = status === 'PENDING' ? (qrString == null ? { redirectUrl: page } : { qrString, deeplinkUrl: page }) : null;
  return {
    status: OBSERVED[status],
    providerReference: `demo-${id}`,
    ourReference: id,
    currency,
    amount,
    captured: status === 'PAID' ? captured : null,
    refunded: sumOf(Object.values(refunds)),
    action,
    expiresAt: expiresAt ?? null,
    reason: status === 'DECLINED' ? 'Declined at the demo gateway.' : null,
    response: { id, status, amount, captured },
  };
}

/** URL of the page where a customer pays or declines; only a path while the server's own address is not known. */
function demoPage(ownUrl: string | null, tenantId: string, paymentId: string): string {
  return `${ownUrl ?? ''}/demo-gateway/${tenantId}/${paymentId}`;
}

/** A dynamic QRIS payload of a merchant that does not exist; the bill number is the end of the order's id. */
function demoQr({ amount, orderId }: Attempt): string {
  return qrPayload([
    { id: '00', value: '01' },
    { id: '01', value: '12' },
    {
      id: '26',
      value: qrText([
        { id: '00', value: 'ID.CO.EXAMPLE.WWW' },
        { id: '01', value: '936000990000000017' },
        { id: '02', value: '000000000000017' },
        { id: '03', value: 'UMI' },
      ]),
    },
    {
      id: '51',
      value: qrText([
        { id: '00', value: 'ID.CO.QRIS.WWW' },
        { id: '02', value: 'ID1020000000017' },
        { id: '03', value: 'UMI' },
      ]),
    },
    { id: '52', value: '5812' },
    { id: '53', value: '360' },
    { id: '54', value: String(amount) },
    { id: '58', value: 'ID' },
    { id: '59', value: 'DAPUR DEMO' },
    { id: '60', value: 'JAKARTA' },
    { id: '61', value: '10110' },
    {
      id: '62',
      value: qrText([
        { id: '01', value: orderId.replaceAll('-', '').slice(-20) },
        { id: '07', value: 'DEMO' },
      ]),
    },
  ]);
}

import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { isId, tenantByKey } from '../../tenancy/index.ts';
import { accountOf } from '../accounts/account.ts';
import { type Notification, NotificationRefused, type Provider } from '../gateways/gateway.ts';
import type { NotificationOutcome } from '../model/gateway-notification.entity.ts';
import { Payment, type ReviewReason } from '../model/payment.entity.ts';
import { lockPayment } from '../model/payment.repository.ts';
import { isOpen, isSettled } from '../model/payment.status.ts';
import { paymentContext } from '../model/payment-context.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import { pokeSync } from '../model/poke.ts';

export interface IncomingNotification {
  readonly provider: string;
  /** Id or slug of the tenant. */
  readonly tenant: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes. */
  readonly body: Buffer;
}

const MAX_KEY = 300;

/**
 * Receives a provider's notification: checks it, stores it once, then answers. A notification is only a hint that
 * something happened, its content is not trusted: the payment is synced with the provider right after it.
 * @returns the HTTP status of the answer
 */
export async function receiveNotification(services: Services, { provider, tenant, headers, body }: IncomingNotification): Promise<200 | 400 | 401 | 404> {
  const gateway = services.gateways.get(provider as Provider);
  const entry = gateway && gateway.provider !== 'demo' ? await tenantByKey(services, tenant) : null;
  if (!gateway || !entry) return 404;
  const ctx = paymentContext(services, entry.id);
  const account = await accountOf(ctx, provider);
  if (!account) return 404;
  let notification: Notification;
  try {
    notification = gateway.readNotification(account, { headers, body, now: services.clock.now() });
  } catch (error) {
    if (!(error instanceof NotificationRefused)) throw error;
    services.logger.warn({ tenantId: entry.id, provider, reason: error.message }, 'a notification was refused');
    return error.status;
  }
  await transact(ctx, async () => {
    const found = notification.concerns ? await paymentOf(ctx, provider, notification) : null;
    // Locked before the notification row that refers to it is inserted: two notifications at once would deadlock.
    const payment = found && (await lockPayment(ctx, found.id)).payment;
    const wrong = payment && claimMismatch(payment, notification);
    const outcome = outcomeOf(notification, payment, wrong);
    const [kept] = await ctx.em.execute<unknown[]>(KEEP, [
      ...[newId(), entry.id, provider, notification.eventKey.slice(0, MAX_KEY), notification.type.slice(0, 100)],
      ...[payment?.id ?? null, outcome, body, services.clock.now()],
    ]);
    if (kept === undefined) return;
    if (outcome === 'UNMATCHED') {
      services.logger.error({ tenantId: entry.id, provider, type: notification.type, eventKey: notification.eventKey }, 'a notification of an unknown payment');
    }
    if (payment) follow(ctx, payment, notification, wrong);
  });
  pokeSync(services);
  return 200;
}

const KEEP = `insert into gateway_notification (id, tenant_id, provider, event_key, type, payment_id, outcome, body, received_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1`;

function outcomeOf({ concerns }: Notification, payment: Payment | null, wrong: ReviewReason | null): NotificationOutcome {
  if (!concerns) return 'IGNORED';
  if (payment === null) return 'UNMATCHED';
  return wrong === null ? 'ACCEPTED' : 'MISMATCH';
}

/** The payment by our reference, else by the provider's reference; null when it belongs to another provider or tenant. */
async function paymentOf(ctx: Context, provider: string, { ourReference, providerReferences }: Notification): Promise<Payment | null> {
  if (ourReference !== null && isId(ourReference)) {
    const own = await ctx.em.findOne(Payment, { id: ourReference.toLowerCase(), provider });
    if (own) return own;
  }
  if (providerReferences.length === 0) return null;
  return ctx.em.findOne(Payment, { providerReference: { $in: [...providerReferences] }, provider });
}

/** The first field in which a notification differs from its payment; null: none does. */
function claimMismatch(payment: Payment, { ourReference, amount, currency }: Notification): ReviewReason | null {
  if (ourReference !== null && ourReference.toLowerCase() !== payment.id) return 'REFERENCE';
  if (currency !== null && currency !== payment.currency) return 'CURRENCY';
  // After a partial capture the provider still reports the whole amount.
  return amount !== null && amount !== payment.amount && !isSettled(payment.status) ? 'AMOUNT' : null;
}

/** Schedules a provider check at once. An open payment that the notification does not match goes under review. */
function follow(ctx: Context, payment: Payment, { ourReference, providerReferences }: Notification, wrong: ReviewReason | null): void {
  // The provider's answer to the create call was lost; the notification has the provider's reference.
  if (payment.sentAt == null && ourReference?.toLowerCase() === payment.id) payment.providerReference ??= providerReferences[0] ?? null;
  payment.checkAt = ctx.services.clock.now();
  payment.checks = 0;
  if (wrong === null) return;
  if (isOpen(payment.status)) {
    payment.status = 'UNDER_REVIEW';
    payment.reviewReason = wrong;
  }
  recordPaymentChanged(ctx, payment, wrong);
}

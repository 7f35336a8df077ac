import { sqlState, UNIQUE_VIOLATION } from '../../../kernel/database/sql-state.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { RetryTransaction } from '../../../kernel/request/transaction.ts';
import { checkText, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { type Money, sumOf } from '../../../kernel/values/money.ts';
import type { Payable } from '../model/payment.entity.ts';
import { Payment } from '../model/payment.entity.ts';
import { settleTender } from './settle-tender.ts';

/** The number of a withholding certificate, as written and in normal form. */
export interface Certificate {
  readonly number: string;
  /** The number without case, spaces and punctuation: WH-2026/0042 and "wh 2026 0042" are one certificate. */
  readonly key: string;
}

const FIELD = ['certificateNumber'];

export function checkCertificate(text: string): Certificate {
  const number = checkText(text, FIELD, { max: 64 });
  const key = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (key === '') throw invalid(FIELD, 'needs letters or digits.');
  return { number, key };
}

/** Amount of an order that certificates settle, minus refunds. */
export async function withheldAmount(ctx: Context, orderId: string): Promise<Money> {
  const payments = await ctx.em.find(Payment, { orderId, provider: 'withholding' });
  return sumOf(payments.map((payment) => payment.left()));
}

/**
 * Takes a certificate as a tender. A certificate counts once in a brand, across all orders; after a full refund it may be
 * taken again.
 * @throws CONFLICT at `certificateNumber`
 */
export async function settleCertificate(ctx: Context, payable: Payable, { number, key }: Certificate, amount: Money): Promise<Payment> {
  const earlier = await ctx.em.findOne(Payment, { certificateKey: key });
  if (earlier) {
    const { id: paymentId, orderId, outlet } = earlier;
    const details = reaches(ctx.session.outletIds, outlet.id) ? { paymentId, orderId } : {};
    throw new UserFailure('CONFLICT', `Certificate ${number} is recorded already: each counts once.`, { field: FIELD, details });
  }
  try {
    return await settleTender(ctx, payable, { method: 'WITHHOLDING', provider: 'withholding', amount, providerReference: number, certificateKey: key });
  } catch (error) {
    // Another till recorded it at the same time; the retry finds that payment.
    throw sqlState(error) === UNIQUE_VIOLATION ? new RetryTransaction() : error;
  }
}

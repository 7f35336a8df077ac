import { newId } from '../../../src/kernel/database/tenant-owned.ts';
import type { Account, Attempt, RefundAttempt } from '../../../src/modules/payments/gateways/gateway.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';

/** A tenant's account at a fake provider. */
export function accountAt({ account }: FakeGateway): Account {
  return { tenantId: newId(), mode: 'TEST', credentials: account.credentials, notifyUrl: null };
}

/** A payment that was not sent to a provider yet. */
export function newAttempt(overrides: Partial<Attempt> & Pick<Attempt, 'amount' | 'currency'>): Attempt {
  return {
    ...{ id: newId(), orderId: newId(), method: 'CARD', captureMode: 'AUTOMATIC', expiresAt: null, providerReference: null, data: {} },
    ...overrides,
  };
}

export function refundOf(amount: number): RefundAttempt {
  return { id: newId(), amount, reason: 'Cold coffee.', providerReference: null };
}

import { expect, test } from 'vitest';
import { newId } from '../../src/kernel/database/tenant-owned.ts';
import type { Services } from '../../src/kernel/request/context.ts';
import { accessOfDevice, invalidateAccess } from '../../src/modules/identity/access/access-state.ts';

/** Services with a database that answers on command. */
function slow(): { services: Services; answers: ((device: unknown) => void)[] } {
  const answers: ((device: unknown) => void)[] = [];
  const em = { setFilterParams: () => undefined, findOne: () => new Promise((done) => answers.push(done)) };
  return { services: { orm: { em: { fork: () => em } } } as unknown as Services, answers };
}

const device = { id: newId(), kind: 'POS', outlet: { id: newId() }, stationIds: [], revokedAt: null, secretHash: '' };
const tenantId = newId();

test('access is read once for all simultaneous requests, and again for requests after a revocation', async () => {
  const { services, answers } = slow();
  const before = [accessOfDevice(services, tenantId, device.id), accessOfDevice(services, tenantId, device.id)];
  expect(answers).toHaveLength(1);
  invalidateAccess(services, tenantId, device.id);
  const after = accessOfDevice(services, tenantId, device.id);
  expect(answers).toHaveLength(2);
  answers[1]?.(null);
  expect(await after).toBeNull();
  answers[0]?.(device);
  expect(await Promise.all(before)).toEqual([expect.objectContaining({ actor: 'POS' }), expect.objectContaining({ actor: 'POS' })]);
  expect(await accessOfDevice(services, tenantId, device.id)).toBeNull();
});

test('a newer reading is not replaced by one that began earlier and ends later', async () => {
  const { services, answers } = slow();
  const older = accessOfDevice(services, tenantId, device.id);
  const newer = accessOfDevice(services, tenantId, device.id, true);
  answers[1]?.(null);
  expect(await newer).toBeNull();
  answers[0]?.(device);
  await older;
  expect(await accessOfDevice(services, tenantId, device.id)).toBeNull();
});

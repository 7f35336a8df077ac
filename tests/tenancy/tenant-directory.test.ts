import { expect, test } from 'vitest';
import type { Services } from '../../src/kernel/request/context.ts';
import { tenantByKey } from '../../src/modules/tenancy/index.ts';

test('a request for a tenant is answered, however many others ask for other names meanwhile', async () => {
  const answers: (() => void)[] = [];
  const execute = (_: string, [slug]: [string]) => new Promise((done) => answers.push(() => done([{ id: slug, slug, status: 'ACTIVE' }])));
  const services = { orm: { em: { fork: () => ({ execute }) } } } as unknown as Services;
  const lookups = Array.from({ length: 5001 }, (_, index) => tenantByKey(services, `brand-${index}`));
  for (const answer of answers) answer();
  expect((await Promise.all(lookups)).map((tenant) => tenant?.slug)).toEqual(lookups.map((_, index) => `brand-${index}`));
});

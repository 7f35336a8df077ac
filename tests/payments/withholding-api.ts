import { randomUUID } from 'node:crypto';
import { type Answer, type Client, type Headers, mutationOf, type Restaurant, type UserError } from '../kit/index.ts';
import { assign, makeRegime, rate } from '../tax/tax-api.ts';

const RECORD = mutationOf(
  'recordWithholding',
  'id totals { total tax } paidAmount dueAmount paymentStatus',
  'payment { id method provider status amount rounding tendered change providerReference }',
);

type Input = Readonly<Record<string, unknown>>;

/** Allows withholding at an outlet: `of` basis points of net amounts above `above`. Default: all of the amount; 0: no withholding. */
export async function allowWithholding({ owner, outletId }: Restaurant, taxRate = 0, of = 10_000, above = 0): Promise<void> {
  const taxed = taxRate === 0 ? { defaultGroup: 'EXEMPT' } : { defaultGroup: 'FOOD', rates: [rate('FOOD', taxRate)] };
  const withholding = of === 0 ? null : { rate: of, above };
  await assign(owner, outletId, (await makeRegime(owner, { name: randomUUID(), ...taxed, withholding })).id);
}

/** Records a certificate, which must succeed; returns the payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function withhold(client: Client, input: Input, headers?: Headers): Promise<any> {
  return (await client.ok(RECORD, { input: { certificateNumber: randomUUID(), ...input } }, headers)).recordWithholding;
}

/** Records a certificate, which must be refused; returns the error. */
export function withholdRefused(client: Client, input: Input): Promise<UserError> {
  return client.failure(RECORD, { input: { certificateNumber: randomUUID(), ...input } });
}

/** Records a certificate, which may succeed or fail; returns the error code, or null. */
export async function withholdCode(client: Client, input: Input): Promise<string | null> {
  const { data, errors }: Answer = await client.send(RECORD, { input: { certificateNumber: randomUUID(), ...input } });
  return errors?.[0]?.extensions.code ?? data?.recordWithholding.userErrors[0]?.code ?? null;
}

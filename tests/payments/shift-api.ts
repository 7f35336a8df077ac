import { type Answer, type Client, mutationOf, type UserError } from '../kit/index.ts';

export const SHIFT_FIELDS = `id number float openedAt closedAt note deviceId currency { code } outlet { id } openedBy { username } closedBy { username }
  counted { method amount }`;
const REPORT_FIELDS = `shiftId number currency { code } till openedAt openedBy closedAt closedBy note rounding noSales entryCount
  cash { float taken paidIn paidOut refunded expected } tenders { method count taken refundCount refunded net expected counted difference }
  entries { kind amount reason at by }`;

export type ShiftCommand = 'openShift' | 'payIn' | 'payOut' | 'openDrawer' | 'closeShift';

export const shiftDocument = (field: ShiftCommand): string => mutationOf(field, SHIFT_FIELDS);

type Input = Readonly<Record<string, unknown>>;

/** Runs a command on a shift that must succeed; returns the shift. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function run(client: Client, field: ShiftCommand, input: Input, headers?: Readonly<Record<string, string>>): Promise<any> {
  return client.call(field, input, SHIFT_FIELDS, headers);
}

/** Runs a command that must be refused; returns the error. */
export function refused(client: Client, field: ShiftCommand, input: Input): Promise<UserError> {
  return client.failure(shiftDocument(field), { input });
}

/** Runs a command that may succeed or fail; returns the error code, or null. */
export async function codeOf(client: Client, field: ShiftCommand, input: Input): Promise<string | null> {
  const { data, errors }: Answer = await client.send(shiftDocument(field), { input });
  return errors?.[0]?.extensions.code ?? data?.[field]?.userErrors[0]?.code ?? null;
}

/** A shift with its reports, as the client sees it. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function see(client: Client, shiftId: string): Promise<any> {
  const document = `query ($id: ID!) { shift(id: $id) { ${SHIFT_FIELDS} } xReport(shiftId: $id) { ${REPORT_FIELDS} } zReport(shiftId: $id) { ${REPORT_FIELDS} } }`;
  return client.ok(document, { id: shiftId });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function currentShift(client: Client, outletId: string): Promise<any> {
  return (await client.ok(`query ($id: ID!) { currentShift(outletId: $id) { ${SHIFT_FIELDS} } }`, { id: outletId })).currentShift;
}

/** Closes a shift with this counted cash. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function close(client: Client, shiftId: string, cash: number, more: Input = {}): Promise<any> {
  return run(client, 'closeShift', { shiftId, counted: [{ method: 'CASH', amount: cash }], ...more });
}

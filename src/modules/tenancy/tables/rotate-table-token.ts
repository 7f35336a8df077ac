import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { formatToken, hashSecret, newSecret, revealOnce } from '../../../kernel/secrets/secret-token.ts';
import type { DiningTable } from '../model/dining-table.entity.ts';
import { reachableTable } from '../model/dining-table.repository.ts';
import { tableAuditTarget } from './dining-table-fields.ts';

/** Gives a table a new token, e.g. when a photo of its QR code has spread. The previous code stops working at once. */
export async function rotateTableToken(ctx: Context, input: { readonly id: string }): Promise<DiningTable> {
  const table = await reachableTable(ctx, input.id);
  const before = { tokenIssuedAt: table.tokenIssuedAt.toISOString() };
  issueToken(ctx, table);
  await ctx.em.flush();
  await audit(ctx, { ...tableAuditTarget(table), before, after: { tokenIssuedAt: table.tokenIssuedAt.toISOString() } });
  return table;
}

/** Issues a new token for a table. It is shown once, for printing the QR code; its secret is stored nowhere. */
export function issueToken(ctx: Context, table: DiningTable): void {
  const secret = newSecret();
  Object.assign(table, { tokenHash: hashSecret(secret), tokenIssuedAt: ctx.services.clock.now() });
  revealOnce(table, formatToken({ realm: table.tenantId, id: table.id, secret }));
}

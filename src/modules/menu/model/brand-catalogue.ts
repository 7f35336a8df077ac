import type { Context } from '../../../kernel/request/context.ts';
import { hasPermission } from '../../../kernel/request/session.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import type { Product } from './product.entity.ts';

/** A product of all outlets may be changed only by the brand. For an outlet's own product, the permission of the field is enough. */
export function requireOwnProduct(ctx: Context, { outlet }: Product): void {
  if (outlet == null) requireBrandCatalogue(ctx);
}

/** What all outlets share belongs to the brand: managers change only what their outlets own. */
export function requireBrandCatalogue(ctx: Context): void {
  if (!hasPermission(ctx.session, 'MANAGE_TENANT'))
    throw new RequestError('FORBIDDEN', "The brand's catalogue is changed by TENANT_OWNER; a MANAGER changes products of own outlets.");
}

import type { Context } from '../../../kernel/request/context.ts';
import { checkOptionalText } from '../../../kernel/values/check.ts';
import { normalPhone } from '../../../kernel/values/phone.ts';
import { currentTenant } from '../../tenancy/index.ts';

/** Checks the length of a telephone number: at most 40 characters. */
export function checkPhone<V extends string | null | undefined>(phone: V): string | null | Extract<V, undefined> {
  return checkOptionalText(phone, ['phone'], { max: 40 });
}

/** A telephone number to store: in E.164, by the country of the tenant; a text that is no telephone number stays as written. */
export async function normalizedPhone(ctx: Context, phone: string | null | undefined): Promise<string | null> {
  const written = checkPhone(phone) ?? null;
  if (written === null) return null;
  const { country } = await currentTenant(ctx);
  return normalPhone(written, country) ?? written;
}

import { flag, money, optionalText, picture, type Sent, text } from '../../kernel/fields/field-table.ts';
import { createSetting, type Settings } from '../../kernel/fields/settings.ts';
import type { Context } from '../../kernel/request/context.ts';
import { lockBrand } from '../tenancy/index.ts';
import { ParcelType } from './parcel-type.entity.ts';

const fields = {
  name: text({ says: 'Name of the parcel type, unique in the brand' }),
  description: optionalText({ max: 500, says: 'Description for staff, e.g. what fits into the parcel' }),
  imageUrl: picture({ says: 'Address of a picture of the parcel' }),
  active: flag({ initial: true, says: 'Whether the parcel type is offered' }),
  fee: money({ initial: 0, says: 'Fee for the packaging' }),
};

export const parcelTypes: Settings<ParcelType, typeof fields> = {
  name: 'ParcelType',
  what: 'parcel type',
  entity: ParcelType,
  fields,
  action: 'PARCEL_TYPE_CHANGED',
  read: 'READ_CATALOGUE',
  manage: 'MANAGE_TENANT',
  most: 100,
  lockBrand,
};

export type CreateParcelType = Sent<typeof fields>;

/** Adds a parcel type to the brand. */
export function createParcelType(ctx: Context, input: CreateParcelType): Promise<ParcelType> {
  return createSetting(ctx, parcelTypes, input);
}

import { flag, type InputOf, money, optionalText, picture, text } from '../../kernel/fields/field-table.ts';
import { createSetting, type Settings } from '../../kernel/fields/settings.ts';
import type { Context } from '../../kernel/request/context.ts';
import { lockBrand } from '../tenancy/index.ts';
import { ParcelType } from './parcel-type.entity.ts';

const fields = {
  name: text({ description: 'Name of the parcel type, unique in the brand' }),
  description: optionalText({ max: 500, description: 'Description for staff, e.g. what fits into the parcel' }),
  imageUrl: picture({ description: 'Address of a picture of the parcel' }),
  active: flag({ initial: true, description: 'Whether the parcel type is offered' }),
  fee: money({ initial: 0, description: 'Fee for the packaging' }),
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

export type CreateParcelType = InputOf<typeof fields>;

/** Adds a parcel type to the brand. */
export function createParcelType(ctx: Context, input: CreateParcelType): Promise<ParcelType> {
  return createSetting(ctx, parcelTypes, input);
}

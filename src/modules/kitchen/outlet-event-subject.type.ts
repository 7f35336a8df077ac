import { createUnionType } from '../../kernel/graphql/decorators.ts';
import type { Context } from '../../kernel/request/context.ts';
import { typeNameOf } from '../../kernel/request/nodes.ts';
import { DeviceType } from '../identity/index.ts';
import { ModifierGroupType, ModifierOptionType, ProductType } from '../menu/index.ts';
import { OrderType } from '../ordering/index.ts';
import { PaymentType } from '../payments/index.ts';
import { KitchenStationType, OutletType } from '../tenancy/index.ts';
import { KitchenTicketType } from './ticket.type.ts';

export const OutletEventSubject = createUnionType({
  name: 'OutletEventSubject',
  description: 'Object that an event at an outlet is about. All types of it implement Node, so `... on Node { id }` selects the id of each.',
  types: () =>
    [OrderType, KitchenTicketType, PaymentType, ProductType, ModifierOptionType, ModifierGroupType, KitchenStationType, DeviceType, OutletType] as const,
  resolveType: (object: object, ctx: Context) => typeNameOf(ctx, object),
});

import type { CreateParcelType } from '../../modules/delivery/index.ts';
import type { CreateModifierGroup, CreateProduct } from '../../modules/menu/index.ts';
import type { CreateTaxRegime } from '../../modules/tax/index.ts';
import type { CreateOutlet, CreateTenant } from '../../modules/tenancy/index.ts';
import type { Shape } from './picture.ts';

/** A product of a demo brand; `groups` has keys of the brand's `groups`. */
export interface DemoProduct
  extends Pick<
    CreateProduct,
    'name' | 'price' | 'description' | 'promoPrice' | 'popular' | 'stationCode' | 'taxGroup' | 'trackStock' | 'stockQuantity' | 'soldBy' | 'measureStep'
  > {
  readonly sku: string;
  readonly groups?: readonly string[];
}

/** A demo brand as data: its outlets with their stations, and what it sells. */
export interface DemoBrand {
  readonly tenant: CreateTenant;
  readonly outlets: readonly (CreateOutlet & {
    readonly taxes: CreateTaxRegime;
    readonly tables: readonly { readonly name: string; readonly seats: number }[];
    readonly stations: readonly { readonly code: string; readonly name: string; readonly isDefault?: boolean }[];
  })[];
  readonly parcels: readonly CreateParcelType[];
  readonly groups: Readonly<Record<string, CreateModifierGroup>>;
  readonly categories: readonly {
    readonly name: string;
    readonly description?: string;
    readonly stationCode: string;
    /** Shape in the pictures of its products. */
    readonly picture: Shape;
    readonly products: readonly DemoProduct[];
  }[];
}

import type { Context } from '../../../kernel/request/context.ts';
import { checkPicture } from '../../../kernel/request/picture.ts';
import { checkOptionalText, invalid, notNull, sentFields } from '../../../kernel/values/check.ts';
import type { MeasureUnit } from '../../../kernel/values/measure.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { checkAmount, checkDescription, checkName, checkSortOrder, checkStationCode } from '../model/catalogue-checks.ts';

/** Fields for creating and changing a product; undefined: not sent, null: cleared. */
export interface ProductFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly imageUrl?: string | null;
  readonly price?: Money | null;
  readonly promoPrice?: Money | null;
  readonly promoStartsAt?: Date | null;
  readonly promoEndsAt?: Date | null;
  readonly stationCode?: string | null;
  readonly taxGroup?: string | null;
  readonly active?: boolean | null;
  readonly popular?: boolean | null;
  readonly trackStock?: boolean | null;
  /** Checked together, see sold-by.ts. */
  readonly soldBy?: MeasureUnit | null;
  /** As a decimal. */
  readonly measureStep?: string | null;
  readonly sortOrder?: number | null;
}

type Cleared = 'description' | 'imageUrl' | 'promoPrice' | 'promoStartsAt' | 'promoEndsAt' | 'stationCode' | 'taxGroup';
type Checked = {
  -readonly [F in Exclude<keyof ProductFields, 'soldBy' | 'measureStep'>]?: F extends Cleared
    ? Exclude<ProductFields[F], undefined>
    : NonNullable<ProductFields[F]>;
};

/** The fields that were sent, each checked on its own. */
export function checkProductFields({ services }: Context, input: ProductFields): Checked {
  const price = notNull(input.price, ['price']);
  return sentFields({
    name: checkName(input.name, ['name']),
    description: checkDescription(input.description, ['description']),
    imageUrl: checkPicture(services, input.imageUrl, ['imageUrl']),
    price: price === undefined ? undefined : checkAmount(price, ['price']),
    promoPrice: input.promoPrice == null ? input.promoPrice : checkAmount(input.promoPrice, ['promoPrice']),
    promoStartsAt: input.promoStartsAt,
    promoEndsAt: input.promoEndsAt,
    stationCode: checkStationCode(input.stationCode, ['stationCode']),
    taxGroup: checkOptionalText(input.taxGroup, ['taxGroup'], { max: 20 }),
    active: notNull(input.active, ['active']),
    popular: notNull(input.popular, ['popular']),
    trackStock: notNull(input.trackStock, ['trackStock']),
    sortOrder: checkSortOrder(input.sortOrder, ['sortOrder']),
  }) as Checked;
}

/** The promo price must not exceed the price, and the promo must end after it begins. */
export function checkPromo(product: { price: Money; promoPrice?: Money | null; promoStartsAt?: Date | null; promoEndsAt?: Date | null }): void {
  const { price, promoPrice, promoStartsAt, promoEndsAt } = product;
  if (promoPrice != null && promoPrice > price) throw invalid(['promoPrice'], 'must not be more than the price.');
  if (promoStartsAt && promoEndsAt && promoStartsAt >= promoEndsAt) throw invalid(['promoEndsAt'], 'must be after promoStartsAt.');
}

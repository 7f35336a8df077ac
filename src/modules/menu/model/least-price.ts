import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { addedPrice, type ChoiceRules, type ChosenUnits, cheapestChoice, type PricedOption } from './choice.ts';

/** A product with its lowest prices at any outlet, now and in the future, and its options. */
export interface PricedProduct {
  readonly id: string;
  readonly name: string;
  /** The catalogue's price, or an outlet's override that is lower. */
  readonly price: Money;
  /** Null: no promo is running or planned. */
  readonly promoPrice: Money | null;
  readonly groups: readonly (ChoiceRules<NamedOption> & { readonly name: string })[];
}

interface NamedOption extends PricedOption {
  readonly id: string;
  readonly name: string;
}

/** A product's lowest price with its cheapest allowed choice. */
export interface LeastPrice {
  readonly product: PricedProduct;
  readonly lowest: Money;
  readonly byPromo: boolean;
  readonly choice: readonly { readonly group: string; readonly chosen: ChosenUnits<NamedOption> }[];
  readonly amount: Money;
}

/**
 * All options count, also those taken off for a time: without them fewer choices are allowed, never cheaper ones. For a
 * measured product it is the price of one whole unit. A smaller measure may cost less than its options take off, and is refused
 * when it is ordered.
 */
export function leastPrice(product: PricedProduct): LeastPrice {
  const byPromo = product.promoPrice !== null && product.promoPrice < product.price;
  const lowest = byPromo ? (product.promoPrice ?? product.price) : product.price;
  const choice = product.groups.flatMap((group) => (cheapestChoice(group) ?? []).map((chosen) => ({ group: group.name, chosen })));
  return { product, lowest, byPromo, choice, amount: lowest + addedPrice(choice.map(({ chosen }) => chosen)) };
}

/**
 * Refuses a change that lets an allowed choice cost less than 0, because its order would be refused. A price that was negative
 * before and does not fall further is accepted.
 */
export function requireNotNegative(before: LeastPrice | null, after: LeastPrice, field: FieldPath): void {
  const { product, lowest, choice, amount } = after;
  if (amount >= 0 || (before !== null && amount >= before.amount)) return;
  const chosen = choice.map(({ group, chosen: { option, units } }) => ({ group, option: option.name, units, priceAdjustment: option.priceAdjustment }));
  const named = chosen.map(({ group, option, units, priceAdjustment }) => `${group}: ${units > 1 ? `${units} × ` : ''}${option} (${priceAdjustment})`);
  throw new UserFailure(
    'INVALID_INPUT',
    `${product.name} would cost ${amount} at the price ${lowest} with ${named.join(' and ')}; a choice must not cost less than 0.`,
    {
      field,
      details: { productId: product.id, product: product.name, price: lowest, choice: chosen, amount },
    },
  );
}

import { fractionDigits } from '../values/money.ts';
import { Extensions, Field, Int, ObjectType } from './decorators.ts';

@Extensions({ guest: true, fromMenu: true })
@ObjectType('Currency', { description: 'A currency, with the scale of its minor units.', simpleResolvers: true })
export class CurrencyType {
  @Field(() => String, { description: 'Code of the currency, ISO 4217, e.g. IDR.' })
  code!: string;

  @Field(() => Int, { description: 'Number of digits after the decimal point: with 2 digits an amount of 1250 is 12.50.' })
  fractionDigits!: number;
}

const known = new Map<string, CurrencyType>();

/** The object of a currency; there is one per currency. */
export function currencyOf(code: string): CurrencyType {
  let currency = known.get(code);
  if (!currency) known.set(code, (currency = { code, fractionDigits: fractionDigits(code) ?? 2 }));
  return currency;
}

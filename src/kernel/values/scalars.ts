import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, JSONResolver } from 'graphql-scalars';
import { formatMeasure, parseMeasure, type Thousandths } from './measure.ts';

/** A scalar whose values in code have another type than what clients send. */
export interface ConvertedScalar<Sent, Value> extends GraphQLScalarType<Sent, Sent> {
  /** For the type check alone: no scalar has this property. */
  readonly valueInCode: Value;
}

function refuse(what: string): never {
  throw new GraphQLError(`Expected ${what}.`);
}

/** Amounts are integers that JavaScript and JSON carry exactly. */
export const MoneyScalar = new GraphQLScalarType<number, number>({
  name: 'Money',
  description: 'Integer amount in minor units of the currency named beside it, e.g. 15000 = Rp 15.000, 1250 = USD 12.50 (IDR is kept without decimals).',
  // Section on numbers that every JSON reader keeps exactly.
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc7493#section-2.2',
  serialize: (value) => (Number.isSafeInteger(value) ? (value as number) : refuse('an integer amount')),
  parseValue: (value) => (Number.isSafeInteger(value) ? (value as number) : refuse('an integer amount in minor units')),
  parseLiteral: (node) =>
    node.kind === Kind.INT && Number.isSafeInteger(Number(node.value)) ? Number(node.value) : refuse('an integer amount in minor units'),
});

/**
 * One text for each measure, from every spelling. Reading the result again gives the same text, because variables are
 * read twice. A number is read as JSON writes it, its shortest decimal: 0.345 is exactly 345 thousandths, and a number
 * with rounding errors of arithmetic is refused.
 */
function parseMeasureOf(value: unknown): string {
  const measure = typeof value === 'string' || typeof value === 'number' ? parseMeasure(String(value)) : null;
  return measure === null ? refuse('a decimal with at most three places, as text or as a number, e.g. "0.345"') : formatMeasure(measure);
}

/** A decimal: text in the API, thousandths in the database. No measure is ever a floating-point number. */
export const MeasureScalar = new GraphQLScalarType<string, string>({
  name: 'Measure',
  description:
    'Decimal with at most three places, written as text so that no client rounds it: "0.345", "12.5", "1". In an input a number is accepted too. ' +
    'The unit is named beside it (MeasureUnit).',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  serialize: (value) => (Number.isSafeInteger(value) ? formatMeasure(value as number) : refuse('thousandths')),
  parseValue: parseMeasureOf,
  parseLiteral: (node) => parseMeasureOf(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined),
}) as ConvertedScalar<string, Thousandths>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function parseDate(value: unknown): string {
  if (typeof value !== 'string' || !DATE.test(value)) return refuse('a date as YYYY-MM-DD');
  const parsed = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== value || isBeforeYearOne(parsed) ? refuse('a date that exists') : value;
}

/** The calendar and the database have no year 0. */
function isBeforeYearOne(instant: Date): boolean {
  return instant.getUTCFullYear() < 1;
}

/** Checked in UTC: 9999-12-31 in the west is in the year 10000, and the database reads its five digits as something else. */
function storable(instant: Date): Date {
  return isBeforeYearOne(instant) || instant.getUTCFullYear() > 9999 ? refuse('an instant in the years 1 to 9999') : instant;
}

/** The value that the library reads, or an error in our words. */
function instant(read: () => Date): Date {
  let value: Date;
  try {
    value = read();
  } catch {
    return refuse('an instant with its zone, e.g. 2026-11-30T07:00:00Z');
  }
  return storable(value);
}

/** The section of date-time and full-date. */
const RFC_3339 = 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6';

/** A calendar date stays a text: it has no time and no zone. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: "Calendar date, e.g. a business date in the outlet's time zone.",
  specifiedByURL: RFC_3339,
  serialize: (value) => String(value).slice(0, 10),
  parseValue: parseDate,
  parseLiteral: (node) => (node.kind === Kind.STRING ? parseDate(node.value) : refuse('a date as YYYY-MM-DD')),
});

export const DateTimeScalar = new GraphQLScalarType<Date, Date>({
  ...DateTimeResolver.toConfig(),
  name: 'DateTime',
  description: 'Instant in UTC as ISO 8601 writes it, e.g. 2026-11-30T13:00:00.000Z.',
  specifiedByURL: RFC_3339,
  extensions: {},
  parseValue: (value) => instant(() => DateTimeResolver.parseValue(value)),
  parseLiteral: (node, variables) => instant(() => DateTimeResolver.parseLiteral(node, variables)),
});

export const JsonScalar = new GraphQLScalarType({
  ...JSONResolver.toConfig(),
  name: 'JSON',
  description: 'JSON value of any kind: object, list, text, number, true, false or null.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});

import { type GraphQLInputType, type GraphQLSchema, getNullableType, isEnumType, isInputObjectType, isLeafType } from 'graphql';

/** A value that does not fit its type. */
export interface InvalidValue {
  readonly type: GraphQLInputType;
  /** The type of the object whose field the value is; if it is no field, its own type. */
  readonly holder: GraphQLInputType;
  readonly value: unknown;
  /** Path of the value: names, and indexes of lists. */
  readonly path: readonly (string | number)[];
  /** The library's message; it may contain the value. */
  readonly message: string;
}

/** Values of fields with such names are never repeated. */
const SECRET = /password|pin|token|secret|code|key|otp|proof/i;
/** Messages of the library that contain the type and not the value. */
const OF_THE_TYPE =
  /^(Expected non-nullable type "[\w[\]!]+" not to be null|Expected type "[\w[\]!]+" to be an object|Field "\w+" of required type "[\w[\]!]+" was not provided|Field "\w+" is not defined by type "\w+"|Field "\w+" must be non-null|Exactly one key must be specified for OneOf type "\w+")\./;
/** Enums with more values are not listed: the schema has them. */
const MOST_CHOICES = 40;

/** The expected form of our types, and the pattern that a wrong value must match to be repeated: no secret matches it. */
const WANTED: Readonly<Record<string, { readonly form: string; readonly shown?: RegExp }>> = {
  Int: { form: 'a whole number from -2147483648 to 2147483647' },
  Float: { form: 'a number' },
  Boolean: { form: 'true or false' },
  String: { form: 'a text' },
  ID: { form: 'a text or a whole number' },
  Money: { form: 'an integer amount in minor units, e.g. 15000' },
  Measure: { form: 'a decimal with at most three places, e.g. "0.345"' },
  Date: { form: 'a date as YYYY-MM-DD that exists, e.g. 2026-11-30', shown: /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/ },
  DateTime: {
    form: 'an instant with its zone, e.g. 2026-11-30T07:00:00Z or 2026-11-30T14:00:00+07:00, in the years 1 to 9999',
    shown: /^\d{1,4}-\d{1,2}-\d{1,2}([T ]\d{1,2}(:\d{1,2}){0,2}(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?$/,
  },
};
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;
const ENUM_NAME = /^[_A-Za-z]\w{0,60}$/;

/** Why a value does not fit its type, as the end of a sentence. */
export function explainInvalidValue({ type, holder, value, path, message }: InvalidValue): string {
  const [ofTheType] = OF_THE_TYPE.exec(message) ?? [];
  const leaf = getNullableType(type);
  const choices = choicesOf(type) ?? choicesOf(holder);
  if (ofTheType && choices && ABOUT_CHOICE.test(ofTheType)) return `${ofTheType} ${choices}`;
  if (ofTheType || !isLeafType(leaf)) return ofTheType ?? `it does not fit its type ${type}.`;
  const isSecret = path.some((step) => typeof step === 'string' && SECRET.test(step));
  if (isEnumType(leaf)) {
    const names = leaf.getValues().map(({ name }) => name);
    const choices = names.length > MOST_CHOICES ? `one of the ${names.length} values of ${leaf.name}` : `one of ${names.join(', ')}`;
    return typeof value === 'string' && ENUM_NAME.test(value) && !isSecret
      ? `${value} is no ${leaf.name}; it must be ${choices}.`
      : `it must be ${choices} (${type}).`;
  }
  const { form, shown } = WANTED[leaf.name] ?? { form: `a value of ${leaf.name}` };
  const isShown = !isSecret && (typeof value === 'number' || (typeof value === 'string' && shown?.test(value)));
  const zone = leaf.name === 'DateTime' && typeof value === 'string' && WITHOUT_ZONE.test(value) ? ' has no zone' : ` is no ${leaf.name}`;
  return `${isShown ? `${value}${zone}; ` : ''}it must be ${form} (${type}).`;
}

/** Messages of the library for a wrong choice: no field or several fields are sent, or one that is null. */
const ABOUT_CHOICE = /OneOf|must be non-null\./;

/** The fields of a OneOf type, as a sentence; null for other types. */
function choicesOf(type: GraphQLInputType): string | null {
  const object = getNullableType(type);
  return isInputObjectType(object) && object.isOneOf ? `Send exactly one of ${Object.keys(object.getFields()).join(', ')}.` : null;
}

/** The message of an error of a document; the choices are added if it is about a literal of a OneOf type. */
export function withOneOfChoices(schema: GraphQLSchema, message: string): string {
  const [, ofObject, ofField] = /OneOf Input Object "(\w+)"|^Field "(\w+)\.\w+" must be non-null\.$/.exec(message) ?? [];
  const type = schema.getType(ofObject ?? ofField ?? '');
  const choices = isInputObjectType(type) ? choicesOf(type) : null;
  return choices ? `${message} ${choices}` : message;
}

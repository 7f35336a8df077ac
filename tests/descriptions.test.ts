import {
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { shared } from '../src/kernel/graphql/descriptions.ts';
import { makeSchema } from '../src/schema.ts';

/** A schema element with its description. */
interface DescribedElement {
  readonly path: string;
  readonly text: string;
  /** Whether clients send the element: an input field or an argument. */
  readonly isSent: boolean;
  /** The kind of sent value that needs a limit; null: none. */
  readonly takes: 'a text' | 'a list' | null;
}

let descriptions: DescribedElement[] = [];
beforeAll(async () => {
  descriptions = Object.values((await makeSchema()).getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .flatMap(saidOf);
});

interface Described {
  readonly description?: string | null | undefined;
}

interface Sent extends Described {
  readonly type: GraphQLInputType;
}

function saidOf(type: GraphQLNamedType): DescribedElement[] {
  const shown = (path: string, { description }: Described): DescribedElement => ({ path, text: description ?? '', isSent: false, takes: null });
  const sent = (path: string, field: Sent): DescribedElement => ({ path, text: field.description ?? '', isSent: true, takes: limited(field) });
  if (isEnumType(type)) return [shown(type.name, type), ...type.getValues().map((value) => shown(`${type.name}.${value.name}`, value))];
  if (isInputObjectType(type)) return [shown(type.name, type), ...Object.values(type.getFields()).map((field) => sent(`${type.name}.${field.name}`, field))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [shown(type.name, type)];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    shown(`${type.name}.${field.name}`, field),
    ...field.args.map((argument) => sent(`${type.name}.${field.name}(${argument.name})`, argument)),
  ]);
  return [shown(type.name, type), ...fields];
}

/** A list of enum values needs no limit: it is at most as long as the enum. */
function limited({ type }: Sent): DescribedElement['takes'] {
  const inputType = getNullableType(type);
  if (isListType(inputType)) return isEnumType(getNamedType(inputType)) ? null : 'a list';
  return String(inputType) === 'String' ? 'a text' : null;
}

/** Words that cannot start a noun phrase or a sentence: the noun that they refer to is missing. */
const LEADING = new Set(
  (
    'of as in on at by for from to with without within against after before behind per where which who whose whom what why ' +
    'it its they their them this these those that such any also so then there here same some none null empty not only if'
  ).split(' '),
);
const BANNED =
  /\b(whoever|whatever|whichever|whosoever|nobody|somebody|anew|oneself|one's own|one’s own|opaque|thereof|therein|hereby|such a one|as chosen)\b/i;
/** A limit is a number, or the set that the value is from; a cursor comes from an earlier page. */
const EXAMPLE = /e\.g\. .*?(?=[;:]|\. |\.$)/g;
const LIMITS = /\d|\bone of\b|^Cursor\b/i;

/** Violations of the rule; empty: none. */
function faults({ text, takes }: Pick<DescribedElement, 'text' | 'takes'>): string[] {
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const [first = ''] = words;
  const banned = BANNED.exec(text);
  return [
    ...(words.length < 3 ? ['has fewer than three words'] : []),
    ...(LEADING.has(first.toLowerCase().replace(/[^\p{L}].*$/u, '')) ? [`begins with "${first}", not with a noun`] : []),
    ...(text.endsWith('.') ? [] : ['does not end with a full stop']),
    ...(/^\p{Ll}+\b(?![.A-Z:\d])/u.test(text) ? ['begins with a small letter'] : []),
    ...(takes && !LIMITS.test(text.replace(EXAMPLE, '')) ? [`does not say the limits of ${takes}`] : []),
    ...(banned ? [`says "${banned[0]}"`] : []),
  ];
}

test('every description is a noun phrase or sentence that says what the thing is, and its limits where a text or a list is taken', () => {
  const findings = descriptions.flatMap((element) => faults(element).map((fault) => `${element.path} ${fault}: ${element.text}`));
  expect(findings).toEqual([]);
  expect(descriptions.length).toBeGreaterThan(2000);
});

test('the rule finds what does not meet it', () => {
  const found = (text: string, takes: DescribedElement['takes'] = null): string[] => faults({ text, takes });
  expect(found('Name of the guest, called out when the order is ready.')).toEqual([]);
  expect(found('Opaque.')).toEqual(['has fewer than three words', 'says "Opaque"']);
  expect(found('Of the guest.')).toEqual(['begins with "Of", not with a noun']);
  expect(found('Null: no code was needed.')).toEqual(['begins with "Null:", not with a noun']);
  expect(found('Name of the guest')).toEqual(['does not end with a full stop']);
  expect(found('name of the guest.')).toEqual(['begins with a small letter']);
  expect(found('unitPrice times quantity is the total.')).toEqual([]);
  expect(found('Reason for the discount.', 'a text')).toEqual(['does not say the limits of a text']);
  expect(found('Number of the order, e.g. KMG-0001.', 'a text')).toEqual(['does not say the limits of a text']);
  expect(found('Lines of the order, 1 to 250.', 'a list')).toEqual([]);
  expect(found('Name of the provider, one of paymentProviders.', 'a text')).toEqual([]);
});

/** Elements with the same name and meaning everywhere, by whether clients send them. */
const SAME = [
  { name: 'createdAt', isSent: false, text: shared.createdAt },
  { name: 'updatedAt', isSent: false, text: shared.updatedAt },
  { name: 'userErrors', isSent: false, text: shared.userErrors },
  { name: 'currency', isSent: false, text: shared.currency },
  { name: 'version', isSent: false, text: shared.version },
  { name: 'version', isSent: true, text: shared.seenVersion },
];
/** Fields with one of these names but another meaning, or a longer description. */
const OTHERS: readonly string[] = [
  'UserSession.createdAt',
  'Tenant.currency',
  'TaxPreset.currency',
  'Menu.version',
  'SetGatewayAccountInput.version',
  'RecallTicketItemInput.version',
];

test('things that are the same everywhere have the same description everywhere', () => {
  const findings = descriptions.flatMap(({ path, text, isSent }) => {
    const same = SAME.find((shared) => shared.isSent === isSent && path.endsWith(`.${shared.name}`));
    return !same || OTHERS.includes(path) || text === same.text ? [] : [`${path}: ${text}`];
  });
  expect(findings).toEqual([]);
});

test('the arguments of pages have the same description on every list', () => {
  const lists = descriptions.filter(({ path }) => path.endsWith('(last)')).map(({ path }) => path.slice(0, -'(last)'.length));
  for (const name of ['first', 'after', 'last', 'before']) {
    const texts = lists.map((list) => descriptions.find(({ path }) => path === `${list}(${name})`)?.text);
    expect([...new Set(texts)], name).toHaveLength(1);
  }
  expect(lists.length).toBeGreaterThan(10);
});

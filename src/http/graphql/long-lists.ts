import { type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { Coroutine } from '../../kernel/processor/job.ts';
import type { Context } from '../../kernel/request/context.ts';
import { type Data, JsonWriter } from '../base/json-writer.ts';
import { childSelection, type Selection } from '../base/selection.ts';

/** Lists from memory that may hold thousands of objects, with all that is in these. */
const LONG_LISTS = [['Menu', 'sections']] as const;

/** A list that execution has left out: where it stands in the answer, and how it is written. */
interface DeferredList {
  readonly path: readonly string[];
  readonly list: LongList;
}

class LongList {
  readonly #entries: readonly unknown[];
  readonly #selection: Selection;
  readonly #info: GraphQLResolveInfo;
  readonly #context: Context;

  constructor(entries: readonly unknown[], selection: Selection, info: GraphQLResolveInfo, context: Context) {
    this.#entries = entries;
    this.#selection = selection;
    this.#info = info;
    this.#context = context;
  }

  *write(writer: JsonWriter): Coroutine<void> {
    yield* writer.list(this.#entries, this.#info.returnType, this.#selection, { context: this.#context, info: this.#info });
  }
}

/** What was left out of an answer so far, by the answer. */
const deferredLists = new WeakMap<object, DeferredList[]>();

/**
 * Executing an operation takes as long as its answer is large, in one go. So execution leaves these lists out, and what is
 * in them is written afterwards, in slices: see {@link insertLongLists}.
 */
export function deferLongLists(schema: GraphQLSchema): void {
  for (const [typeName, fieldName] of LONG_LISTS) {
    const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[fieldName];
    const entryType = field && getNamedType(field.type);
    if (!field || !isObjectType(entryType)) throw new Error(`${typeName}.${fieldName} is no list of objects`);
    field.resolve = (source: Readonly<Record<string, readonly unknown[]>>, _args, context: Context, info) => {
      const entries = source[fieldName] ?? [];
      const surroundings = { schema, fragments: info.fragments, variables: info.variableValues };
      const selection = childSelection(surroundings, entryType, info.fieldNodes);
      const lists = deferredLists.get(context.answer);
      if (!lists || !selection) return entries;
      lists.push({ path: pathOf(info), list: new LongList(entries, selection, info, context) });
      return [];
    };
  }
}

function pathOf({ path }: GraphQLResolveInfo): readonly string[] {
  const names: string[] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step; step = step.prev) names.unshift(String(step.key));
  return names;
}

/** Leaves the long lists out of an answer from here on. */
export function startDeferring({ answer }: Context): void {
  deferredLists.set(answer, []);
}

/** The data of an answer with its long lists; null: it has none, and is whole. */
export function insertLongLists({ answer }: Context, data: Data): Coroutine<Data> | null {
  const lists = deferredLists.get(answer) ?? [];
  const whole = lists.filter(({ path, list }) => putIn(data, path, list));
  return whole.length > 0 ? written(data) : null;
}

/** False: what the list was part of could not be answered. */
function putIn(data: Data, path: readonly string[], list: LongList): boolean {
  let parent: unknown = data;
  for (const name of path.slice(0, -1)) parent = (parent as Readonly<Record<string, unknown>> | null)?.[name] ?? null;
  if (parent === null) return false;
  (parent as Record<string, unknown>)[path.at(-1) as string] = list;
  return true;
}

function* written(data: Data): Coroutine<Data> {
  const writer = new JsonWriter();
  yield* write(data, writer);
  return writer.end();
}

function* write(value: unknown, writer: JsonWriter): Coroutine<void> {
  if (value instanceof LongList) yield* value.write(writer);
  else if (isPlain(value)) {
    let comma = '{';
    for (const [name, inner] of Object.entries(value)) {
      // A compiled document has the names of what @skip has left out.
      if (inner === undefined) continue;
      writer.add(`${comma}${JSON.stringify(name)}:`);
      yield* write(inner, writer);
      comma = ',';
    }
    writer.add(comma === '{' ? '{}' : '}');
  } else writer.add(JSON.stringify(value));
}

/** Objects of an answer, not values that know how they are written. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);
}

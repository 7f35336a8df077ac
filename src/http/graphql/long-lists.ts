import { type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { Coroutine } from '../../kernel/processor/job.ts';
import type { Context } from '../../kernel/request/context.ts';
import { type Data, JsonWriter } from '../base/json-writer.ts';
import { childSelection, type Selection } from '../base/selection.ts';

/** Lists from memory that may have thousands of objects. */
const LONG_LISTS = [['Menu', 'sections']] as const;

/** A list that execution has left out, with its path in the answer. */
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

/** The lists left out so far, by answer. */
const deferredLists = new WeakMap<object, DeferredList[]>();

/**
 * Execution blocks the event loop for longer the larger the answer is. So execution leaves these lists out, and their
 * content is written afterwards, in slices: see {@link insertLongLists}.
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

/** From here on, long lists are left out of an answer. */
export function startDeferring({ answer }: Context): void {
  deferredLists.set(answer, []);
}

/** Writes the data of an answer with its long lists; null: the answer has none and is complete. */
export function insertLongLists({ answer }: Context, data: Data): Coroutine<Data> | null {
  const lists = deferredLists.get(answer) ?? [];
  const whole = lists.filter(({ path, list }) => putIn(data, path, list));
  return whole.length > 0 ? written(data) : null;
}

/** Puts a list at its place. Returns false when the object around it is null because of an error. */
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
      // A compiled document sets fields that @skip left out to undefined.
      if (inner === undefined) continue;
      writer.add(`${comma}${JSON.stringify(name)}:`);
      yield* write(inner, writer);
      comma = ',';
    }
    writer.add(comma === '{' ? '{}' : '}');
  } else writer.add(JSON.stringify(value));
}

/** Whether a value is an object of the answer, not a value with its own toJSON. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);
}

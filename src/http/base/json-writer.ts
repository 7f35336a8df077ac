import { type GraphQLOutputType, type GraphQLResolveInfo, isLeafType, isListType, isNonNullType } from 'graphql';
import type { Coroutine } from '../../kernel/processor/job.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import type { SelectedField, Selection } from './selection.ts';

/** Data of an answer, as an object or as the JSON of one. */
export type Data = Readonly<Record<string, unknown>>;

class Rendered {
  readonly parts: readonly Buffer[];

  constructor(parts: readonly Buffer[]) {
    this.parts = parts;
  }

  toJSON(): unknown {
    return JSON.parse(Buffer.concat(this.parts).toString());
  }
}

/**
 * The JSON of an answer's data in parts, if it was written already; otherwise null. The parts stay separate: joining
 * megabytes takes tens of milliseconds.
 */
export function jsonOf(data: unknown): readonly Buffer[] | null {
  return data instanceof Rendered ? data.parts : null;
}

/** Arguments of resolvers, without their source. */
export interface ResolverArguments {
  readonly context: unknown;
  readonly info: Partial<GraphQLResolveInfo>;
}

/** An object that is being written: its fields and its source. */
interface OpenObject {
  readonly fields: readonly Column[];
  readonly source: Readonly<Record<string, unknown>>;
  at: number;
}

interface OpenList {
  readonly entries: readonly unknown[];
  readonly column: Column;
  readonly type: GraphQLOutputType;
  at: number;
}

/** A selected field, prepared for the many objects that have it. */
interface Column {
  /** Response name as JSON, with the comma before it. */
  readonly head: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  /** Null: the source has the value under the field's name. */
  readonly resolve: ((source: unknown) => unknown) | null;
  readonly below: readonly Column[];
}

const CHUNK = 65_536;
/** Most bytes of one answer. */
export const MAX_ANSWER = 32 * 1024 * 1024;

/**
 * Writes objects as JSON, field by field: the same bytes as execution and serialisation give. It can be interrupted at
 * any object, so a long answer does not keep other requests waiting.
 */
export class JsonWriter {
  readonly #chunks: Buffer[] = [];
  readonly #stack: (OpenObject | OpenList)[] = [];
  #text = '';
  #length = 0;

  /** Writes a text unchanged. */
  add(text: string): void {
    this.#text += text;
  }

  *object(source: unknown, selection: Selection, args: ResolverArguments): Coroutine<void> {
    this.#open(source, columnsOf(selection, args));
    yield* this.#write();
  }

  *list(entries: readonly unknown[], type: GraphQLOutputType, selection: Selection, args: ResolverArguments): Coroutine<void> {
    this.#complete(entries, type, { head: '', name: '', type, resolve: null, below: columnsOf(selection, args) });
    yield* this.#write();
  }

  end(): Data {
    this.#pour();
    return new Rendered(this.#chunks) as unknown as Data;
  }

  *#write(): Coroutine<void> {
    for (let current = this.#stack.at(-1); current; current = this.#stack.at(-1)) {
      const at = current.at++;
      if ('entries' in current) {
        if (at === current.entries.length) this.#close(']');
        else {
          if (at > 0) this.#text += ',';
          this.#complete(current.entries[at], current.type, current.column);
          yield;
        }
      } else if (at === current.fields.length) this.#close('}');
      else {
        const column = current.fields[at] as Column;
        const value = column.resolve ? column.resolve(current.source) : current.source[column.name];
        this.#text += column.head;
        this.#complete(value instanceof Promise ? yield value : value, column.type, column);
      }
    }
  }

  /** Writes a leaf, or the beginning of an object or list, whose content follows. */
  #complete(value: unknown, type: GraphQLOutputType, column: Column): void {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (value === undefined || value === null) {
      if (inner !== type) throw new Error(`${column.name} must not be null`);
      this.#text += 'null';
    } else if (isLeafType(inner)) this.#text += JSON.stringify(inner.serialize(value));
    else if (isListType(inner)) {
      this.#text += '[';
      this.#stack.push({ entries: value as readonly unknown[], column, type: inner.ofType, at: 0 });
    } else this.#open(value, column.below);
  }

  #open(source: unknown, fields: readonly Column[]): void {
    this.#text += '{';
    this.#stack.push({ fields, source: source as Readonly<Record<string, unknown>>, at: 0 });
  }

  #close(sign: string): void {
    this.#text += sign;
    this.#stack.pop();
    if (this.#text.length > CHUNK) this.#pour();
  }

  #pour(): void {
    const chunk = Buffer.from(this.#text);
    this.#text = '';
    this.#length += chunk.length;
    if (this.#length > MAX_ANSWER) throw new RequestError('BAD_USER_INPUT', `The answer would be longer than ${MAX_ANSWER / 1024 / 1024} MB; ask for less.`);
    this.#chunks.push(chunk);
  }
}

function columnsOf(selection: Selection, args: ResolverArguments): readonly Column[] {
  return selection.map((selected, index): Column => {
    const { name, field, children } = selected;
    const head = `${index > 0 ? ',' : ''}${JSON.stringify(name)}:`;
    return { head, name: field.name, type: field.type, resolve: resolverOf(selected, args), below: children ? columnsOf(children, args) : [] };
  });
}

function resolverOf({ parent, field, args }: SelectedField, { context, info }: ResolverArguments): Column['resolve'] {
  if (field.name === '__typename') return () => parent.name;
  const { resolve } = field;
  if (!resolve) return null;
  const all = { ...info, fieldName: field.name, returnType: field.type, parentType: parent } as GraphQLResolveInfo;
  return (source) => resolve(source, args, context, all);
}

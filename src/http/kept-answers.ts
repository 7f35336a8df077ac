import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Services } from '../kernel/context.ts';
import { type Session, sight } from '../kernel/session.ts';
import { currentMenuEntry } from '../modules/menu/index.ts';

/** Root fields whose answer depends on nothing but the menu in memory. */
const MENU_FIELDS = new Set(['menu', 'menuItem']);
/** Types that are part of that menu; of an outlet only the fields that raise its menu version when they change. */
const MENU_TYPES = new Set(['Query', 'Menu', 'MenuSection', 'MenuItem', 'MenuModifierGroup', 'MenuModifierOption', 'Currency']);
const OUTLET_FIELDS = new Set([
  'id',
  'name',
  'code',
  'timeZone',
  'currency',
  'address',
  'phone',
  'serviceModes',
  'pricesIncludeTax',
  'archivedAt',
  '__typename',
]);

const MAX_BYTES = 128 * 1024 * 1024;

/** A question that may have a kept answer: what is asked, by whom, and the menus that the answer is made from. */
export interface Question {
  readonly key: string;
  readonly tenantId: string;
  readonly menus: readonly { readonly outletId: string; readonly entry: object }[];
}

/** An answer as it was sent. */
export interface KeptAnswer {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/**
 * Serialised answers of menu queries, kept by operation, variables and right to see. An answer counts only while the
 * very menus in memory that it was made from are the current ones, so a change of menu, price or availability is in
 * the very next answer.
 */
export class KeptAnswers {
  readonly #services: Services;
  readonly #schema: GraphQLSchema;
  readonly #answers = new LRUCache<string, KeptAnswer & { readonly menus: Question['menus'] }>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }, key) => bytes.length + key.length + 1000,
  });
  readonly #outlets = new LRUCache<string, readonly ValueNode[] | 'other'>({ max: 1000 });

  constructor(services: Services, schema: GraphQLSchema) {
    this.#services = services;
    this.#schema = schema;
  }

  /** The question of a request, null when its answer cannot be kept. `accept`: which types of answer are wanted. */
  question(session: Session, body: unknown, accept: string | undefined): Question | null {
    if (session.tenantId === null || typeof body !== 'object' || body === null) return null;
    const { query, operationName, variables } = body as { query?: unknown; operationName?: unknown; variables?: unknown };
    if (typeof query !== 'string' || !query.includes('menu')) return null;
    const outlets = this.#outletsOf(query);
    if (outlets === 'other') return null;
    const menus: { outletId: string; entry: object }[] = [];
    for (const node of outlets) {
      const outletId = outletIdOf(node, variables);
      const entry = outletId === null ? null : currentMenuEntry(this.#services, session.tenantId, outletId);
      if (outletId === null || entry === null) return null;
      menus.push({ outletId, entry });
    }
    return {
      key: `${sight(session)}\n${accept ?? ''}\n${operationName ?? ''}\n${variables === undefined ? '' : JSON.stringify(variables)}\n${query}`,
      tenantId: session.tenantId,
      menus,
    };
  }

  answer(question: Question): KeptAnswer | null {
    const kept = this.#answers.get(question.key);
    return kept?.menus.every(({ entry }, index) => entry === question.menus[index]?.entry) ? kept : null;
  }

  /** Whether the menus of a question are still those that are right now. */
  isCurrent({ menus, tenantId }: Question): boolean {
    return menus.every(({ outletId, entry }) => currentMenuEntry(this.#services, tenantId, outletId) === entry);
  }

  /** Keeps an answer, if the menus did not change while it was made and nothing went wrong. */
  keep(question: Question, answer: KeptAnswer): void {
    if (this.isCurrent(question) && answer.bytes.subarray(0, 8).toString() === '{"data":')
      this.#answers.set(question.key, { ...answer, menus: question.menus });
  }

  #outletsOf(query: string): readonly ValueNode[] | 'other' {
    let outlets = this.#outlets.get(query);
    if (!outlets) {
      outlets = analyse(this.#schema, query);
      this.#outlets.set(query, outlets);
    }
    return outlets;
  }
}

/** The outletId arguments of a document that asks for menus only. */
function analyse(schema: GraphQLSchema, query: string): readonly ValueNode[] | 'other' {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: 2000, noLocation: true });
  } catch {
    return 'other';
  }
  const operations = document.definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== 'query') return 'other';
  const fields = operation.selectionSet.selections;
  if (!fields.every((node): node is FieldNode => node.kind === Kind.FIELD && MENU_FIELDS.has(node.name.value)) || !onlyMenu(schema, document)) return 'other';
  const outlets = fields.map((field) => field.arguments?.find(({ name }) => name.value === 'outletId')?.value);
  return outlets.every((value) => value !== undefined) ? outlets : 'other';
}

function onlyMenu(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let only = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const parent = types.getParentType();
        const name = parent ? getNamedType(parent).name : '';
        if (!MENU_TYPES.has(name) && !(name === 'Outlet' && OUTLET_FIELDS.has(node.name.value))) only = false;
      },
    }),
  );
  return only;
}

function outletIdOf(node: ValueNode, variables: unknown): string | null {
  if (node.kind === Kind.STRING) return node.value.toLowerCase();
  const value = node.kind === Kind.VARIABLE ? (variables as Record<string, unknown> | null | undefined)?.[node.name.value] : null;
  return typeof value === 'string' ? value.toLowerCase() : null;
}

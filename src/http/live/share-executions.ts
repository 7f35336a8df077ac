import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Context } from '../../kernel/request/context.ts';
import { coerceVariables } from '../base/coerce-variables.ts';
import { canonicalSelection, fragmentsOf, selectionOf } from '../base/selection.ts';
import type { Executor } from '../graphql/executor.ts';

/** One subscription of one socket. */
export interface SharedSubscription {
  readonly args: ExecutionArgs;
  /** Subscriptions with equal keys get the same result for an event. */
  readonly visibilityKey: string;
  /** Makes a fresh context, one per event, so that no stale row is read. */
  readonly freshContext: () => Context;
}

/** Results of one event by operation: the result, or its promise. */
type Results = Map<string, ExecutionResult | Promise<ExecutionResult>>;

/** A subscription's results, one by one. */
export interface ResultSource extends AsyncIterableIterator<ExecutionResult> {
  /** Passes each result to `send` until the subscription ends; waits when `send` returns a promise. Cheaper than iterating. */
  each(send: (result: ExecutionResult) => Promise<void> | null): Promise<void>;
}

/**
 * Subscribes, and executes each event once for all sockets of the node with the same operation and the same visibility
 * key: a thousand displays of one kitchen cost one execution per event, not a thousand. A feed passes the same object to
 * all of its followers, so the event itself is the key. Without `shares`, each socket has its own execution.
 */
export function sharedSubscribe(execute: Executor, { shares = true } = {}): (subscription: SharedSubscription) => Promise<ResultSource | ExecutionResult> {
  const results = new WeakMap<object, Results>();
  return async ({ args, visibilityKey, freshContext }) => {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const key = `${visibilityKey}\n${keyOf(args)}`;
    const { document, operationName, variableValues } = args;
    const run = (event: unknown): Promise<ExecutionResult> =>
      execute({
        document,
        operationName,
        variables: variableValues as Record<string, unknown>,
        context: freshContext(),
        root: event,
      });
    return new MappedIterator(source as AsyncIterableIterator<unknown>, (event) => {
      if (!shares || typeof event !== 'object' || event === null) return run(event);
      const shared: Results = results.get(event) ?? new Map();
      results.set(event, shared);
      const known = shared.get(key);
      if (known) return known;
      const running = run(event);
      shared.set(key, running);
      // Later subscriptions get the result itself and need not wait for a promise.
      running.then(
        (done) => shared.set(key, done),
        () => undefined,
      );
      return running;
    });
  };
}

/** A text for the operation, without the variables that only say where a feed resumes. */
function keyOf({ schema, document, operationName, variableValues }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  const root = schema.getSubscriptionType();
  const ignored = operation ? resumeVariables(document, operation) : new Set<string>();
  const variables = Object.fromEntries(Object.entries(variableValues ?? {}).filter(([name]) => !ignored.has(name)));
  const { variables: coerced } = coerceVariables(schema, document, operationName, variables);
  const selection = operation && root && selectionOf({ schema, fragments: fragmentsOf(document), variables: coerced }, root, [operation.selectionSet]);
  // The selection of a union is not known here, so the document stands for it.
  return selection ? canonicalSelection(selection) : `${documentId(document)}\n${operationName ?? ''}\n${JSON.stringify(variables)}`;
}

const resume = new WeakMap<DocumentNode, Set<string>>();

function resumeVariables(document: DocumentNode, operation: OperationDefinitionNode): Set<string> {
  let names = resume.get(document);
  if (names) return names;
  names = new Set();
  const elsewhere = new Set<string>();
  const root = operation.selectionSet.selections[0];
  const after = root?.kind === Kind.FIELD ? root.arguments?.find((argument) => argument.name.value === 'after') : undefined;
  if (after?.value.kind === Kind.VARIABLE) names.add(after.value.name.value);
  visit(document, {
    VariableDefinition: () => false,
    Argument: (node) => (node === after ? false : undefined),
    Variable: (node) => void elsewhere.add(node.name.value),
  });
  for (const name of elsewhere) names.delete(name);
  resume.set(document, names);
  return names;
}

const ids = new WeakMap<DocumentNode, number>();
let nextId = 0;

function documentId(document: DocumentNode): number {
  let id = ids.get(document);
  if (id === undefined) ids.set(document, (id = nextId += 1));
  return id;
}

/** Maps events of a source to results; closing it closes the source at once. */
class MappedIterator implements ResultSource {
  readonly #source: AsyncIterableIterator<unknown>;
  readonly #map: (event: unknown) => ExecutionResult | Promise<ExecutionResult>;

  constructor(source: AsyncIterableIterator<unknown>, map: (event: unknown) => ExecutionResult | Promise<ExecutionResult>) {
    this.#source = source;
    this.#map = map;
  }

  async each(send: (result: ExecutionResult) => Promise<void> | null): Promise<void> {
    for (;;) {
      const { value, done } = await this.#source.next();
      if (done) return;
      const result = this.#map(value);
      const full = send(result instanceof Promise ? await result : result);
      if (full) await full;
    }
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const { value, done } = await this.#source.next();
    return done ? { value: undefined, done: true } : { value: await this.#map(value), done: false };
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.#source.return?.();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { Session } from '../../kernel/request/session.ts';
import { refusedOperation } from '../base/errors.ts';
import type { BudgetState, Budgets } from './budgets.ts';
import { costOf, isPageSize, listLengthError, MAX_OBJECTS, type OperationCost, objectsOf, pageSizeError } from './cost.ts';

/** A requested operation of a valid document. */
export interface RequestedOperation {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Whether an operation may run. */
export interface Admission {
  /** Why it may not run; null: it may run, and its points are paid. */
  readonly error: GraphQLError | null;
  readonly points: number;
  /** State of the caller's budgets; null where there are none, or the operation was refused before. */
  readonly budget: BudgetState | null;
  readonly rootFields: readonly string[];
  /** Whether a list is selected inside itself: see {@link countCycles}. */
  readonly cyclic: boolean;
}

/** Deeper than any input of the schema. */
const DEEPEST = 20;

/**
 * The checks of every operation before it is executed, over HTTP and WebSocket alike: its lists are short enough, its
 * cost is within bounds, and the budgets of its caller and tenant can pay for it. They need no database query.
 */
export function makeAdmission(
  schema: GraphQLSchema,
  budgets: Budgets | null,
): (operation: RequestedOperation, session: Session, ip: string | null) => Admission {
  const known = new WeakMap<DocumentNode, Map<string, OperationCost>>();
  const costFor = ({ document, operationName }: RequestedOperation): OperationCost => {
    const name = operationName ?? '';
    let byName = known.get(document);
    if (!byName) known.set(document, (byName = new Map()));
    let cost = byName.get(name);
    if (!cost) byName.set(name, (cost = costOf(schema, document, operationName)));
    return cost;
  };
  return (operation, session, ip) => {
    const cost = costFor(operation);
    const variables = operation.variables ?? {};
    const wrong = cost.wrong ?? wrongVariables(cost, variables);
    const objects = wrong === null ? Math.ceil(objectsOf(cost.objects, variables)) : 0;
    const points = Math.max(objects, 1) + cost.surcharge;
    const refuse = (refused: GraphQLError, budget: BudgetState | null = null): Admission => ({
      error: refused,
      points,
      budget,
      rootFields: cost.rootFields,
      cyclic: cost.cyclic,
    });
    if (wrong !== null) return refuse(refusedOperation('BAD_USER_INPUT', wrong));
    if (objects > MAX_OBJECTS) return refuse(refusedOperation('BAD_USER_INPUT', tooCostly(objects)));
    const budget = budgets?.take(session, ip, points) ?? null;
    if (budget && !budget.allowed)
      return refuse(refusedOperation('RATE_LIMITED', 'Too much was asked for in a short time; try again later.', budget.retryAfterSeconds), budget);
    return { error: null, points, budget, rootFields: cost.rootFields, cyclic: cost.cyclic };
  };
}

function tooCostly(objects: number): string {
  return `The cost of the operation is up to ${objects} objects; at most ${MAX_OBJECTS} are allowed. Ask for shorter lists (first, last), or for less of each entry.`;
}

function wrongVariables({ sizes, lists }: OperationCost, variables: Readonly<Record<string, unknown>>): string | null {
  for (const { variable, argument, most } of sizes) {
    const size = variables[variable];
    if (typeof size === 'number' && !isPageSize(size, most)) return pageSizeError(argument, most);
  }
  for (const { variable, most } of lists) {
    const wrong = wrongValue(variables[variable], most, 0);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongValue(value: unknown, most: number, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth > DEEPEST) return `A variable is more than ${DEEPEST} levels deep.`;
  if (Array.isArray(value) && value.length > most) return listLengthError(value.length, most);
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const wrong = wrongValue(inner, most, depth + 1);
    if (wrong !== null) return wrong;
  }
  return null;
}

import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { Session } from '../../kernel/request/session.ts';
import { refusal } from '../base/errors.ts';
import type { Budgets, Standing } from './budgets.ts';
import { costOf, isWithin, listWrong, MAX_OBJECTS, type OperationCost, objectsOf, sizeWrong } from './cost.ts';

/** An operation that is asked for, of a valid document. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Whether an operation may run. */
export interface Admitted {
  /** Why it may not; null: it may, and is paid for. */
  readonly refused: GraphQLError | null;
  readonly points: number;
  /** How the caller's budgets stand; null where there are none, or nothing was taken. */
  readonly standing: Standing | null;
  readonly rootFields: readonly string[];
  /** Whether a list is asked for inside itself: see {@link countCycles}. */
  readonly cyclic: boolean;
}

/** Deeper than any input of ours. */
const DEEPEST = 20;

/**
 * What every operation passes before it is executed, over HTTP and WebSocket alike: its lists are short enough, its
 * cost is within bounds, and its caller and tenant can pay for it. Nothing is read from the database for that.
 */
export function makeAdmission(schema: GraphQLSchema, budgets: Budgets | null): (asked: Asked, session: Session, ip: string | null) => Admitted {
  const known = new WeakMap<DocumentNode, Map<string, OperationCost>>();
  const costFor = ({ document, operationName }: Asked): OperationCost => {
    const name = operationName ?? '';
    let byName = known.get(document);
    if (!byName) known.set(document, (byName = new Map()));
    let cost = byName.get(name);
    if (!cost) byName.set(name, (cost = costOf(schema, document, operationName)));
    return cost;
  };
  return (asked, session, ip) => {
    const cost = costFor(asked);
    const variables = asked.variables ?? {};
    const wrong = cost.wrong ?? wrongVariables(cost, variables);
    const objects = wrong === null ? Math.ceil(objectsOf(cost.objects, variables)) : 0;
    const points = Math.max(objects, 1) + cost.surcharge;
    const refuse = (refused: GraphQLError, standing: Standing | null = null): Admitted => ({
      refused,
      points,
      standing,
      rootFields: cost.rootFields,
      cyclic: cost.cyclic,
    });
    if (wrong !== null) return refuse(refusal('BAD_USER_INPUT', wrong));
    if (objects > MAX_OBJECTS) return refuse(refusal('BAD_USER_INPUT', tooCostly(objects)));
    const standing = budgets?.take(session, ip, points) ?? null;
    if (standing && !standing.allowed)
      return refuse(refusal('RATE_LIMITED', 'Too much was asked for in a short time; try again later.', standing.retryAfterSeconds), standing);
    return { refused: null, points, standing, rootFields: cost.rootFields, cyclic: cost.cyclic };
  };
}

function tooCostly(objects: number): string {
  return `The cost of the operation is up to ${objects} objects; at most ${MAX_OBJECTS} are allowed. Ask for shorter lists (first, last), or for less of each entry.`;
}

function wrongVariables({ sizes, lists }: OperationCost, variables: Readonly<Record<string, unknown>>): string | null {
  for (const { variable, argument, most } of sizes) {
    const size = variables[variable];
    if (typeof size === 'number' && !isWithin(size, most)) return sizeWrong(argument, most);
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
  if (Array.isArray(value) && value.length > most) return listWrong(value.length, most);
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const wrong = wrongValue(inner, most, depth + 1);
    if (wrong !== null) return wrong;
  }
  return null;
}

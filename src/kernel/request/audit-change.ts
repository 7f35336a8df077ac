import { type Audited, type AuditFacts, audit } from './audit.ts';
import type { Context } from './context.ts';

/** Fields of a row as facts: instants as ISO texts, lists and objects as JSON. */
export function factsOf<R extends object>(row: R, fields: readonly (keyof R & string)[]): AuditFacts {
  return Object.fromEntries(fields.map((field) => [field, factOf(row[field])]));
}

function factOf(value: unknown): AuditFacts[string] {
  if (value == null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** Audits what differs between two states of a thing, and nothing when they are the same. */
export async function auditChange(ctx: Context, about: Omit<Audited, 'before' | 'after'>, before: AuditFacts, after: AuditFacts): Promise<void> {
  const changed = Object.keys(after).filter((name) => (before[name] ?? null) !== (after[name] ?? null));
  if (changed.length === 0) return;
  await audit(ctx, { ...about, before: pick(before, changed), after: pick(after, changed) });
}

function pick(facts: AuditFacts, names: readonly string[]): AuditFacts {
  return Object.fromEntries(names.map((name) => [name, facts[name] ?? null]));
}

import { type AuditRecord, type AuditValues, audit } from './audit.ts';
import type { Context } from './context.ts';

/** Fields of a row as audit values: instants as ISO texts, lists and objects as JSON. */
export function auditValues<R extends object>(row: R, fields: readonly (keyof R & string)[]): AuditValues {
  return Object.fromEntries(fields.map((field) => [field, auditValue(row[field])]));
}

function auditValue(value: unknown): AuditValues[string] {
  if (value == null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** Audits the fields that differ between two states of an object. Writes no entry when none differs. */
export async function auditChange(ctx: Context, about: Omit<AuditRecord, 'before' | 'after'>, before: AuditValues, after: AuditValues): Promise<void> {
  const changed = Object.keys(after).filter((name) => (before[name] ?? null) !== (after[name] ?? null));
  if (changed.length === 0) return;
  await audit(ctx, { ...about, before: pick(before, changed), after: pick(after, changed) });
}

function pick(facts: AuditValues, names: readonly string[]): AuditValues {
  return Object.fromEntries(names.map((name) => [name, facts[name] ?? null]));
}

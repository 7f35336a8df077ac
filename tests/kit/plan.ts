import type pg from 'pg';

/** One step of a plan that PostgreSQL has made for a statement. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/** All steps of the plan of a statement; without values, of the plan that is made for any. */
export async function planOf(client: pg.Client, statement: string, values: readonly unknown[] = []): Promise<PlanNode[]> {
  const options = values.length === 0 ? 'format json, generic_plan' : 'format json';
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(`explain (${options}) ${statement}`, [...values]);
  return rows[0]?.['QUERY PLAN'].flatMap(({ Plan }) => flatten(Plan)) ?? [];
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

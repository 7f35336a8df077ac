import type { EntityClass, EntitySchema } from '@mikro-orm/postgresql';
import type { ArchivedTable } from './archived-table.ts';
import type { Invariant } from './check-invariants.ts';
import type { MailTexts } from './mail/rendered-mail.ts';
import type { Services } from './request/context.ts';
import type { NodeKinds } from './request/nodes.ts';
import type { Routes } from './request/routes.ts';
import type { Retention } from './retention.ts';

/**
 * What a module brings, declared in its `index.ts`. `src/modules.ts` lists all modules; the schema, the tables, the
 * invariants and the rest are built from that list.
 */
export interface Module {
  readonly entities: readonly (EntityClass<object> | EntitySchema)[];
  /** Resolver classes; the GraphQL types are found through them. */
  readonly resolvers: readonly ResolverClass[];
  /** Kinds of objects that are found by their ids alone. */
  readonly nodes?: NodeKinds;
  /** Rules that the module's rows satisfy at every moment. */
  readonly invariants?: readonly Invariant[];
  /** Actions that the module writes into the audit log, with their descriptions in the schema. */
  readonly auditActions?: Readonly<Record<string, string>>;
  /** Usual lengths of lists, by `Type.field`, for those that do not have about ten entries; the cost of a query is computed with them. */
  readonly listSizes?: Readonly<Record<string, number>>;
  /** Rows that are deleted after a time. */
  readonly retention?: readonly Retention[];
  /** Tables whose rows are archived with their order. A row refers to rows of tables before its own. */
  readonly archived?: readonly ArchivedTable[];
  /** Functions that write the texts of mails, by kind. */
  readonly mails?: MailTexts;
  /** HTTP routes other than /graphql. */
  readonly routes?: readonly Routes[];
  /** Starts background work; each function returns how to stop it. */
  readonly start?: readonly ((services: Services) => () => void | Promise<void>)[];
}

export type ResolverClass = new () => object;

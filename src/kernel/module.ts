import type { EntityClass, EntitySchema } from '@mikro-orm/postgresql';
import type { Invariant } from './check-invariants.ts';
import type { MailTexts } from './mail/rendered-mail.ts';
import type { Services } from './request/context.ts';
import type { NodeKinds } from './request/nodes.ts';
import type { Routes } from './request/routes.ts';
import type { Retention } from './retention.ts';

/**
 * What a module brings, told in its `index.ts`. `src/modules.ts` lists all modules; the schema, the tables, the
 * invariants and all else are made by going over that list.
 */
export interface Module {
  readonly entities: readonly (EntityClass<object> | EntitySchema)[];
  /** Resolver classes; types hang on them. */
  readonly resolvers: readonly ResolverClass[];
  /** Kinds of objects that are found by their ids alone. */
  readonly nodes?: NodeKinds;
  /** What holds of the module's rows at every moment. */
  readonly invariants?: readonly Invariant[];
  /** Actions that the module writes into the audit log, with their descriptions in the schema. */
  readonly auditActions?: Readonly<Record<string, string>>;
  /** Usual lengths of lists, by `Type.field`, where they are not about ten: cost is counted with them. */
  readonly listSizes?: Readonly<Record<string, number>>;
  /** Rows that are kept for a time only. */
  readonly retention?: readonly Retention[];
  /** Who writes which mail, by kind. */
  readonly mails?: MailTexts;
  /** Addresses beside /graphql. */
  readonly routes?: readonly Routes[];
  /** Begins work that goes on beside requests; each returns how to stop it. */
  readonly start?: readonly ((services: Services) => () => void | Promise<void>)[];
}

export type ResolverClass = new () => object;

import type { Context } from './context.ts';

/**
 * News of one module that another acts on, in the same transaction. Each module adds its facts by declaration
 * merging; `src/reactions.ts` is the one table of who reacts to what.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules add their facts to it
export interface DomainEvents {}

export type Reactions = { readonly [F in keyof DomainEvents]?: readonly ((ctx: Context, subject: DomainEvents[F]) => Promise<void>)[] };

declare module './context.ts' {
  interface Services {
    readonly reactions: Reactions;
  }
}

/** Tells a fact; returns when everything that follows from it in this transaction is done. */
export async function emit<F extends keyof DomainEvents>(ctx: Context, fact: F, subject: DomainEvents[F]): Promise<void> {
  const reactions = (ctx.services.reactions[fact] ?? []) as readonly ((ctx: Context, subject: DomainEvents[F]) => Promise<void>)[];
  for (const react of reactions) await react(ctx, subject);
}

import type { Context } from './context.ts';

/**
 * Events of one module that another module acts on, in the same transaction. Each module adds its events by declaration
 * merging; `src/reactions.ts` is the one table of reactions.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules add their events to it
export interface DomainEvents {}

export type Reactions = { readonly [F in keyof DomainEvents]?: readonly ((ctx: Context, subject: DomainEvents[F]) => Promise<void>)[] };

declare module './context.ts' {
  interface Services {
    readonly reactions: Reactions;
  }
}

/** Emits an event; resolves when all reactions to it are done, in this transaction. */
export async function emit<F extends keyof DomainEvents>(ctx: Context, fact: F, subject: DomainEvents[F]): Promise<void> {
  const reactions = (ctx.services.reactions[fact] ?? []) as readonly ((ctx: Context, subject: DomainEvents[F]) => Promise<void>)[];
  for (const react of reactions) await react(ctx, subject);
}

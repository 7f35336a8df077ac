import type { Context } from './context.ts';

/**
 * News of one module that another acts on, in the same transaction. Each module adds its facts by declaration
 * merging; `src/reactions.ts` is the one table of who reacts to what.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules add their facts to it
export interface Facts {}

export type Reactions = { readonly [F in keyof Facts]?: readonly ((ctx: Context, subject: Facts[F]) => Promise<void>)[] };

declare module './context.ts' {
  interface Services {
    readonly reactions: Reactions;
  }
}

/** Tells a fact; returns when everything that follows from it in this transaction is done. */
export async function announce<F extends keyof Facts>(ctx: Context, fact: F, subject: Facts[F]): Promise<void> {
  const reactions = (ctx.services.reactions[fact] ?? []) as readonly ((ctx: Context, subject: Facts[F]) => Promise<void>)[];
  for (const react of reactions) await react(ctx, subject);
}

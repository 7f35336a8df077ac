import type { Audited } from './audit.ts';
import type { Context } from './context.ts';

/**
 * News of one module that another acts on, in the same transaction. Each module adds its facts by declaration
 * merging; `src/reactions.ts` is the one table of who reacts to what.
 */
export interface Facts {
  /** A sign-in or a device may act no longer. */
  'access.revoked': { readonly id: string };
  /** Somebody did what is written down. */
  audited: Audited;
}

export type Reactions = { readonly [F in keyof Facts]?: readonly ((ctx: Context, subject: Facts[F]) => Promise<void>)[] };

/** Tells a fact; returns when everything that follows from it in this transaction is done. */
export async function announce<F extends keyof Facts>(ctx: Context, fact: F, subject: Facts[F]): Promise<void> {
  const reactions = (ctx.services.reactions[fact] ?? []) as readonly ((ctx: Context, subject: Facts[F]) => Promise<void>)[];
  for (const react of reactions) await react(ctx, subject);
}

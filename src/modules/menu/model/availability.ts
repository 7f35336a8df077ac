import type { Thousandths } from '../../../kernel/values/measure.ts';

/** Whether a product or an option was taken off ("86") at an outlet, and when it returns by itself. */
export interface Availability {
  readonly available: boolean;
  readonly availableAt: Date | null;
}

/** Not taken off, or the return time has come. */
export function isOffered({ available, availableAt }: Availability, now: Date): boolean {
  return available || (availableAt !== null && availableAt <= now);
}

/** When something that is off returns by itself; null: it is on, or somebody has to bring it back. */
export function returnsAt(state: Availability, now: Date): Date | null {
  return isOffered(state, now) ? null : state.availableAt;
}

/** What is left of a product at an outlet: pieces, or thousandths of what it is measured in; null: its stock is not tracked. Never counted means none. */
export function stockLeft(trackStock: boolean, stockQuantity: number | null): number | null {
  return trackStock ? (stockQuantity ?? 0) : null;
}

/** Whether less is left than the least that is sold of it: a piece, or a step of what is measured. Null: its stock is not tracked. */
export function isSoldOut(left: number | null, measureStep: Thousandths | null): boolean {
  return left !== null && left < (measureStep ?? 1);
}

import type { Thousandths } from '../../../kernel/values/measure.ts';

/** Whether a product or an option is taken off ("86") at an outlet, and when it returns by itself. */
export interface Availability {
  readonly available: boolean;
  readonly availableAt: Date | null;
}

/** Not taken off, or the return time has come. */
export function isOffered({ available, availableAt }: Availability, now: Date): boolean {
  return available || (availableAt !== null && availableAt <= now);
}

/** When something that is off returns by itself; null: it is on, or staff must bring it back. */
export function returnsAt(state: Availability, now: Date): Date | null {
  return isOffered(state, now) ? null : state.availableAt;
}

/** Stock left of a product at an outlet: pieces, or thousandths of its unit; null: its stock is not tracked. A stock that was never counted is 0. */
export function stockLeft(trackStock: boolean, stockQuantity: number | null): number | null {
  return trackStock ? (stockQuantity ?? 0) : null;
}

/** Whether less is left than the smallest amount that is sold: one piece, or one measure step. `left` is null when stock is not tracked. */
export function isSoldOut(left: number | null, measureStep: Thousandths | null): boolean {
  return left !== null && left < (measureStep ?? 1);
}

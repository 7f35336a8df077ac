import type { Finding } from '../finding.ts';
import type { World } from '../world.ts';

/** One kind of fault: how to inject it, and what must hold during and after it. */
export interface Scenario {
  readonly name: string;
  readonly fault: string;
  run(world: World): Promise<Finding[]>;
}

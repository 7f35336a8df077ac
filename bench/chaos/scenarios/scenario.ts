import type { Finding } from '../finding.ts';
import type { World } from '../world.ts';

/** One kind of fault: what is done, and what must hold while and after. */
export interface Scenario {
  readonly name: string;
  readonly fault: string;
  run(world: World): Promise<Finding[]>;
}

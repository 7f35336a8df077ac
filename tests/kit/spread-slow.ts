import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that start servers or wait for clocks: they are short, and take long. */
const SLOW = [/\/tests\/process\//, /\/tests\/payments\/gateways\//, /\/tests\/clients\//, /-crashes\.test\.ts$/, /\/explorers\.test\.ts$/];
const OTHERS_BETWEEN = 4;

/**
 * Spreads slow files over the run. Vitest goes by size without results of an earlier run: slow files would come last, so
 * that two workers wait for clocks at the same time, and one is left alone with the last file.
 */
export class SpreadSlow extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const slow = sorted.filter(isSlow);
    const others = sorted.filter((file) => !isSlow(file));
    const spread = others.flatMap((file, index) => (index % OTHERS_BETWEEN === 0 ? [...slow.splice(0, 1), file] : [file]));
    return [...spread, ...slow];
  }
}

function isSlow({ moduleId }: TestSpecification): boolean {
  return SLOW.some((path) => path.test(moduleId));
}

import { Directory } from '../../src/kernel/cells/directory.ts';
import { checkInvariants, formatViolations } from '../../src/kernel/check-invariants.ts';
import { type Move, type MoveReport, moveTenant } from '../../src/kernel/moving/move-tenant.ts';
import { invariants } from '../../src/modules.ts';
import type { TestCells } from '../kit/index.ts';

type CellName = 'a' | 'b';

/** A move as the program makes it. */
export function moveOf(cells: TestCells, from: CellName, to: CellName, more: Partial<Move> = {}): Move {
  return {
    directory: new Directory(cells.directoryUrl),
    from: { cell: from, url: cells[from].database.owner },
    to: { cell: to, url: cells[to].database.owner },
    check: async (client) =>
      formatViolations(
        await checkInvariants(
          client,
          invariants.filter(({ generates, id }) => !generates && id !== 'I10'),
        ),
      ),
    ...more,
  };
}

/** Moves a tenant in this process. */
export async function moveNow(cells: TestCells, slug: string, from: CellName, to: CellName, more: Partial<Move> = {}): Promise<MoveReport> {
  const move = moveOf(cells, from, to, more);
  try {
    return await moveTenant(move, slug);
  } finally {
    await move.directory.stop();
  }
}

import type { BatchRow } from '../store/ledger-reader.ts';
import type { IdentityRow } from '../store/parse-identity-row.ts';

/** A row as it was read, with what lies beside the tree for its leaves. */
export interface OpenedRow {
  readonly row: BatchRow;
  /** By the leaves' indexes; null where nobody has looked. */
  readonly openings: ReadonlyMap<number, Buffer> | null;
}

/** Looks up what opens the leaves from one index to another; null where no leaf has committed to ids so far. */
export type FindIdentities = (from: number, to: number) => Promise<readonly IdentityRow[]> | null;

/** Looks once for leaves that follow each other, as those of a whole ledger do. */
export async function addOpenings(
  rows: readonly BatchRow[],
  findIdentities: FindIdentities,
): Promise<readonly OpenedRow[]> {
  const opened: OpenedRow[] = [];
  for (let start = 0; start < rows.length;) {
    let end = start + 1;
    while (end < rows.length && rows[end]?.first === behind(rows[end - 1])) end += 1;
    const run = rows.slice(start, end);
    const found = await findIdentities(run[0]?.first ?? 0, behind(run.at(-1)) - 1);
    const all = found && new Map(found.map(({ leaf, openings }) => [leaf, openings]));
    opened.push(...run.map((row) => ({ row, openings: all && pick(all, row) })));
    start = end;
  }
  return opened;
}

function pick(all: ReadonlyMap<number, Buffer>, row: BatchRow): ReadonlyMap<number, Buffer> {
  const own = new Map<number, Buffer>();
  for (let leaf = row.first; leaf < behind(row); leaf += 1) {
    const openings = all.get(leaf);
    if (openings !== undefined) own.set(leaf, openings);
  }
  return own;
}

/** The leaf behind a row's, by what it says and what its bytes can hold: nobody is sent to look for more. */
function behind(row: BatchRow | undefined): number {
  if (row === undefined) return 0;
  return row.first + (row.batch === null ? 0 : Math.min(row.batch.count, row.batch.leaves.length));
}

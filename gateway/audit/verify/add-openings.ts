import type { BatchRow } from '../store/ledger-reader.ts';
import type { IdentityRow } from '../store/parse-identity-row.ts';

/** A row with the identity openings of its leaves: the stored ids that a leaf commits to. */
export interface OpenedRow {
  readonly row: BatchRow;
  /** Openings by leaf index; null if they were not looked up. */
  readonly openings: ReadonlyMap<number, Buffer> | null;
}

/** Finds the openings of the leaves in a range, both ends included; null if no leaf so far commits to ids. */
export type FindIdentities = (from: number, to: number) => Promise<readonly IdentityRow[]> | null;

/** Adds the openings of all rows, with one lookup for each run of adjacent rows. */
export async function addOpenings(
  rows: readonly BatchRow[],
  findIdentities: FindIdentities,
): Promise<readonly OpenedRow[]> {
  const opened: OpenedRow[] = [];
  for (let start = 0; start < rows.length;) {
    // Extend the run while the next row begins where the last one ends.
    let end = start + 1;
    while (end < rows.length && rows[end]?.first === endOf(rows[end - 1])) end += 1;
    const run = rows.slice(start, end);
    const found = await findIdentities(run[0]?.first ?? 0, endOf(run.at(-1)) - 1);
    const byLeaf = found && new Map(found.map(({ leaf, openings }) => [leaf, openings]));
    opened.push(...run.map((row) => ({ row, openings: byLeaf && openingsOf(row, byLeaf) })));
    start = end;
  }
  return opened;
}

function openingsOf(
  row: BatchRow,
  byLeaf: ReadonlyMap<number, Buffer>,
): ReadonlyMap<number, Buffer> {
  const own = new Map<number, Buffer>();
  for (let leaf = row.first; leaf < endOf(row); leaf += 1) {
    const openings = byLeaf.get(leaf);
    if (openings !== undefined) own.set(leaf, openings);
  }
  return own;
}

/** Index after the last leaf of a row. The count is limited by the row's bytes, so a wrong count causes no large lookup. */
function endOf(row: BatchRow | undefined): number {
  if (row === undefined) return 0;
  return row.first + (row.batch === null ? 0 : Math.min(row.batch.count, row.batch.leaves.length));
}

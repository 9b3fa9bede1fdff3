import type { IdentityRow } from '../store/parse-identity-row.ts';
import type { ListedBatch } from './batch-list.ts';

/** Finds identity openings in a list that can only be read from its beginning. */
export interface IdentityLookup {
  /** The openings of a range of leaves, both ends included. Calls in ascending order read the list once. */
  find(from: number, to: number): readonly IdentityRow[];
  close(): void;
}

/** A lookup that opens the list on the first call. */
export function createIdentityLookup(
  read: () => Generator<ListedBatch | null, void>,
): IdentityLookup {
  let lines: Generator<ListedBatch | null, void> | null = null;
  let current: ListedBatch | null = null;
  const next = () => {
    lines ??= read();
    const result = lines.next();
    current = result.done === true ? null : result.value;
    return result.done !== true;
  };
  const close = () => {
    lines?.return();
    lines = null;
    current = null;
  };
  return {
    find(from, to) {
      // The list can only be read forward: an earlier range starts it again, as does the first or a used-up one.
      if (current === null || current.first > from) close();
      const rows: IdentityRow[] = [];
      while (current !== null || next()) {
        if (current !== null) {
          if (current.first > to) break;
          rows.push(...rowsOf(current, from, to));
          if (current.first + current.count > to) break;
        }
        current = null;
      }
      return rows;
    },
    close,
  };
}

function rowsOf({ identities }: ListedBatch, from: number, to: number): IdentityRow[] {
  return identities
    .filter(({ leaf }) => leaf >= from && leaf <= to)
    .map(({ leaf, openings }) => ({ leaf, openings: Buffer.from(openings, 'base64') }));
}

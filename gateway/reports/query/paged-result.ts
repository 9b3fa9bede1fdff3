import type { Refusal } from './show-events.ts';

/** A page of rows. */
export interface PagedResult<Node> {
  readonly nodes: readonly Node[];
  /** The cursor of each node. */
  readonly cursors: readonly string[];
  /** The cursor of the next page; null for the last page. */
  readonly next: string | null;
  readonly total: number;
  /** Rows of the index that the ledger does not prove. */
  readonly refused: readonly Refusal[];
}

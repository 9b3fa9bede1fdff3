/** What a report on paper tells of the ledger it was drawn from. */
export interface LedgerFacts {
  readonly origin: string;
  /** Leaves in it, by its last checkpoint. */
  readonly size: number;
  /** Hex; of the last checkpoint. Nothing of it is verified here. */
  readonly root: string;
  /** When the first and the last leaf that are there were recorded, UTC ms; null where none can be read. */
  readonly begins: number | null;
  readonly ends: number | null;
}

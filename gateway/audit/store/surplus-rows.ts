import { countOf } from '../../platform/count-of.ts';

/** What a verification that found no failure has read, to find surplus rows: those that it has not read. */
export interface VerifiedRows {
  /** Leaves that were read. */
  readonly size: number;
  /** First leaves of the batches that enroll or retire keys. */
  readonly keyBatches: readonly number[];
  /** Leaves with an identity row that fits them. */
  readonly identities: number;
  /** Commitments of the openings that were found. */
  readonly openings: ReadonlySet<string>;
}

/** Rows in other tables than that of the batches, counted in one snapshot of a store. */
export interface RowCounts {
  /** Leaves in the ledger. */
  readonly size: number;
  /** Identity rows of the leaves that were read. */
  readonly identities: number;
  readonly openings: number;
}

/** Rows that belong to no record, one sentence for each kind. */
export function findSurplus(counts: RowCounts, verified: VerifiedRows): readonly string[] {
  const identities = counts.identities - verified.identities;
  // Rows that a gateway has added meanwhile were not read.
  const openings = counts.size === verified.size ? counts.openings - verified.openings.size : 0;
  return [
    ...sentence(identities, 'identities', 'opens nothing that its record commits to'),
    ...sentence(openings, 'openings', 'opens nothing that a record commits to'),
  ];
}

function sentence(count: number, table: string, why: string): readonly string[] {
  if (count <= 0) return [];
  const rest = count > 1 ? `, and ${countOf(count - 1, 'other row')} of it too` : '';
  return [`A row of the table ${table} ${why}${rest}.`];
}

import { countOf } from '../../platform/count-of.ts';

/** What a verification has met in a ledger without a failure, to be compared with what else lies there. */
export interface VerifiedRows {
  /** Leaves that it has read. */
  readonly size: number;
  /** First leaves of the batches that enroll or retire keys. */
  readonly keyBatches: readonly number[];
  /** How many leaves have a row that opens ids which they commit to. */
  readonly identities: number;
  /** Commitments of the openings that records commit to and that are there. */
  readonly openings: ReadonlySet<string>;
}

/** Rows beside the batches, counted in one snapshot of a store. */
export interface RowCounts {
  /** Leaves in the ledger. */
  readonly size: number;
  /** Rows of identities for the leaves that were read. */
  readonly identities: number;
  readonly openings: number;
}

/** Rows that no record has to do with, a sentence for each kind. */
export function findSurplus(counts: RowCounts, verified: VerifiedRows): readonly string[] {
  const identities = counts.identities - verified.identities;
  // What a gateway adds meanwhile was not verified.
  const openings = counts.size === verified.size ? counts.openings - verified.openings.size : 0;
  return [
    ...name(identities, 'identities', 'opens nothing that its record commits to'),
    ...name(openings, 'openings', 'opens nothing that a record commits to'),
  ];
}

function name(count: number, table: string, why: string): readonly string[] {
  if (count <= 0) return [];
  const rest = count > 1 ? `, and ${countOf(count - 1, 'other row')} of it too` : '';
  return [`A row of the table ${table} ${why}${rest}.`];
}

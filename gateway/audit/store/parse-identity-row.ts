/** The stored identity openings of one leaf, packed in the order of its commitments. */
export interface IdentityRow {
  /** Index of the leaf. */
  readonly leaf: number;
  readonly openings: Buffer;
}

/** Parses a row; null if its columns have other types. */
export function parseIdentityRow(row: unknown): IdentityRow | null {
  if (typeof row !== 'object' || row === null) return null;
  const { leaf, openings } = row as Record<keyof IdentityRow, unknown>;
  return Number.isSafeInteger(leaf) && Buffer.isBuffer(openings)
    ? { leaf: Number(leaf), openings }
    : null;
}

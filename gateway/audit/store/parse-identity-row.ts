/** The openings of one leaf as they are stored: packed in the order of its commitments. */
export interface IdentityRow {
  /** Index of the leaf. */
  readonly leaf: number;
  readonly openings: Buffer;
}

/** A row as it was read; null where its columns don't hold what they should. */
export function parseIdentityRow(row: unknown): IdentityRow | null {
  if (typeof row !== 'object' || row === null) return null;
  const { leaf, openings } = row as Record<keyof IdentityRow, unknown>;
  return Number.isSafeInteger(leaf) && Buffer.isBuffer(openings)
    ? { leaf: Number(leaf), openings }
    : null;
}

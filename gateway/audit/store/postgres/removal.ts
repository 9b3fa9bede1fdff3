import type { DroppedBodies, Removal } from '../ledger-store.ts';
import type { PostgresClient } from './connect.ts';

/**
 * Removes what lies beside the tree, within a transaction. Throws where it is not there, or not as it was
 * read.
 */
export async function remove(
  client: PostgresClient,
  { identities, openings }: Removal,
): Promise<void> {
  for (const { leaf, before, after } of identities) {
    const { rowCount } = await client.query(
      'UPDATE phi_audit.identities SET openings = $3 WHERE leaf = $1 AND openings = $2',
      [leaf, before, after],
    );
    assertOne(rowCount);
  }
  for (const commitment of openings) {
    const { rowCount } = await client.query(
      'DELETE FROM phi_audit.openings WHERE commitment = $1',
      [commitment],
    );
    assertOne(rowCount);
  }
}

/** Takes bodies and what opens them away, within a transaction. Throws where one is not as it was read. */
export async function drop(
  client: PostgresClient,
  { batches, identities, openings }: DroppedBodies,
): Promise<void> {
  for (const { first, before, after } of batches) {
    const { rowCount } = await client.query(
      'UPDATE phi_audit.batches SET leaves = $3 WHERE first = $1 AND leaves = $2',
      [first, before, after],
    );
    assertOne(rowCount);
  }
  for (const range of identities)
    await client.query('DELETE FROM phi_audit.identities WHERE leaf BETWEEN $1 AND $2', [...range]);
  await client.query('DELETE FROM phi_audit.openings WHERE commitment = ANY($1::text[])', [
    openings,
  ]);
}

function assertOne(rows: number | null): void {
  if (rows !== 1) throw new Error('What is to be removed has changed meanwhile.');
}

import type { Removal } from '../ledger-store.ts';
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

function assertOne(rows: number | null): void {
  if (rows !== 1) throw new Error('What is to be erased has changed meanwhile.');
}

import type { DeletedBodies, Removal, Truncation } from '../ledger-store.ts';
import type { PostgresClient } from './connect.ts';

/** Erases openings within a transaction. Throws if an opening is missing or differs from what was read. */
export async function eraseOpenings(
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

/** Deletes the bytes of pruned leaves and their openings within a transaction. Throws if a batch differs from what was read. */
export async function deleteBodies(
  client: PostgresClient,
  { batches, identities, openings }: DeletedBodies,
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

/**
 * Deletes the batches after `last` and sets the head to it, within a transaction that locks the table of the head. The
 * head is inserted again: the row may be missing, and its trigger allows an update only together with a new batch.
 */
export async function truncateLedger(
  client: PostgresClient,
  { last, head, openings }: Truncation,
): Promise<void> {
  await client.query('DELETE FROM phi_audit.batches WHERE first > $1', [last]);
  await client.query('DELETE FROM phi_audit.identities WHERE leaf >= $1', [head.size]);
  await client.query('DELETE FROM phi_audit.openings WHERE commitment = ANY($1::text[])', [
    openings,
  ]);
  await client.query('DELETE FROM phi_audit.head');
  await client.query('INSERT INTO phi_audit.head VALUES (1, $1, $2, $3, $4)', [
    head.size,
    head.root,
    head.edge,
    head.batch,
  ]);
}

function assertOne(rows: number | null): void {
  if (rows !== 1) throw new Error('What is to be removed has changed meanwhile.');
}

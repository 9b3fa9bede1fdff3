import type { Cut } from '../ledger-store.ts';
import type { PostgresClient } from './connect.ts';

/**
 * Removes what lies behind a batch and sets the head to it, within a transaction that holds the head's table. The
 * head is inserted anew: it may be missing, and an update of it can only follow a batch that is added.
 */
export async function cutEnd(client: PostgresClient, { last, head, openings }: Cut): Promise<void> {
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

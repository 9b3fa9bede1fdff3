import type { DerivedFault } from '../ledger-reader.ts';
import type { PostgresClient } from './connect.ts';

/** Reports rows whose index no record of the ledger has. Reading batches and ids in order never returns them. */
export async function* findStrayRows(client: PostgresClient): AsyncGenerator<DerivedFault> {
  // One statement sees one snapshot: a gateway may write meanwhile.
  const { rows } = await client.query<Stray>(FIND);
  for (const { kind, index } of rows) {
    if (kind === 'batch')
      yield { code: 'BATCH_COUNT', range: [0, 0], text: `The row at ${index} is not a batch.` };
    else
      yield {
        code: 'IDENTITY_COMMITMENT',
        range: [0, 0],
        text: `There are ids for record ${index}, which the ledger does not have.`,
      };
  }
}

interface Stray {
  readonly kind: 'batch' | 'identities';
  /** A text, since it may be larger than a safe integer. */
  readonly index: string;
}

const FIND = `
  (SELECT 'batch' AS kind, first::text AS index FROM phi_audit.batches
    WHERE first < 0 OR first > ${Number.MAX_SAFE_INTEGER} ORDER BY first LIMIT 10)
  UNION ALL
  (SELECT 'identities', leaf::text FROM phi_audit.identities
    WHERE leaf < 0 OR leaf >= (
      SELECT coalesce(pg_catalog.max(size), 0) FROM (
        SELECT size FROM phi_audit.batches WHERE first <= ${Number.MAX_SAFE_INTEGER}
        ORDER BY first DESC LIMIT 1) AS last)
    ORDER BY leaf LIMIT 10)`;

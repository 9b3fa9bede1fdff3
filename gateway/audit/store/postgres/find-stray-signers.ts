import type { DerivedFault } from '../ledger-reader.ts';
import type { PostgresClient } from './connect.ts';

const PAGE_ROWS = 2000;

/** A verdict lists at most this many findings. */
const MAX_FOUND = 100;

/** The first bytes of a signature are the id of its key. https://c2sp.org/signed-note#signatures */
const FIND = `
  SELECT first, size, signer = pg_catalog.encode(pg_catalog.substr(pg_catalog.decode(
    pg_catalog.substring(note, ' ([A-Za-z0-9+/]{8})[A-Za-z0-9+/]*=*\\n$'::text), 'base64'::text), 1, 4), 'hex'::text) AS fits
  FROM phi_audit.batches WHERE first > $1::bigint ORDER BY first LIMIT ${PAGE_ROWS}`;

/**
 * Reports batches whose column `signer` differs from the signer in their note: gateways find their own batches by that column.
 * A note without a signature is a separate finding.
 */
export async function* findStraySigners(client: PostgresClient): AsyncGenerator<DerivedFault> {
  let found = 0;
  for (let after = -1; ;) {
    const { rows } = await client.query<Row>({ name: 'signers', text: FIND, values: [after] });
    for (const { first, size, fits } of rows) {
      if (fits !== false || found >= MAX_FOUND) continue;
      found += 1;
      const text = `The batch that begins at record ${first} is stored with another signer than that of its checkpoint. The owner of the tables can correct the column.`;
      yield { code: 'TREE_MISMATCH', range: [first, Math.max(first, size - 1)], text };
    }
    const last = rows.at(-1);
    // A number that was rounded could lead to the same rows again.
    if (last === undefined || !Number.isSafeInteger(last.first)) return;
    after = last.first;
  }
}

interface Row {
  readonly first: number;
  readonly size: number;
  /** Null for a note without a signature. */
  readonly fits: boolean | null;
}

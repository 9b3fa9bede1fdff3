import type { Opening } from '../../record/opening.ts';
import { printLocation, type PostgresServer } from '../ledger-location.ts';
import { parseIdentityRow } from '../parse-identity-row.ts';
import {
  noDerivedFaults,
  type BatchRow,
  type LedgerReader,
  type SealedHashes,
} from '../ledger-reader.ts';
import { parseBatch } from '../parse-batch.ts';
import { assertTables } from './assert-tables.ts';
import { KEY_BATCHES } from './key-batches.ts';
import { connectOrRefuse, cut, type PostgresClient } from './connect.ts';
import { postgresFault } from './postgres-fault.ts';

/** A page is a few megabytes, however large its batches are, and at least one of them. */
const PAGE_BYTES = 4_000_000;

const PAGE_ROWS = 500;

/**
 * Opens a ledger in a PostgreSQL database to read it. Throws a `StartError` where the server can't be
 * reached or has no tables of this version.
 */
export async function openPostgresReader(server: PostgresServer): Promise<LedgerReader> {
  const client = await connectOrRefuse(server);
  try {
    await client.query('SET default_transaction_read_only = on');
    await assertTables(client, printLocation({ kind: 'postgres', server }));
  } catch (error) {
    cut(client);
    throw error;
  }
  const latest = async () => {
    const { rows } = await client.query<Pick<SealedHashes, 'size' | 'note'>>(
      'SELECT size, note FROM phi_audit.batches ORDER BY first DESC LIMIT 1',
    );
    return rows[0] ?? null;
  };
  return {
    isLedger: true,
    batches: (from = 0) => readBatches(client, 'forward', from),
    hashes: (from) => readHashes(client, from),
    latest,
    size: async () => (await latest())?.size ?? 0,
    newest: () => readBatches(client, 'back'),
    async batchAt(leaf) {
      const { rows } = await client.query<{ readonly first: number }>({
        name: 'batch-at',
        text: `SELECT first, count, leaves, hashes, size, root, note FROM phi_audit.batches
          WHERE first <= $1 ORDER BY first DESC LIMIT 1`,
        values: [leaf],
      });
      const [row] = rows;
      return row === undefined ? null : { first: row.first, batch: parseBatch(row) };
    },
    async keyBatches(from) {
      const { rows } = await client.query<object>(KEY_BATCHES, [from]);
      return rows.flatMap((row) => parseBatch(row) ?? []);
    },
    async hashesBetween(from, to) {
      const { rows } = await client.query<SealedHashes>({
        name: 'hashes-between',
        text: `SELECT first, size, hashes, note FROM phi_audit.batches
          WHERE first >= (SELECT pg_catalog.max(first) FROM phi_audit.batches WHERE first <= $1) AND first < $2
          ORDER BY first`,
        values: [from, to],
      });
      return rows;
    },
    async findOpening(commitment) {
      // Bytes, since no text of PostgreSQL holds every character.
      const { rows } = await client.query<Omit<Opening, 'text'> & { readonly text: Buffer }>(
        'SELECT commitment, salt, text FROM phi_audit.openings WHERE commitment = $1',
        [commitment],
      );
      const [row] = rows;
      return row === undefined ? null : { ...row, text: row.text.toString() };
    },
    derivedFaults: noDerivedFaults,
    async identities(from, to) {
      const { rows } = await client.query<object>({
        name: 'identities',
        text: `SELECT leaf, openings FROM phi_audit.identities
          WHERE leaf BETWEEN $1 AND $2 ORDER BY leaf`,
        values: [from, to],
      });
      return rows.flatMap((row) => parseIdentityRow(row) ?? []);
    },
    lacksLatest: () => false,
    faultOf: postgresFault,
    close: () => client.end(),
  };
}

async function* readBatches(
  client: PostgresClient,
  direction: 'forward' | 'back',
  from = 0,
): AsyncGenerator<BatchRow> {
  const ends = await client.query<{ readonly last: number | null }>(
    'SELECT pg_catalog.max(first) AS last FROM phi_audit.batches',
  );
  const last = ends.rows[0]?.last ?? null;
  if (last === null) return;
  const [after, order] =
    direction === 'forward'
      ? ['first > $1 AND first <= $2', 'ASC']
      : ['first < $1 AND first <= $2', 'DESC'];
  const page = {
    name: direction,
    text: `SELECT first, count, leaves, hashes, size, root, note
      FROM (
        SELECT *, pg_catalog.sum(pg_catalog.octet_length(leaves)) OVER (ORDER BY first ${order})
          - pg_catalog.octet_length(leaves) AS above
        FROM (SELECT * FROM phi_audit.batches WHERE ${after} ORDER BY first ${order} LIMIT ${PAGE_ROWS}) AS next
      ) AS page
      WHERE above < ${PAGE_BYTES} ORDER BY first ${order}`,
  };
  let at = direction === 'forward' ? from - 1 : last + 1;
  for (;;) {
    const { rows } = await client.query<{ readonly first: number }>({
      ...page,
      values: [at, last],
    });
    for (const row of rows) {
      at = row.first;
      yield { first: at, batch: parseBatch(row) };
    }
    if (rows.length === 0) return;
  }
}

async function* readHashes(client: PostgresClient, from: number): AsyncGenerator<SealedHashes> {
  for (let at = from; ;) {
    const { rows } = await client.query<SealedHashes>({
      name: 'hashes',
      text: `SELECT first, size, hashes, note FROM phi_audit.batches
        WHERE first >= $1 ORDER BY first LIMIT ${PAGE_ROWS}`,
      values: [at],
    });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    at = last.size;
  }
}

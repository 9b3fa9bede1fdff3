import { printLocation, type PostgresServer } from '../ledger-location.ts';
import { parseIdentityRow } from '../parse-identity-row.ts';
import { headFault } from '../head-fault.ts';
import type { BatchRow, DerivedFault, LedgerReader, SealedHashes } from '../ledger-reader.ts';
import { parseOpening } from '../parse-opening.ts';
import { parseBatch } from '../parse-batch.ts';
import { parseStoredEnd } from '../parse-stored-end.ts';
import { UnreadableLedger } from '../unreadable-ledger.ts';
import { findSurplus, type VerifiedRows, type RowCounts } from '../surplus-rows.ts';
import { assertReadable } from './assert-readable.ts';
import { assertTables } from './assert-tables.ts';
import { KEY_BATCHES } from './key-batches.ts';
import { connectOrRefuse, destroyConnection, type PostgresClient } from './connect.ts';
import { findStraySigners } from './find-stray-signers.ts';
import { findForeignObjects } from './foreign-objects.ts';
import { connectionRemedy } from './fault-remedies.ts';
import { LOCK_MS } from './lock-timeout.ts';
import { postgresFault } from './postgres-fault.ts';
import { BATCH_COLUMNS, bounded, MAX_BYTES, SEALED_COLUMNS } from './size-limits.ts';
import { findStrayRows } from './stray-rows.ts';
import { createStoredRows } from './stored-rows.ts';

/** Bytes of leaves in a page, which contains at least one batch. */
const PAGE_BYTES = 4_000_000;

const PAGE_ROWS = 500;

/**
 * Opens a ledger in a PostgreSQL database to read it. Throws a `StartError` if the server can't be reached or has no tables of
 * this version, and an `UnreadableLedger` if a table is missing, incomplete or not readable by the login.
 */
export async function openPostgresReader(server: PostgresServer): Promise<LedgerReader> {
  const client = await connectOrRefuse(server);
  const where = printLocation({ kind: 'postgres', server });
  try {
    await client.query(`SET default_transaction_read_only = on; SET lock_timeout = ${LOCK_MS}`);
    await assertTables(client, where);
    await assertReadable(client, where);
  } catch (cause) {
    destroyConnection(client);
    const code = postgresFault(cause);
    if (code === null) throw cause;
    throw new UnreadableLedger(
      [`The audit ledger at ${where} cannot be read (${code}).${connectionRemedy(code)}`],
      {
        cause,
      },
    );
  }
  const latest = async () => {
    const { rows } = await client.query<Pick<SealedHashes, 'size' | 'note'>>(
      `SELECT size, note FROM (SELECT ${SEALED_COLUMNS} FROM phi_audit.batches) AS sealed
        ORDER BY first DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  };
  return {
    where,
    isLedger: true,
    rows: createStoredRows(client),
    batches: (from = 0) => readBatches(client, 'forward', from),
    hashes: (from) => readHashes(client, from),
    latest,
    size: async () => (await latest())?.size ?? 0,
    newest: () => readBatches(client, 'back'),
    async batchAt(leaf) {
      const { rows } = await client.query<{ readonly first: number }>({
        name: 'batch-at',
        text: `SELECT ${BATCH_COLUMNS} FROM phi_audit.batches
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
        text: `SELECT ${SEALED_COLUMNS} FROM phi_audit.batches
          WHERE first >= (SELECT pg_catalog.max(first) FROM phi_audit.batches WHERE first <= $1) AND first < $2
          ORDER BY first`,
        values: [from, to],
      });
      return rows;
    },
    async findOpening(commitment) {
      // The column is bytes, since a text of PostgreSQL cannot hold every character.
      const { rows } = await client.query<object>(
        `SELECT salt, ${bounded('text', MAX_BYTES, "''::bytea")} AS text
          FROM phi_audit.openings WHERE commitment = $1`,
        [commitment],
      );
      const [row] = rows;
      return row === undefined ? null : parseOpening(commitment, row);
    },
    derivedFaults: (verified) => findFaults(client, verified, where),
    async identities(from, to) {
      const { rows } = await client.query<object>({
        name: 'identities',
        text: `SELECT leaf, ${bounded('openings', MAX_BYTES)} AS openings FROM phi_audit.identities
          WHERE leaf BETWEEN $1 AND $2 ORDER BY leaf`,
        values: [from, to],
      });
      return rows.flatMap((row) => parseIdentityRow(row) ?? []);
    },
    isWriteAheadLogMissing: () => false,
    faultOf: postgresFault,
    close: () => client.end(),
  };
}

async function* findFaults(
  client: PostgresClient,
  verified: VerifiedRows | null,
  where: string,
): AsyncGenerator<DerivedFault> {
  for (const { text } of await findForeignObjects(client))
    yield { code: 'FOREIGN_OBJECT', range: [0, 0], text };
  yield* findStraySigners(client);
  yield* findStrayRows(client);
  // One statement sees one snapshot: a gateway may write meanwhile.
  const { rows } = await client.query<{ readonly size: number | null }>(
    `SELECT head.size AS "headSize", head.root AS "headRoot", head.edge, head.batch,
      latest.size, latest.root, latest.note, latest.hashes
    FROM (SELECT) AS one
    LEFT JOIN phi_audit.head ON head.id = 1
    LEFT JOIN LATERAL (
      SELECT ${BATCH_COLUMNS} FROM phi_audit.batches ORDER BY first DESC LIMIT 1
    ) AS latest ON true`,
  );
  const [row] = rows;
  const end = parseStoredEnd(headOf(row), row?.size === null ? undefined : row);
  const text = headFault(end, where);
  const last = Math.max((end.last?.size ?? 0) - 1, 0);
  if (text !== null) yield { code: 'HEAD_MISMATCH', range: [last, last], text };
  else if (verified !== null)
    for (const each of findSurplus(await countRows(client, verified.size), verified))
      yield { code: 'FOREIGN_OBJECT', range: [0, 0], text: each };
}

/** One statement sees one snapshot. */
async function countRows(client: PostgresClient, size: number): Promise<RowCounts> {
  const { rows } = await client.query<Record<keyof RowCounts, number | null>>(
    `SELECT
      (SELECT size FROM phi_audit.batches ORDER BY first DESC LIMIT 1) AS size,
      (SELECT pg_catalog.count(*) FROM phi_audit.identities WHERE leaf >= 0 AND leaf < $1) AS identities,
      (SELECT pg_catalog.count(*) FROM phi_audit.openings) AS openings`,
    [size],
  );
  const [row] = rows;
  const count = (name: keyof RowCounts) => row?.[name] ?? 0;
  return {
    size: count('size'),
    identities: count('identities'),
    openings: count('openings'),
  };
}

/** The columns of the head in a row that also has those of the last batch. */
function headOf(row: object | undefined): object {
  const { headSize, headRoot, edge, batch } = { ...row } as Record<string, unknown>;
  return { size: headSize, root: headRoot ?? undefined, edge, batch };
}

async function* readBatches(
  client: PostgresClient,
  direction: 'forward' | 'back',
  from = 0,
): AsyncGenerator<BatchRow> {
  const ends = await client.query<{ readonly last: number | null }>(
    `SELECT pg_catalog.max(first) AS last FROM phi_audit.batches WHERE first <= ${Number.MAX_SAFE_INTEGER}`,
  );
  const last = ends.rows[0]?.last ?? null;
  if (last === null) return;
  const [after, order] =
    direction === 'forward'
      ? ['first > $1 AND first <= $2', 'ASC']
      : ['first < $1 AND first <= $2', 'DESC'];
  const page = {
    name: direction,
    text: `SELECT ${BATCH_COLUMNS}
      FROM (
        SELECT *, pg_catalog.sum(pg_catalog.octet_length(leaves)) OVER (ORDER BY first ${order})
          - pg_catalog.octet_length(leaves) AS above
        FROM (SELECT * FROM phi_audit.batches WHERE ${after} ORDER BY first ${order} LIMIT ${PAGE_ROWS}) AS next
      ) AS page
      WHERE above < ${PAGE_BYTES} ORDER BY first ${order}`,
  };
  let at = direction === 'forward' ? from - 1 : Math.min(last + 1, Number.MAX_SAFE_INTEGER);
  for (;;) {
    const { rows } = await client.query<{ readonly first: number }>({
      ...page,
      values: [at, last],
    });
    for (const row of rows) {
      at = row.first;
      yield { first: at, batch: parseBatch(row) };
      // A number that was rounded could lead to the same rows again.
      if (!Number.isSafeInteger(at)) return;
    }
    if (rows.length === 0) return;
  }
}

async function* readHashes(client: PostgresClient, from: number): AsyncGenerator<SealedHashes> {
  for (let at = from; ;) {
    const { rows } = await client.query<SealedHashes>({
      name: 'hashes',
      text: `SELECT ${SEALED_COLUMNS} FROM phi_audit.batches
        WHERE first >= $1 ORDER BY first LIMIT ${PAGE_ROWS}`,
      values: [at],
    });
    yield* rows;
    const last = rows.at(-1);
    // A batch without leaves would be read again and again.
    if (last === undefined || last.size <= last.first) return;
    at = last.size;
  }
}

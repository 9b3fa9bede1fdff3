import { setTimeout as sleep } from 'node:timers/promises';
import { batchHash, BATCH_DOMAIN, sliceHashes, type Batch } from '../../tree/batch.ts';
import type {
  Truncation,
  DeletedBodies,
  KnownEnd,
  SealedBatch,
  StoredHead,
} from '../ledger-store.ts';
import { assertDurable } from './assert-durable.ts';
import { CHANGES_KEYS, KEY_BATCHES } from './key-batches.ts';
import { BATCH_COLUMNS, bounded, MAX_TEXT_BYTES, SEALED_COLUMNS } from './size-limits.ts';
import { parseBatch } from '../parse-batch.ts';
import { deleteBodies, eraseOpenings, truncateLedger } from './removal.ts';
import { announce, isAnnounced, RESUMES, WRITES } from './announce.ts';
import { destroyConnection, SEARCH_PATH, type PostgresClient } from './connect.ts';
import { parseHead, parseLockedHead, type LockedHead } from './parse-head.ts';
import { createStoredRows } from './stored-rows.ts';

/** One connection of a writer. After any failure, `destroy` it and open another. */
export interface Session {
  head(): Promise<StoredHead>;
  last(): Promise<Batch | null>;
  hashesBetween(from: number, to: number): Promise<Buffer>;
  endingAt(size: number): Promise<Batch | null>;
  holding(index: number): Promise<Batch | null>;
  lastOf(keyId: string, before: number): Promise<Batch | null>;
  keyBatches(): Promise<readonly Batch[]>;
  /** Announces this key while the session lasts. False if another session announces the same key. */
  claim(keyId: string): Promise<boolean>;
  /** Whether no other session has the ledger open to write. While this session lasts, no other can open it then. */
  claimAll(): Promise<boolean>;
  /**
   * Begins a transaction with a durable commit, and locks the head row: no other writer can append until it ends. Throws if the
   * server would not make the commit durable.
   */
  lock(known: Pick<KnownEnd, 'size'>): Promise<LockedHead>;
  /**
   * Adds a batch after the locked head. False if this key has signed a later batch than the known one, or the origin has
   * changed. The snapshot of the lock may be older than such a commit, the snapshot of this statement is not.
   */
  add(sealed: SealedBatch, known: KnownEnd): Promise<boolean>;
  /** Begins a transaction like `lock`, also with a damaged head; the login must be allowed to truncate. */
  lockTable(): Promise<void>;
  /**
   * Begins a transaction like `lockTable` and removes the batches after the known end. Returns the new head; nothing is
   * committed yet.
   */
  truncate(known: Pick<KnownEnd, 'size'>, truncation: Truncation): Promise<LockedHead>;
  /** Deletes bodies in a separate transaction with a durable commit. */
  deleteBodies(bodies: DeletedBodies): Promise<void>;
  /** Updates the head without a change, so that the commit of this transaction waits until earlier commits are durable. */
  touch(): Promise<void>;
  /** Commits. If it rejects, the outcome is unknown. */
  commit(): Promise<void>;
  /** Rolls the transaction back. */
  rollback(): Promise<void>;
  /** Ends the connection at once. */
  destroy(): void;
  /** Ends the session and its connection. */
  end(): Promise<void>;
}

const END_TIMEOUT_MS = 1000;

/** The SQLSTATE of notices that warn of nothing. Their severity is in the language of the server. */
const SUCCESSFUL = '00000';

const DOMAIN_HEX = Buffer.from(BATCH_DOMAIN).toString('hex');

const COLUMNS = 'first, count, leaves, hashes, size, root, note';

/** The session of a checked connection. */
export function createSession(client: PostgresClient, where: string): Session {
  const find = async (condition: string, values: readonly (string | number)[]) => {
    const { rows } = await client.query<object>(
      `SELECT ${BATCH_COLUMNS} FROM phi_audit.batches WHERE ${condition} ORDER BY first DESC LIMIT 1`,
      [...values],
    );
    return parseBatch(rows[0]);
  };
  const commit = async () => {
    let warning: string | null = null;
    const listen = ({ code, message }: Partial<Record<'code' | 'message', string | undefined>>) => {
      if (code !== SUCCESSFUL) warning = message ?? 'a warning';
    };
    client.on('notice', listen);
    const { command } = await client.query('COMMIT');
    client.off('notice', listen);
    // COMMIT of a failed transaction is a rollback. COMMIT without waiting for its standby gives a warning.
    if (command !== 'COMMIT' || warning !== null) {
      throw new Error(`The server did not commit as requested: ${warning ?? command}.`);
    }
  };
  /** Locks and reads the head row. `begin` is SQL that begins the transaction; empty within one. */
  const lockHead = async ({ size }: Pick<KnownEnd, 'size'>, begin: string) => {
    const results = await queryAll(
      client,
      `${begin}
      SELECT size, root, edge, batch,
        (SELECT note FROM phi_audit.batches WHERE first < ${size}::bigint ORDER BY first DESC LIMIT 1)
          AS "knownNote",
        pg_catalog.current_setting('synchronous_commit'::text) AS "synchronousCommit",
        pg_catalog.current_setting('fsync'::text) AS fsync,
        pg_catalog.current_setting('full_page_writes'::text) AS "fullPageWrites"
      FROM phi_audit.head WHERE id = 1 FOR UPDATE;
      SELECT last.first, ${bounded('last.note', MAX_TEXT_BYTES, "''::text")} AS note,
        pg_catalog.sha256('\\x${DOMAIN_HEX}'::bytea || pg_catalog.convert_to(last.note, 'UTF8'::name)
          || last.hashes) AS batch,
        EXISTS (SELECT FROM phi_audit.batches WHERE ${CHANGES_KEYS} AND first >= ${size}::bigint)
          AS "changesKeys"
      FROM phi_audit.batches AS last ORDER BY last.first DESC LIMIT 1`,
    );
    const [locked, last] = results.slice(-2);
    const head = parseLockedHead(locked?.rows[0], last?.rows[0], where);
    assertDurable(head);
    return head;
  };
  const lockTable = async () => {
    await client.query(`${BEGIN} LOCK TABLE phi_audit.head IN EXCLUSIVE MODE`);
  };
  return {
    async head() {
      const { rows } = await client.query<object>(
        'SELECT size, edge, batch FROM phi_audit.head WHERE id = 1',
      );
      return parseHead(rows[0], where);
    },
    last: () => find('true', []),
    async hashesBetween(from, to) {
      const { rows } = await client.query<Pick<Batch, 'first' | 'hashes'>>(
        `SELECT ${SEALED_COLUMNS} FROM phi_audit.batches
         WHERE first >= (SELECT pg_catalog.max(first) FROM phi_audit.batches WHERE first <= $1)
           AND first < $2 ORDER BY first`,
        [from, to],
      );
      return sliceHashes(rows, from, to);
    },
    async endingAt(size) {
      const batch = await find('first < $1', [size]);
      return batch?.size === size ? batch : null;
    },
    holding: (index) => find('first <= $1', [index]),
    lastOf: (keyId, before) => find('signer = $1 AND first < $2', [keyId, before]),
    async keyBatches() {
      const { rows } = await client.query<object>(KEY_BATCHES, [0]);
      return rows.flatMap((row) => parseBatch(row) ?? []);
    },
    async claim(keyId) {
      const name = `${WRITES} ${keyId}`;
      await announce(client, name);
      return !(await isAnnounced(client, [name]));
    },
    async claimAll() {
      await announce(client, RESUMES);
      return !(await isAnnounced(client, [WRITES, `${WRITES} %`, RESUMES]));
    },
    lock: (known) => lockHead(known, BEGIN),
    lockTable,
    async truncate(known, truncation) {
      await lockTable();
      await truncation.confirm(createStoredRows(client));
      await truncateLedger(client, truncation);
      return lockHead(known, '');
    },
    async add({ batch, tree, openings, identities, removal }, { keyId, own, origin }) {
      const { first, count, leaves, hashes, size, root, note } = batch;
      const edge = Buffer.concat(tree.edge);
      const hash = batchHash(note, hashes);
      const moved = await client.query({
        name: 'add',
        text: `WITH moved AS (
            UPDATE phi_audit.head SET size = $5, root = $6, edge = $9, batch = $10
            WHERE id = 1 AND size = $1 AND $11::bigint IS NOT DISTINCT FROM
              (SELECT pg_catalog.max(first) FROM phi_audit.batches WHERE signer = $8)
            AND $12 = coalesce(
              (SELECT pg_catalog.split_part(note, E'\\n'::text, 1) FROM phi_audit.batches ORDER BY first DESC LIMIT 1),
              $12)
            RETURNING 1
          )
          INSERT INTO phi_audit.batches (${COLUMNS}, signer)
          SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM moved`,
        values: [first, count, leaves, hashes, size, root, note, keyId, edge, hash, own, origin],
      });
      if (moved.rowCount !== 1) return false;
      for (const { commitment, salt, text } of openings) {
        const { rowCount } = await client.query(
          'INSERT INTO phi_audit.openings VALUES ($1, $2, $3)',
          [commitment, salt, Buffer.from(text)],
        );
        assertKept(rowCount, 1);
      }
      if (identities.length > 0) {
        const { rowCount } = await client.query({
          name: 'identities',
          text: `INSERT INTO phi_audit.identities
            SELECT * FROM ROWS FROM (
              pg_catalog.unnest($1::bigint[]), pg_catalog.unnest($2::bytea[]))`,
          values: [
            identities.map(({ leaf }) => leaf),
            identities.map((identity) => identity.openings),
          ],
        });
        assertKept(rowCount, identities.length);
      }
      if (removal !== null) await eraseOpenings(client, removal);
      return true;
    },
    async deleteBodies(bodies) {
      await client.query(`BEGIN; ${TRANSACTION_SETTINGS}`);
      await deleteBodies(client, bodies);
      await commit();
    },
    async touch() {
      await client.query('UPDATE phi_audit.head SET size = size WHERE id = 1');
    },
    commit,
    async rollback() {
      await client.query('ROLLBACK');
    },
    destroy() {
      destroyConnection(client);
    },
    async end() {
      // End the session regularly, but don't wait long: the server may not answer.
      await Promise.race([client.end(), sleep(END_TIMEOUT_MS, null, { ref: false })]);
      destroyConnection(client);
    },
  };
}

/**
 * Settings for one transaction: defaults of a role or database may be weaker, and a pooler may switch the connection. Those
 * that make a commit durable are read back. Without the warnings of the server, `commit` would not notice that a commit has
 * stopped waiting for its standby.
 */
const TRANSACTION_SETTINGS = `SET LOCAL search_path = ${SEARCH_PATH}; SET LOCAL synchronous_commit = on; SET LOCAL client_min_messages = warning`;

const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${TRANSACTION_SETTINGS};`;

/** Throws if rows are missing: a trigger or rule of the owner can discard rows without an error. */
function assertKept(rows: number | null, given: number): void {
  if (rows !== given) throw new Error('The database did not keep all that the records commit to.');
}

/** Runs statements in one round trip. The result is a list, which the library's types don't declare. */
async function queryAll(
  client: PostgresClient,
  text: string,
): Promise<readonly { readonly rows: readonly unknown[] }[]> {
  return [await client.query<object>(text)].flat();
}
